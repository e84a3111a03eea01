import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import type { PairSum } from "../store/pairs.ts";
import { comparisonOf } from "./comparison.ts";
import { type Candidate, GATE_LIMITS, gateOf } from "./gate.ts";

const BEGIN = Date.UTC(2026, 10, 1);
const NOW = BEGIN + 29 * DAY_MS;
const MODELS = { champion: "aaaaaaaaaaaa", challenger: "bbbbbbbbbbbb" };
const CANDIDATE: Candidate = {
  version: "bbbbbbbbbbbb",
  isShipped: false,
  proof: { golden: 20, rows: 1000 },
  championUntil: null,
};

type Group = [
  outcome: PairSum["outcome"],
  challengerOutcome: PairSum["challengerOutcome"],
  truth: PairSum["truth"],
  payments: number,
];

/** A month in which both catch 30 of 40 frauds and are wrong twice. */
const ALIKE: Group[] = [
  ["decline", "decline", "fraud", 30],
  ["approve", "approve", "fraud", 10],
  ["decline", "decline", "legitimate", 2],
  ["approve", "approve", "unknown", 10_000],
];

function compared(groups: Group[], days = 20, age: "aged" | "young" = "aged") {
  const sums = groups.map(
    ([outcome, challengerOutcome, truth, payments]): PairSum => ({
      ...MODELS,
      ...{ category: "travel", situation: "stream", outcome, challengerOutcome, truth, payments },
      ...{ amountCents: payments * 1000, firstHour: BEGIN, lastHour: BEGIN + days * DAY_MS - HOUR_MS },
    }),
  );
  return comparisonOf(MODELS, { from: BEGIN, to: NOW }, { aged: [], young: [], [age]: sums }, 7, "USD");
}

const gate = (groups: Group[], candidate: Partial<Candidate> = {}, days = 20) =>
  gateOf({ ...CANDIDATE, ...candidate }, compared(groups, days), NOW);
const failing = ({ checks }: ReturnType<typeof gate>) => checks.filter(({ passes }) => !passes).map(({ code }) => code);
const textOf = ({ checks }: ReturnType<typeof gate>, wanted: string) =>
  checks.find(({ code }) => code === wanted)?.text;

test("a challenger that does as the champion does may take its place", () => {
  const passed = gate(ALIKE);
  expect(passed).toMatchObject({ passes: true });
  expect(passed.checks.map(({ code }) => code)).toEqual([
    ...["golden_vectors", "features", "failures", "frauds", "recall", "precision", "alerts"],
  ]);
  expect(textOf(passed, "recall")).toBe(
    "Of the matured frauds it would have declined 30 of 40 (75 %), and the champion 30 of 40 (75 %): " +
      "a difference of 0.0 points, 95 % interval −4.7 to +4.7.",
  );
});

test.each<[string, Group[], string[]]>([
  ["nothing scored", [], ["scored_live"]],
  ["nothing but failures", [["approve", "none", "unknown", 50]], ["failures", "frauds", "recall", "precision"]],
  ["no fraud", [["approve", "approve", "unknown", 1000]], ["frauds", "recall"]],
  [
    "29 frauds",
    [
      ["decline", "decline", "fraud", 29],
      ["approve", "approve", "unknown", 1000],
    ],
    ["frauds"],
  ],
  [
    "30 frauds, all declined by both",
    [
      ["decline", "decline", "fraud", 30],
      ["approve", "approve", "unknown", 1000],
    ],
    [],
  ],
  ["a champion that misses everything", [["approve", "decline", "fraud", 40]], ["alerts"]],
  ["a challenger that misses everything", [["decline", "approve", "fraud", 40]], ["recall"]],
  ["a few frauds fewer", [...ALIKE, ["decline", "approve", "fraud", 3]], []],
  ["many frauds fewer", [...ALIKE, ["decline", "approve", "fraud", 9]], ["recall"]],
  [
    "as many frauds, but others",
    [...ALIKE, ["decline", "approve", "fraud", 9], ["approve", "decline", "fraud", 8]],
    [],
  ],
  ["a false alarm more", [...ALIKE, ["approve", "decline", "legitimate", 2]], []],
  ["many false alarms more", [...ALIKE, ["approve", "decline", "unknown", 15]], ["precision"]],
  ["half as many alerts more", [...ALIKE, ["approve", "review", "unknown", 20]], []],
  ["more alerts than that", [...ALIKE, ["approve", "review", "unknown", 21]], ["alerts"]],
  ["one payment in a hundred that it could not score", [...ALIKE, ["approve", "none", "unknown", 101]], []],
  ["more than that", [...ALIKE, ["approve", "none", "unknown", 102]], ["failures"]],
])("with %s, the gate holds it back for the right reason", (_, groups, reasons) => {
  const answered = gate(groups);
  expect(failing(answered)).toEqual(reasons);
  expect(answered.passes).toBe(reasons.length === 0);
  for (const { text } of answered.checks) expect(text).toMatch(/^[A-Z0-9].*\.$/);
});

