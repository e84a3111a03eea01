import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../duration.ts";
import { BOUNDS, binOf, type HourCensus } from "../../pipeline/census.ts";
import type { Incident } from "../../store/incidents.ts";
import { offsetMsAt } from "../../zone.ts";
import { type DriftFacts, driftProblems } from "./drift.ts";
import type { FlaggedHour } from "./flagged.ts";
import { commonestCategories } from "./inputs.ts";
import { everyDay } from "./recall.ts";

/** A Friday afternoon, twenty minutes into an hour. */
const NOW = Date.UTC(2026, 10, 20, 14, 20);
const THIS_HOUR = Date.UTC(2026, 10, 20, 14);
const hourOf = (at: number) => (at / HOUR_MS) % 24;

/** What the problems of these facts say, by kind. */
function told(facts: DriftFacts, incidents: Incident[] = []): Record<string, string> {
  const problems = driftProblems(facts, { incidents, zone: "UTC", currency: "USD", nowMs: NOW });
  return Object.fromEntries(problems.map(({ kind, text }) => [kind, text]));
}

function incident(kind: string, startedAt: number): Incident {
  return { id: kind, kind, startedAt, endedAt: null, detail: "" };
}

/** Four weeks of whole hours; `of` says what each was like. */
function hours<Hour>(of: (at: number) => Hour): Map<number, Hour> {
  const all = Array.from({ length: 28 * 24 }, (_, back) => THIS_HOUR - (back + 1) * HOUR_MS);
  return new Map(all.map((at) => [at, of(at)]));
}

/** Frauds come at night: then three in a hundred are flagged, and by day one in a thousand. */
function usually(at: number): FlaggedHour {
  const isNight = hourOf(at) >= 22 || hourOf(at) < 4;
  return { payments: 1000, flagged: isNight ? 30 : 1 };
}

test("a night with its frauds is as other nights, and a day without is as other days", () => {
  const flagged = hours(usually);
  expect(told({ flagged: { hours: flagged, lastHour: { payments: 1000, flagged: 1 } } })).toEqual({});
  const night = hours((at) => usually(at + 9 * HOUR_MS));
  expect(told({ flagged: { hours: night, lastHour: { payments: 1000, flagged: 30 } } })).toEqual({});
});

test("an hour of many frauds is told at once; so many by night would be usual", () => {
  const lastHour = { payments: 1000, flagged: 30 };
  expect(told({ flagged: { hours: hours(usually), lastHour } }).flagged).toMatch(
    /^3\.0 % of the last hour's payments were flagged, usually 0\.1 % at these hours: .* Since about 20 Nov 2026, 13:00 \(UTC\)\.$/,
  );
});

test("few payments in an hour say nothing, but the day does", () => {
  const small = (at: number): FlaggedHour => ({ payments: 50, flagged: hourOf(at) % 2 });
  const wild = hours((at) => (at >= THIS_HOUR - 20 * HOUR_MS ? { payments: 50, flagged: 8 } : small(at)));
  const lastHour = { payments: 50, flagged: 8 };
  expect(told({ flagged: { hours: wild, lastHour } }).flagged).toMatch(
    /^16 % of the payments of the last \d+ hours were flagged, usually 1\.0 %/,
  );
});

test("nights without frauds are told: the model may be blind", () => {
  const blind = hours((at) => (at >= THIS_HOUR - DAY_MS ? { payments: 1000, flagged: 1 } : usually(at)));
  expect(told({ flagged: { hours: blind, lastHour: { payments: 1000, flagged: 1 } } }).flagged).toMatch(
    /^0\.1 % of the payments of the last 24 hours were flagged, usually 0\.8 %.* Since about 19 Nov 2026, 22:00/,
  );
});

test("as many frauds as ever, but by day, are told", () => {
  const moved = hours((at) => (at >= THIS_HOUR - 2 * DAY_MS ? usually(at + 12 * HOUR_MS) : usually(at)));
  const problems = told({ flagged: { hours: moved, lastHour: { payments: 0, flagged: 0 } } });
  expect(problems.flagged).toMatch(/flagged/);
});

