import { expect, test } from "vitest";
import { dividedBy, type HalfGroup, halfAt, halfOf } from "./halfYear.ts";
import { halfYearCsv, halfYearNotes, halfYearRows } from "./halfYearCsv.ts";

test("half a year begins and ends by the clocks of the zone", () => {
  expect(halfOf("Europe/Paris", "2026-H2")).toEqual({
    ...{ name: "2026-H2", first: "2026-07-01", last: "2026-12-31" },
    ...{ from: Date.parse("2026-06-30T22:00:00Z"), to: Date.parse("2026-12-31T23:00:00Z") },
  });
  expect(halfOf("UTC", "2026-H3")).toBeNull();
  expect(halfAt("Europe/Paris", Date.parse("2026-06-30T22:30:00Z"))).toBe("2026-H2");
  expect(halfAt("UTC", Date.parse("2026-06-30T22:30:00Z"))).toBe("2026-H1");
});

test("days in the archive are taken out once, whatever overlaps", () => {
  const whole = { from: 100, to: 200 };
  expect(dividedBy(whole, [])).toEqual({ within: [], between: [whole] });
  const days = [
    { from: 120, to: 130 },
    { from: 90, to: 110 },
    { from: 125, to: 140 },
    { from: 190, to: 210 },
  ];
  expect(dividedBy(whole, days)).toEqual({
    within: [
      { from: 100, to: 110 },
      { from: 120, to: 140 },
      { from: 190, to: 200 },
    ],
    between: [
      { from: 110, to: 120 },
      { from: 140, to: 190 },
    ],
  });
});

const group = (changes: Partial<HalfGroup>): HalfGroup => ({
  ...{ source: "push", outcome: "approve", kind: null, payments: 1, amountCents: 1_000 },
  ...changes,
});
const GROUPS = [
  group({ payments: 10, amountCents: 50_000 }),
  group({ kind: "lost_or_stolen", payments: 2, amountCents: 3_000 }),
  group({ kind: "unknown", outcome: "decline", amountCents: 7_000 }),
  group({ kind: "label", source: "poll", outcome: "review", amountCents: 500 }),
];
const rowOf = (groups: readonly HalfGroup[], ...names: string[]) =>
  halfYearRows(groups, "USD")
    .find((row) => names.every((name, at) => row[at] === name))
    ?.slice(3);

test("what was lost, held and stopped stands apart, by type, source and outcome, and all of it in the last row", () => {
  expect(rowOf(GROUPS, "all", "push", "approved")).toEqual(["12", "530.00", "2", "30.00", "30.00", "0.00", "0.00"]);
  expect(rowOf(GROUPS, "lost or stolen card", "push", "approved")).toEqual([
    ...["", "", "2", "30.00", "30.00", "0.00", "0.00"],
  ]);
  expect(rowOf(GROUPS, "not known: a verdict without a type", "push", "declined")?.slice(2)).toEqual([
    ...["1", "70.00", "0.00", "0.00", "70.00"],
  ]);
  expect(rowOf(GROUPS, "not known: a label alone says so", "poll", "to review")?.slice(2)).toEqual([
    ...["1", "5.00", "0.00", "5.00", "0.00"],
  ]);
  expect(halfYearRows(GROUPS, "USD").at(-1)).toEqual([
    ...["total", "", "", "14", "605.00", "4", "105.00", "30.00", "5.00", "70.00"],
  ]);
  expect(halfYearRows(GROUPS, "USD").flat()).not.toContain("not known: in the archive");
});

test("what has left for the archive is in the total, with rows of its own", () => {
  const left = group({ source: "archive", kind: "archive", outcome: "decline", amountCents: 100 });
  expect(rowOf([left], "not known: in the archive", "not known: in the archive", "declined")?.slice(2)).toEqual([
    ...["1", "1.00", "0.00", "0.00", "1.00"],
  ]);
});

test("the first rows say what is missing, and what is not known", () => {
  const half = halfOf("UTC", "2026-H2");
  if (half === null) throw new Error("it is one");
  const facts = {
    ...{
      half,
      groups: [],
      begins: "2026-06-01",
      archived: [],
      currency: "USD",
      zone: "UTC",
      isSimulated: false,
      waiting: 0,
    },
    nowMs: half.to,
  };
  const said = halfYearNotes(facts).join("\n");
  expect(said).toContain("strong customer authentication");
  expect(said).not.toMatch(/WHOLE|so far|archive/);
  const short = halfYearNotes({
    ...facts,
    ...{ begins: "2026-08-01", waiting: 3, nowMs: half.to - 1, isSimulated: true },
    archived: [{ first: "2026-07-01", last: "2026-07-31" }],
  }).join("\n");
  expect(short).toContain("the first payment here is of 2026-08-01");
  expect(short).toContain("3 decided payments wait");
  expect(short).toContain("so far");
  expect(short).toContain("SIMULATED");
  expect(short).toContain("2026-07-01 to 2026-07-31");
  expect(halfYearNotes({ ...facts, waiting: null }).join()).toContain("MAY NOT BE WHOLE");
});

test("for programs each line above the table begins with #, also where it has commas", () => {
  const half = halfOf("UTC", "2026-H2");
  if (half === null) throw new Error("it is one");
  const facts = {
    half,
    groups: [],
    begins: null,
    archived: [],
    currency: "USD",
    zone: "UTC",
    isSimulated: false,
    waiting: 0,
    nowMs: 0,
  };
  const [above = "", ...rest] = halfYearCsv(facts, "programs").split("fraud_type,");
  expect(rest).toHaveLength(1);
  expect(
    above
      .trimEnd()
      .split("\r\n")
      .filter((line) => !line.startsWith("# ")),
  ).toEqual([]);
  expect(halfYearCsv(facts, "spreadsheet")).toContain('"Vigie does not know the channel');
});