test("while nothing is matured, nothing can be compared, and the gate says how long that takes", () => {
  const young = compared([...ALIKE, ["approve", "decline", "unknown", 5]], 2, "young");
  const answered = gateOf(CANDIDATE, young, NOW);
  expect(failing(answered)).toEqual(["frauds", "recall", "precision"]);
  expect(textOf(answered, "frauds")).toMatch(/A payment counts after 7 days\.$/);
  expect(textOf(answered, "precision")).toBe("Precision cannot be compared: no payment is matured yet.");
});

test("one alert a day more bothers nobody, though the champion had none", () => {
  const quiet = (alerts: number): Group[] => [
    ["approve", "decline", "fraud", alerts],
    ["approve", "approve", "fraud", 40],
  ];
  expect(failing(gate(quiet(20)))).toEqual([]);
  expect(failing(gate(quiet(21)))).toEqual(["alerts"]);
  // A few hours are no day.
  expect(failing(gate(quiet(1), {}, 1 / 24))).toEqual([]);
  expect(failing(gate(quiet(2), {}, 1 / 24))).toEqual(["alerts"]);
});

test("a version that never was challenger has scored no payment, and the gate says so", () => {
  const answered = gate([]);
  expect(answered.passes).toBe(false);
  expect(textOf(answered, "scored_live")).toBe(
    "The model bbbbbbbbbbbb has scored no payment beside aaaaaaaaaaaa in this time: make it the challenger first.",
  );
});

test("a former champion may come back at once, for thirty days", () => {
  const back = (days: number) => gate([], { championUntil: NOW - days * DAY_MS });
  expect(back(0)).toMatchObject({ passes: true });
  expect(textOf(back(0), "was_champion")).toBe(
    "It decided until less than a day ago, before the one of now, so one may go back to it at once (within 30 days).",
  );
  expect(textOf(back(30), "was_champion")).toMatch(/^It decided until 30 days ago/);
  expect(back(30.1)).toMatchObject({ passes: false });
});

test("but not one that is not in the registry any more, nor one whose golden vectors were not proved", () => {
  const at = { championUntil: NOW - DAY_MS };
  expect(failing(gate([], { ...at, proof: null }))).toEqual(["golden_vectors", "features"]);
  expect(failing(gate(ALIKE, { ...at, proof: { golden: 0, rows: 0 } }))).toEqual(["golden_vectors", "features"]);
});

test("the shipped model is proved by each start", () => {
  expect(failing(gate(ALIKE, { isShipped: true, proof: null }))).toEqual([]);
});

test("what is missing for thirty frauds is said with what to do", () => {
  expect(textOf(gate([["decline", "decline", "fraud", 1]]), "frauds")).toBe(
    "1 known fraud among 1 matured payment. Fewer than 30 tell too little: wait, give verdicts, or send labels.",
  );
  expect(GATE_LIMITS.frauds).toBe(30);
});
