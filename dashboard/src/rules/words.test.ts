import { expect, test } from "vitest";
import type { Outcome } from "../../../worker/decision/decision.ts";
import type { CountedRuleView, RuleView } from "../../../worker/wire/policy.ts";
import type { RulePreview } from "../../../worker/wire/rulePreview.ts";
import {
  changesOf,
  gapWords,
  historyWords,
  hitWords,
  previewAsides,
  previewWords,
  shareWords,
  stateOf,
  triedWords,
} from "./words.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const RULE: RuleView = {
  ...{ id: "r1", name: "Dear", when: "amount > 2000", then: "review", state: "active", note: null, until: null },
};
const NONE = { day: { payments: 0, amount: "0.00" }, week: { payments: 0, amount: "0.00" } };
const counted = (change: Partial<CountedRuleView> = {}): CountedRuleView => ({
  ...{ ...RULE, hits: NONE, shadow: NONE, missing: 0, failed: 0, problem: null },
  ...change,
});

test("a rule whose time is over is told as ended, unless it is off", () => {
  const until = "2026-11-20T11:00:00Z";
  expect(stateOf({ state: "active", until }, NOW)).toBe("Ended");
  expect(stateOf({ state: "off", until }, NOW)).toBe("Off");
  expect(stateOf({ state: "shadow", until: "2026-11-20T13:00:00Z" }, NOW)).toBe("Shadow");
});

test("hits of both states are told apart", () => {
  const some = { day: { payments: 12, amount: "340.00" }, week: { payments: 1200, amount: "21000.00" } };
  expect(hitWords(counted())).toEqual(["Matched nothing in the last week."]);
  expect(hitWords(counted({ state: "shadow", hits: some, shadow: some }))).toEqual([
    "Matched 12 in the last day ($340.00), 1,200 in the last week ($21,000).",
    "In shadow it matched 12 in the last day ($340.00), 1,200 in the last week ($21,000).",
  ]);
  expect(hitWords(counted({ state: "off" }))).toEqual([]);
});

test("what a rule could not say is told in words", () => {
  expect(gapWords(counted())).toEqual([]);
  expect(gapWords(counted({ problem: "there is no list called vip" }))).toEqual([
    "It cannot be read, and is left out: there is no list called vip.",
  ]);
  expect(gapWords(counted({ failed: 2, missing: 1, problem: "boom" }))).toEqual([
    "It failed at 2 payments, which did not meet it: boom.",
    "Of 1 payment lately it could not say, since a value is missing: it does not meet the rule.",
  ]);
});

test("what was tried on the newest payments is told, with those of which it cannot say", () => {
  expect(triedWords({ matches: [], of: 200, missing: 0 })).toBe("Matches none of the newest 200.");
  expect(triedWords({ matches: [], of: 200, missing: 7 })).toBe(
    "Matches none of the newest 200; of 7 it cannot say, since a value is missing.",
  );
  expect(triedWords({ matches: [], of: 0, missing: 0 })).toBe("There are no payments yet to try it on.");
});

const cells = (payments: number, amount: string) => ({ payments, amount });
const PREVIEW: RulePreview = {
  ...{ simulated: false, from: "2026-10-21T12:00:00Z", to: "2026-11-20T12:00:00Z" },
  looked: { payments: 12_300, frauds: 60, legitimate: 900, through: "2026-11-01T10:30:00Z", whole: true },
  met: {
    ...{ ...cells(41, "9100.00"), share: 41 / 12_300 },
    ...{ frauds: cells(12, "4000.00"), legitimate: cells(3, "600.00"), unknown: cells(26, "4500.00") },
    ...{ declined: cells(8, "1000.00"), reviewed: cells(2, "100.00") },
  },
  changed: {
    ...cells(31, "8000.00"),
    ...{ frauds: cells(4, "3000.00"), legitimate: cells(3, "600.00"), unknown: cells(24, "4400.00") },
  },
  ...{ outcomes: [], missing: 0, notKept: 0, newest: [], dearest: [] },
};

