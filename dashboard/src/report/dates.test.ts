import fc from "fast-check";
import { expect, test } from "vitest";
import { dateByKey, daysAfter, halfOf, isDate, monthOf, monthsAfter, weekdayOf, weeksOf, within } from "./dates.ts";

test("a date is one of the calendar's", () => {
  expect(["2026-11-20", "2028-02-29"].filter(isDate)).toEqual(["2026-11-20", "2028-02-29"]);
  expect(["", "2026-02-29", "2026-13-01", "2026-1-1", "#2026-11-20", "yesterday"].filter(isDate)).toEqual([]);
});

test("a month later is the same day, or the last one there is", () => {
  expect(monthsAfter("2028-01-31", 1)).toBe("2028-02-29");
  expect(monthsAfter("2026-12-15", 1)).toBe("2027-01-15");
  expect(monthsAfter("2026-01-15", -1)).toBe("2025-12-15");
});

test("a month's weeks begin on Monday and hold each of its days once", () => {
  expect(weeksOf("2026-11")[0]).toEqual([null, null, null, null, null, null, "2026-11-01"]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1200 }), (months) => {
      const month = monthOf(monthsAfter("1990-01-01", months));
      const weeks = weeksOf(month);
      const days = weeks.flat().filter((date) => date !== null);
      expect(days).toEqual(days.map((_, i) => daysAfter(`${month}-01`, i)));
      expect(monthOf(daysAfter(days.at(-1) ?? "", 1))).not.toBe(month);
      weeks.forEach((week) => {
        expect(week).toHaveLength(7);
        week.forEach((date, at) => {
          if (date !== null) expect(weekdayOf(date)).toBe(at);
        });
      });
    }),
  );
});

test("arrow keys go by days and weeks, Home and End to a week's ends, Page keys by months", () => {
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "a"];
  expect(keys.map((key) => dateByKey(key, "2026-11-20"))).toEqual([
    "2026-11-19",
    "2026-11-21",
    "2026-11-13",
    "2026-11-27",
    "2026-11-16",
    "2026-11-22",
    "2026-10-20",
    "2026-12-20",
    null,
  ]);
});

test("what lies outside is brought to the nearer end", () => {
  expect(within("2026-11-01", "2026-11-05", "2026-11-20")).toBe("2026-11-05");
  expect(within("2026-11-21", "2026-11-05", "2026-11-20")).toBe("2026-11-20");
  expect(within("2026-11-06", "2026-11-05", "2026-11-20")).toBe("2026-11-06");
});

test("a day is in the first half of its year up to June", () => {
  expect(["2026-01-01", "2026-06-30", "2026-07-01", "2026-12-31"].map(halfOf)).toEqual([
    ...["2026-H1", "2026-H1", "2026-H2", "2026-H2"],
  ]);
});