test("a change that is told lasts while it does, and after a week it is what is usual", () => {
  const wild = (days: number) => {
    const from = THIS_HOUR - days * DAY_MS;
    const facts = { hours: hours((at) => (at >= from ? { payments: 1000, flagged: 60 } : usually(at))) };
    const flagged = { ...facts, lastHour: { payments: 1000, flagged: 60 } };
    return told({ flagged }, [incident("flagged", from)]);
  };
  for (const days of [1, 3, 6]) expect(wild(days).flagged).toContain("% of the last hour's payments were flagged");
  expect(wild(8)).toEqual({});
});

const bin = (name: keyof typeof BOUNDS, value: number | null) =>
  value === null ? BOUNDS[name].length + 1 : binOf(BOUNDS[name], value);

/** An hour of 500 payments that are all alike but in what is given. */
function census(changes: Partial<HourCensus> & { amount?: number; age?: number | null } = {}): HourCensus {
  const row = (name: keyof typeof BOUNDS, value: number | null) => {
    const bins = new Array<number>(BOUNDS[name].length + 2).fill(0);
    bins[bin(name, value)] = 500;
    return bins;
  };
  const { amount = 47, age = 40, ...others } = changes;
  const measures = {
    amount: row("amount", amount),
    age: row("age", age),
    city: row("city", 3000),
    day: row("day", 1),
    gap: row("gap", 8),
    delay: row("delay", 0.1),
  };
  return {
    ...{ hour: 0, payments: 500, unfamiliar: 0, measures, gender: [270, 230, 0], categories: new Map([["home", 500]]) },
    ...{ model: "m", scores: [450, 40, 8, 2] },
    ...others,
  };
}

/** As ever, and in the last `since` hours as given. */
const since = (last: number, changed: HourCensus, before: (at: number) => HourCensus = () => census()) => ({
  census: { hours: hours((at) => (at >= THIS_HOUR - last * HOUR_MS ? changed : before(at))), model: "m" },
});

test("payments as ever say nothing", () => {
  expect(told(since(0, census()))).toEqual({});
});

test("amounts in cents are told with what they were and are, since when, and what to do", () => {
  const { features } = told(since(2, census({ amount: 7050 })));
  expect(features).toMatch(
    /^The payments of the last 2 hours are otherwise than those before \(amounts: half are above \$7,500, before \$35\):/,
  );
  expect(features).toMatch(
    /mend the sender if a column, a unit or its clock has changed\. Since about 20 Nov 2026, 12:00 \(UTC\)\.$/,
  );
});

test("columns that are gone are told by name", () => {
  const { features } = told(since(3, census({ gender: [0, 0, 500], age: null })));
  expect(features).toContain("gender: missing from 100 % of the payments, before from 0.0 %");
  expect(features).toContain("card holders’ age: missing from 100 % of the payments, before from 0.0 %");
  expect(features).toContain("Since about 20 Nov 2026, 11:00 (UTC).");
});

test("categories with other names are told by their names", () => {
  const { features } = told(since(2, census({ categories: new Map([["Heim", 500]]) })));
  expect(features).toMatch(/categories: “(home|Heim)” are (0\.0|100) %, before (0\.0|100) %/);
});

test("names of categories without end are as many bins as a few, whether they are told or not", () => {
  const orders = (at: number) => {
    const names = Array.from({ length: 40 }, (_, order) => [`order ${at} ${order}`, 1] as const);
    return census({ categories: new Map([["home", 300], ...names, ["", 160]]) });
  };
  const endless = hours(orders);
  expect(commonestCategories(endless)).toEqual(["home", ""]);
  let payments = 0;
  const uneven = hours(() => census({ categories: new Map([[`shop ${payments}`, payments++]]) }));
  expect(commonestCategories(uneven)).toHaveLength(41);
  expect(told({ census: { hours: endless, model: "m" } })).toEqual({});
  // An order's name counts as one of the others, wherever it came.
  const all = hours((at) =>
    at >= THIS_HOUR - 3 * HOUR_MS ? census({ categories: new Map([["home", 500]]) }) : orders(at),
  );
  expect(told({ census: { hours: all, model: "m" } }).features).toMatch(
    /categories: “(home|others)” are (100|0\.\d) %, before (60|40) %/,
  );
});

test("what depends on the hour of the day has not moved when it is that hour", () => {
  const byHour = (at: number) => census({ amount: hourOf(at) < 12 ? 15 : 150, payments: hourOf(at) < 12 ? 500 : 900 });
  expect(told({ census: { hours: hours(byHour), model: "m" } })).toEqual({});
});

