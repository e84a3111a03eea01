// model:train as people type it, with payments of which no model worth having could come: it says so before it fits anything.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { csvOf, type MadeUpRow, madeUpRows } from "./madeUpFile.ts";
import { readOptions } from "./trainOptions.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-refusals-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, change: (row: MadeUpRow, i: number) => Partial<MadeUpRow>): string {
  const file = join(folder, `${name.replaceAll(" ", "-")}.csv`);
  writeFileSync(file, csvOf(madeUpRows().map((row, i) => ({ ...row, ...change(row, i) }))));
  return file;
}

/** A run that finds the payments good enough goes on to ask the server, and ends there: nothing listens at that port. */
function train(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "train.ts"), ...args], {
    encoding: "utf8",
    env: { ...process.env, MLFLOW_TRACKING_URI: "http://127.0.0.1:9" },
  });
  return { status, stdout, said: stderr };
}

const GOOD_ENOUGH = "MLflow cannot be reached";

const isOnCard = (row: MadeUpRow, ...cards: number[]): boolean =>
  cards.some((card) => row.cc_num.endsWith(String(card * 7919 + 12_345_671)));
const heldOut = Array.from({ length: 20 }, (_, i) => 3 * i);

test.each<[string, (row: MadeUpRow, i: number) => Partial<MadeUpRow>, string[]]>([
  [
    "too few frauds",
    (row) => ({ is_fraud: isOnCard(row, 3, 4, 5) ? row.is_fraud : "0" }),
    ["12 frauds on 3 cards are too few: training needs 150 frauds on 20 cards", "Add payments of more cards"],
  ],
  [
    "all frauds on one card",
    (row) => ({ is_fraud: isOnCard(row, 7) ? "1" : "0" }),
    ["40 frauds on 1 card are too few", "0 of the 1 card with frauds are among the cards held out"],
  ],
  [
    "no fraud on a card that is held out",
    (row) => ({ is_fraud: isOnCard(row, ...heldOut) ? "0" : row.is_fraud }),
    ["160 frauds on 40 cards are too few", "0 of the 40 cards with frauds are among the cards held out"],
  ],
  [
    "labels the wrong way round",
    (row) => ({ is_fraud: row.is_fraud === "1" ? "0" : "1" }),
    ["is_fraud: 2,160 of 2,400 (90.0 %) payments are frauds, more than half", "Are the labels the wrong way round"],
  ],
  ["labels that are all alike", () => ({ is_fraud: "0" }), ["all 2400 rows have the same is_fraud"]],
  ["labels in words of one's own", () => ({ is_fraud: "ok" }), ['line 2: is_fraud must be 0 or 1 ("ok")']],
  [
    "categories that nobody knows",
    (_, i) => ({ category: `MCC ${5000 + (i % 3)}` }),
    ["category is not what is expected: 2,400 of 2,400 values", '"MCC 5000"', "Vigie knows entertainment, food_dining"],
  ],
  [
    "free text as category in every second row",
    (row, i) => ({ category: i % 2 === 0 ? `order ${i}` : row.category }),
    ["category: 1,200 of 2,400 (50.0 %) payments are of categories that are too rare to learn", "Group them"],
  ],
  [
    "a column of which half cannot be read",
    (row, i) => ({ gender: i % 2 === 0 ? "?" : row.gender }),
    ["gender: 1,200 of 2,400 (50.0 %) values are empty or could not be read", "Mend the column"],
  ],
  [
    "a column of which most is empty",
    (row, i) => ({ dob: i % 4 === 0 ? row.dob : "" }),
    ["dob: 1,800 of 2,400 (75.0 %) values are empty or could not be read"],
  ],
  ["amounts that are all the same", () => ({ amt: "9.99" }), ["amt: all 2,400 payments are of 9.99"]],
  [
    "amounts below zero",
    ({ amt }) => ({ amt: `-${amt}` }),
    ["amt: 2,400 of 2,400 (100.0 %) amounts are zero or below", "as a positive number"],
  ],
  [
    "one time for all",
    () => ({ trans_date_trans_time: "2019-01-01 10:00:00" }),
    ["all 2,400 payments have the time 2019-01-01 10:00:00"],
  ],
  [
    "times in the future",
    ({ trans_date_trans_time: time }, i) => ({ trans_date_trans_time: i < 60 ? time.replace("2019", "2049") : time }),
    ["trans_date_trans_time: 60 of 2,400 (2.5 %) payments are in the future"],
  ],
])("%s: said before fitting, with counts and what to do, and nothing is written", (name, change, words) => {
  const out = join(folder, `out of ${name}`);
  const { status, stdout, said } = train("--data", fileOf(name, change), "--out", out);
  for (const each of words) expect(said).toContain(each);
  expect(said).not.toMatch(/^ +at |Error:/m);
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
});

test("a file that is given twice is told from one that has its rows once", () => {
  const file = fileOf("once", () => ({}));
  expect(train("--data", file, "--data", file).said).toContain("2,400 of 4,800 (50.0 %) rows repeat another one");
  expect(train("--data", file).said).toContain(GOOD_ENOUGH);
});

test("all that is wrong is said at once, a line each", () => {
  const { said, status } = train(
    "--data",
    fileOf("much", () => ({ amt: "1", trans_date_trans_time: "2019-01-01 10:00" })),
  );
  const lines = said.trimEnd().split("\n").slice(-3);
  expect(lines.map((line) => line.includes("much.csv: "))).toEqual([true, true, true]);
  expect(lines.join()).toMatch(/have the time.*payments are of 1\.00.*rows repeat/s);
  expect(status).toBe(1);
});

test("unsorted rows are no fault", () => {
  const rows = madeUpRows();
  const file = join(folder, "unsorted.csv");
  writeFileSync(file, csvOf(rows.toReversed()));
  expect(train("--data", file).said).toContain(GOOD_ENOUGH);
});

test("without --out or --force the shipped model is left alone", () => {
  const { stdout } = train("--help");
  expect(stdout).toMatch(/--out .*\(model\/trained\)/);
  expect(stdout).toMatch(/--force .*shipped model/);
  const outOf = (...args: string[]) => readOptions(["--data", "a.csv", ...args])?.out;
  expect(outOf()).toBe(join(import.meta.dirname, "trained"));
  expect(outOf("--force")).toBe(join(import.meta.dirname, "artifacts"));
  expect(() => outOf("--force", "--out", "b")).toThrow("state --out or --force, not both");
});
