import { expect, test } from "vitest";
import type { BacktestResult, BacktestSummary } from "../../../worker/wire/backtest.ts";
import { caveats, decidersOf, noFlipWords, ROWS, stateWords } from "./backtestWords.ts";

const summary = (changes: Partial<BacktestSummary>) =>
  ({
    ...{ state: "done", problem: null, goneDays: 0, pastDays: 30, thresholds: null },
    policy: { version: 3, rules: 0, ownRules: false, entries: 0, ownLists: false, broken: [] },
    progress: { done: 1_200, of: 3_000, through: null },
    ...changes,
  }) as BacktestSummary;
const result = (changes: Partial<BacktestResult>) =>
  ({ reproduced: { payments: 0, of: 0 }, unscored: 0, firstPayments: 5, withoutDays: 0, ...changes }) as BacktestResult;
const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("each state is told with how far it is, and a problem in its own words", () => {
  expect(stateWords(summary({ state: "running" }))).toBe("1,200 of 3,000 payments so far.");
  const begun = { done: 0, of: 3_000, through: null };
  expect(stateWords(summary({ state: "running", progress: begun }))).toBe("It has begun.");
  expect(noFlipWords(true)).toBe("No payment would be decided otherwise so far.");
  expect(noFlipWords(false)).toBe("No payment would be decided otherwise.");
  expect(stateWords(summary({ state: "waiting" }))).toBe("It waits for its turn.");
  expect(stateWords(summary({ state: "cancelled" }))).toBe("Cancelled after 1,200 of 3,000 payments.");
  expect(stateWords(summary({}))).toBe("1,200 payments.");
  const problem = "The store (D1) cannot be reached.";
  expect(stateWords(summary({ state: "running", problem }))).toBe(`1,200 of 3,000 payments. ${problem}`);
});

test("what lacks is said, and whether the model's own decisions came out the same", () => {
  expect(caveats(summary({}), result({}))).toEqual([]);
  expect(caveats(summary({ goneDays: 2, pastDays: 1 }), result({ unscored: 1, withoutDays: 1 }))).toEqual([
    "2 days of the range left the store and cannot be tried.",
    "Only 1 day before the range is in the store: 5 payments counted as a card’s first.",
    "This model reads what cards and merchants did by day: for 1 payment not all of it is in the store any more, and it decided without.",
    "1 payment could not be scored, and would go to a person.",
  ]);
  expect(caveats(summary({ pastDays: 0 }), result({}))).toEqual([
    "No whole day before the range is in the store: 5 payments counted as a card’s first.",
  ]);
  const crossed = { stream: { review: 0.5, decline: 0.4 } } as BacktestSummary["thresholds"];
  expect(caveats(summary({ thresholds: crossed }), result({}))).toEqual([
    "The line for reviews lies above the one for declines: where it does, no score is sent to a person.",
  ]);
  const words = (payments: number) => caveats(summary({}), result({ reproduced: { payments, of: 9 } }));
  expect(words(9)).toEqual(["This model decided 9 of these payments then; each came out with the same score."]);
  expect(words(7)).toEqual(["This model decided 9 of these payments then; 7 came out with the same score."]);
});

test("frauds that were caught are those that were not missed, with their money", () => {
  const side = {
    knownFrauds: 12,
    missedFrauds: 2,
    knownFraudAmount: "1000.10",
    missedAmount: "0.20",
    flaggedPrecision: null,
  };
  const none = { ...side, knownFrauds: 0, missedFrauds: 0, knownFraudAmount: "0.00", missedAmount: "0.00" };
  expect(ROWS[0]?.cell(none as never)[0]).toBe("none known");
  const cells = ROWS.map(({ cell }) => cell({ declines: 0, declinedAmount: "0.00", reviews: 0, ...side } as never));
  expect(cells[0]).toEqual(["10 of 12", "$999.90"]);
  expect(cells[1]).toEqual(["2", "$0.20"]);
  expect(plain(cells[4]?.[0] ?? "")).toBe("–");
});

test("lists stand before rules, each rule by its name, and the model comes last", () => {
  const sum = { payments: 2, amount: "10.00" };
  const sums = { ...sum, frauds: sum, legitimate: sum };
  const rule = { id: "r", name: "Dear", state: "active", decided: sums, met: sums, missing: 0, failed: 0 } as const;
  const deciders = decidersOf({
    decidedBy: [
      { by: "block_list", ...sums },
      { by: "rule", ...sums },
      { by: "model", ...sums },
      { by: "not_scored", ...sums },
    ],
    rules: [
      { ...rule, then: "decline" },
      { ...rule, id: "s", name: "Seen", then: "review", state: "shadow" },
    ],
  });
  expect(deciders.map(({ words, beside }) => [words, beside])).toEqual([
    ["Block list", ""],
    ["“Dear”", "declines"],
    ["“Seen”", "in shadow: it is only counted"],
    ["The model", ""],
    ["Nothing: not scored, so a person looks", ""],
  ]);
});

test("a rule that cannot be read is said", () => {
  const broken = [{ rule: "Dear", problem: "there is no list called vip" }];
  const policy = { version: 3, rules: 1, ownRules: false, entries: 0, ownLists: false, broken };
  expect(caveats(summary({ policy }), result({}))).toEqual([
    "The rule “Dear” cannot be read, and decides nothing: there is no list called vip.",
  ]);
});