test("payments at other hours of the day are told once a whole day had them", () => {
  const busy = (at: number, shift: number) => census({ payments: hourOf(at + shift * HOUR_MS) < 12 ? 200 : 800 });
  const midnight = THIS_HOUR - 14 * HOUR_MS;
  const shifted = hours((at) => busy(at, at >= midnight - DAY_MS ? 6 : 0));
  expect(told({ census: { hours: shifted, model: "m" } }).features).toMatch(/hours of the day: /);
});

/** By the wall clock of Paris, few at night and many by day. Judged at noon (UTC), on each day of a week. */
const toldInAWeek = (firstNoon: number, zone: string, shiftedFrom = Number.POSITIVE_INFINITY) =>
  Array.from({ length: 7 }, (_, day) => {
    const nowMs = firstNoon + day * DAY_MS;
    const past = Array.from({ length: 29 * 24 }, (_, back) => nowMs - (back + 1) * HOUR_MS);
    const payments = (at: number) => {
      const hour = Math.floor(((at + offsetMsAt(zone, at) + (at >= shiftedFrom ? 6 * HOUR_MS : 0)) / HOUR_MS) % 24);
      return hour < 7 ? 20 + 10 * Math.abs(hour - 3) : 600 - 40 * Math.abs(hour - 15);
    };
    const all = new Map(past.map((at) => [at, census({ payments: payments(at) })]));
    return driftProblems({ census: { hours: all, model: "m" } }, { incidents: [], zone, currency: "USD", nowMs })
      .length;
  });

