import { expect, test } from "vitest";
import { TABLES } from "./tables.ts";
import { count, differences, emptyTally } from "./tally.ts";
import { comparingWords, complaint, copyingWords, readOptions, speed, tableOf } from "./words.ts";

const minutes = TABLES.filter(({ name }) => name === "minutes");
const row = { minute: 0, payments: 1, amountCents: 8420, reviews: 0, declines: 0, flaggedCents: 0 };

function comparisons(source: object[], target: object[]) {
  return minutes.map((table) => {
    const [here, there] = [emptyTally(table), emptyTally(table)];
    count(
      here,
      table,
      source.map((each) => ({ ...each })),
    );
    count(
      there,
      table,
      target.map((each) => ({ ...each })),
    );
    return { table, source: here, target: there, problems: differences(here, there) };
  });
}

test("where from and where to must be said, and must not be the same", () => {
  expect(readOptions(["--from", "d1", "--to", "neon"])).toEqual({ from: "d1", to: "neon", remote: false });
  expect(readOptions(["--from", "neon", "--to", "d1", "--remote"])).toMatchObject({ remote: true });
  expect(readOptions([])).toEqual({ problem: "--from is d1 or neon" });
  expect(readOptions(["--from", "d1", "--to", "postgres"])).toEqual({ problem: "--to is d1 or neon" });
  expect(readOptions(["--from", "d1", "--to", "d1"])).toEqual({
    problem: "--from and --to are both d1: there is nothing to move",
  });
  expect(readOptions(["--form", "d1"])).toHaveProperty("problem");
});

test("tables that are alike are shown with what they hold, and nobody complains", () => {
  const alike = comparisons([row, { ...row, minute: 60_000 }], [{ ...row, minute: 60_000 }, row]);
  expect(tableOf(alike, "d1", "neon")).toMatch(/^ {2}minutes +2 +2 +16,840 +[0-9a-f]{16} +alike$/m);
  expect(complaint(alike, "d1", "neon")).toBeNull();
});

test("a cent too many is named, and what to do about it", () => {
  const different = comparisons([row], [{ ...row, amountCents: 8421 }]);
  expect(tableOf(different, "d1", "neon")).toMatch(/DIFFERENT$/m);
  const said = complaint(different, "d1", "neon");
  expect(said).toContain("sum of amountCents: 8420 and 8421");
  expect(said).toContain("run this again");
});

test("how fast it was", () => {
  expect(speed(100_000, 12_300)).toBe("100,000 rows in 12.3 s (8,130/s)");
});

test("while it copies and compares, it says which table of how many it is at, and how far it is", () => {
  const [table] = minutes;
  if (table === undefined) throw new Error("there is a table of minutes");
  const place = `minutes \\(${TABLES.indexOf(table) + 1} of ${TABLES.length}\\)`;
  expect(copyingWords(table, { read: 12_000, written: 800 })).toMatch(
    new RegExp(`^Copying ${place}: 12,000 rows read, 800 written …$`),
  );
  expect(comparingWords(table, { source: 12_000, target: 7 }, "neon", "d1")).toMatch(
    new RegExp(`^Comparing ${place}: 12,000 rows in neon, 7 in d1 …$`),
  );
});