test("a preview says what it would have matched, what that was, and what is so already", () => {
  expect(previewWords(PREVIEW)).toBe(
    "Would have matched 41 of 12,300 payments (0.33\u00a0%): 12 known frauds, 3 known good, 26 unknown.",
  );
  expect(previewAsides(PREVIEW, "UTC")).toEqual([
    "$9,100.00 in all: $4,000.00 known fraud, $600.00 known good, $4,500.00 unknown.",
    "Declined already: 8; in review already: 2.",
    "It would have changed 31 decisions ($8,000.00): 4 known frauds, 3 known good, 24 unknown.",
    "Of the payments looked at, 60 are known frauds and 900 known good.",
  ]);
  const part = { ...PREVIEW, looked: { ...PREVIEW.looked, whole: false }, missing: 5, notKept: 2 };
  expect(previewAsides(part, "UTC").slice(4)).toEqual([
    "Of 5 payments (2 of them from before such values were kept) it could not say, since a value is missing.",
    "There were too many payments to look at all: these are the newest, back to 1 Nov 2026, 10:30.",
  ]);
});

test("a preview says which declined and reviewed payments would be let off more easily", () => {
  const cell = (truth: "fraud" | "unknown", was: Outcome, is: Outcome, payments: number) => {
    return { truth, was, is, ...cells(payments, "1.00") };
  };
  const milder = (outcomes: RulePreview["outcomes"]) => previewAsides({ ...PREVIEW, outcomes }, "UTC").slice(3, -1);
  expect(
    milder([
      cell("fraud", "decline", "review", 12),
      cell("unknown", "decline", "review", 36),
      cell("unknown", "approve", "review", 5),
      cell("unknown", "decline", "decline", 7),
    ]),
  ).toEqual(["48 declined ones would be reviewed instead, 12 known frauds among them."]);
  expect(milder([cell("unknown", "decline", "approve", 1), cell("unknown", "review", "approve", 3)])).toEqual([
    "1 declined one would be approved instead.",
    "3 reviewed ones would be approved instead.",
  ]);
  expect(milder([cell("fraud", "approve", "review", 5)])).toEqual([]);
});

test("a preview of nothing says so, and a share is never told as none unless it is", () => {
  const met = { ...PREVIEW.met, payments: 0, share: 0 };
  expect(previewWords({ ...PREVIEW, met })).toBe("Would have matched none of 12,300 payments.");
  expect(previewWords({ ...PREVIEW, looked: { ...PREVIEW.looked, payments: 0 }, met })).toBe(
    "There are no payments in these days.",
  );
  expect([0, 0.00001, 0.0033, 0.0451, 0.451, 1].map(shareWords)).toEqual(
    ["0", "less than 0.01", "0.33", "4.5", "45.1", "100"].map((each) => `${each}\u00a0%`),
  );
});

test("a rule’s history and a conflict say what was changed from what", () => {
  const changed: RuleView = { ...RULE, state: "shadow", until: "2026-11-21T12:00:00.000Z", note: "tried" };
  expect(changesOf(RULE, changed, NOW, "UTC")).toEqual([
    "state from active to shadow",
    "end from without end to until 21 Nov 2026, 12:00",
    "note from none to “tried”",
  ]);
  const history = (action: string, before: unknown, after: unknown) =>
    historyWords({ action, before, after }, NOW, "UTC");
  expect(history("rule_added", null, RULE)).toBe("Made: “amount > 2000”, review, active");
  // The audit keeps ends as numbers.
  expect(history("rule_changed", RULE, { ...RULE, until: NOW - 60_000 })).toBe(
    "Changed: end from without end to ended 20 Nov 2026, 11:59",
  );
  expect(history("rule_changed", RULE, RULE)).toBe("Saved as it was");
  expect(history("rule_removed", RULE, null)).toBe("Deleted");
  expect(history("of_a_newer_version", null, null)).toBe("of a newer version");
});