test("a change of the clocks moves no payments to other hours of the day", () => {
  expect(toldInAWeek(Date.UTC(2026, 2, 29, 12), "Europe/Paris")).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(toldInAWeek(Date.UTC(2026, 9, 25, 12), "Europe/Paris")).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test("hours of the day are told in a zone whose midnight lies within an hour of the census", () => {
  const noon = Date.UTC(2026, 9, 25, 12);
  expect(toldInAWeek(noon, "Asia/Kolkata").some((told) => told > 0)).toBe(false);
  expect(toldInAWeek(noon, "Asia/Kolkata", noon).some((told) => told > 0)).toBe(true);
});

/** An hour of 500 payments: some come within a minute, the others 12 or 70 minutes after they were paid. */
const late = (atOnce: number, after10: number, after60: number) => {
  const hour = census();
  const { delay } = hour.measures;
  delay.splice(0, 4, atOnce, 0, after10, after60);
  return hour;
};

test("an outage that was caught up is no change of the payments", () => {
  const afterOutage = (hour: HourCensus, back: number) => {
    const all = hours(() => census());
    all.set(THIS_HOUR - back * HOUR_MS, hour);
    return told({ census: { hours: all, model: "m" } });
  };
  for (const back of [1, 2, 5, 12]) {
    expect(afterOutage(late(333, 167, 0), back)).toEqual({});
    expect(afterOutage(late(0, 250, 250), back)).toEqual({});
  }
});

test("payments that come late for hours are told, by what moved: the median only where it did", () => {
  expect(told(since(20, late(0, 0, 500))).features).toContain(
    "time from payment to arrival: half take more than 110 min, before 0.5 min",
  );
  const quarterLate = told(since(20, late(350, 0, 150))).features;
  expect(quarterLate).toContain("time from payment to arrival: 60 min to 3 h are 25 %, before 0.0 %");
});

test("hours without payments are an outage, and no move", () => {
  const all = hours((at) => census({ amount: hourOf(at) < 12 ? 15 : 150 }));
  for (let back = 16; back < 24; back += 1) all.delete(THIS_HOUR - back * HOUR_MS);
  expect(told({ census: { hours: all, model: "m" } })).toEqual({});
});

test("scores that are spread otherwise are told; another model's are not compared", () => {
  const before = () => census({ scores: [300, 150, 40, 8, 2, 0] });
  const shifted = census({ scores: [100, 350, 40, 8, 2, 0] });
  expect(told(since(20, shifted, before)).scores).toMatch(
    /^The scores of the last 24 hours are spread otherwise than in the days before: .* Since about 19 Nov 2026, 18:00/,
  );
  const other = since(20, { ...shifted, model: "m2" }, before);
  expect(told({ census: { ...other.census, model: "m2" } })).toEqual({});
});

test("few high scores among many low ones are told when they are no more", () => {
  const { scores } = told(since(80, census({ scores: [450, 50, 0, 0] }), () => census({ scores: [450, 47, 2, 1] })));
  expect(scores).toMatch(/^0\.0 % of the scores of the last \d+ hours are among the model's highest, usually /);
});

test("what another model did not know is no change of the payments", () => {
  const other = since(12, census({ unfamiliar: 30, model: "m2" }), () => census({ unfamiliar: 1 }));
  expect(told({ census: { ...other.census, model: "m2" } })).toEqual({});
});

test("payments that the model does not know are told when they are more than usual, long before they are many", () => {
  const rarely = () => census({ unfamiliar: 1 });
  expect(told(since(12, census({ unfamiliar: 6 }), rarely)).unfamiliar).toMatch(
    /^The model does not know 1\.2 % of the payments of the last 6 hours, usually 0\.2 %: /,
  );
  expect(told(since(12, census({ unfamiliar: 0 }), rarely))).toEqual({});
});

const fraudDays = (missedOf: (back: number) => number, known = 40) =>
  Array.from({ length: 28 }, (_, back) => ({
    start: NOW - (back + 1) * DAY_MS,
    known,
    flagged: known - missedOf(back),
  }));
const recall = (days: ReturnType<typeof fraudDays>, expectedRecall: number | null = 0.98) =>
  told({ frauds: { days, expectedRecall } }).recall;

test("frauds that are missed are told once they are known", () => {
  expect(recall(fraudDays(() => 1))).toBeUndefined();
  expect(recall(fraudDays((back) => (back < 2 ? 20 : 1)))).toMatch(
    /^Of 80 frauds that are known of the last 2 days, 50 % had been reviewed or declined, usually 9[78] %: .* Since about 18 Nov 2026, 14:20/,
  );
});

test("a few frauds more that are missed may be chance, above all where few are known", () => {
  expect(recall(fraudDays((back) => (back === 0 ? 3 : 1)))).toBeUndefined();
  expect(recall(fraudDays((back) => (back === 0 ? 2 : 0), 4))).toBeUndefined();
});

test("a shop whose frauds are harder to find is compared with its own days", () => {
  expect(recall(fraudDays(() => 12))).toBeUndefined();
});

test("a new Vigie is compared with what the model promises", () => {
  const firstDay = fraudDays((back) => (back === 0 ? 20 : 0)).map((day, back) =>
    back === 0 ? day : { ...day, known: 0, flagged: 0 },
  );
  expect(recall(firstDay)).toMatch(/^Of 40 frauds .* 50 % had been reviewed or declined, usually 98 %/);
  expect(recall(firstDay, null)).toBeUndefined();
});

test("a model that found every fraud of its training, or none, is judged like others", () => {
  expect(
    recall(
      fraudDays(() => 0),
      1,
    ),
  ).toBeUndefined();
  expect(
    recall(
      fraudDays((back) => (back === 0 ? 1 : 0)),
      1,
    ),
  ).toBeUndefined();
  expect(
    recall(
      fraudDays((back) => (back < 2 ? 20 : 0)),
      1,
    ),
  ).toMatch(/^Of 80 frauds .* 50 % .* usually 100 %/);
  expect(
    recall(
      fraudDays(() => 40),
      0,
    ),
  ).toMatch(/^Of 80 frauds .* 0\.0 % had been reviewed or declined: /);
  expect(
    recall(
      fraudDays((back) => (back === 0 ? 39 : 40)),
      0,
    ),
  ).toMatch(/^Of 80 frauds /);
});

test("that most frauds are missed is never usual", () => {
  expect(recall(fraudDays(() => 30))).toMatch(
    /^Of 80 frauds that are known of the last 2 days, 25 % had been reviewed or declined: /,
  );
});

test("days of which no fraud is known stand between the others", () => {
  const from = NOW - 4 * DAY_MS;
  const known = [{ start: from + DAY_MS, known: 3, flagged: 2 }];
  expect(everyDay(known, from, 4).map(({ known }) => known)).toEqual([0, 0, 3, 0]);
  expect(everyDay(known, from, 4)[0]?.start).toBe(NOW - DAY_MS);
});
