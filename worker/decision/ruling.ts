// What people set, ready to be asked about one payment. It is asked in this order, and the first answer holds:
//
//   1. block list   declines
//   2. allow list   approves
//   3. rules        decline > review > approve, whichever of the hits says the most
//   4. model        its score against the lines, and care (decide.ts)
//
// docs/rules.md has the same table.

import { type ListablePayment, type ListIndex, listableOf } from "../policy/listIndex.ts";
import type { ListEntry } from "../policy/lists.ts";
import type { Rule } from "../policy/rule.ts";
import type { Seen } from "../rules/facts.ts";
import { cut, inOneLine } from "../text.ts";
import type { Decision, Outcome, Reason } from "./decision.ts";

/** What the rules find in a payment. */
export interface RuleFindings {
  /** Active rules that match. */
  hits: Rule[];
  /** Rules in shadow that match: they change nothing. */
  shadow: Rule[];
  /** Ids of rules that could not say, because a value is missing: they match nothing. */
  missing: string[];
  /** Ids of rules that failed: they match nothing, too. */
  failed: { id: string; problem: string }[];
}

export const NO_FINDINGS: RuleFindings = { hits: [], shadow: [], missing: [], failed: [] };

export interface Ruling {
  lists: ListIndex;
  /** False: nobody need ask `match`. */
  hasRules: boolean;
  match(seen: Seen, nowMs: number): RuleFindings;
}

/** Decided by people, and not by the model. */
export type Ruled = { outcome: Outcome } & (
  | { by: "block_list" | "allow_list"; entry: ListEntry }
  | { by: "rule"; rules: Rule[] }
);

export function byList(lists: ListIndex, payment: ListablePayment, source: string, nowMs: number): Ruled | null {
  const listable = listableOf(payment, source);
  const blocked = lists.find("block", listable, nowMs);
  if (blocked !== null) return { by: "block_list", outcome: "decline", entry: blocked };
  const allowed = lists.find("allow", listable, nowMs);
  return allowed === null ? null : { by: "allow_list", outcome: "approve", entry: allowed };
}

const STRONGEST_FIRST = ["decline", "review", "approve"] as const satisfies readonly Outcome[];

export function byRules(hits: readonly Rule[]): Ruled | null {
  const outcome = STRONGEST_FIRST.find((each) => hits.some(({ then }) => then === each));
  if (outcome === undefined) return null;
  return { by: "rule", outcome, rules: hits.filter(({ then }) => then === outcome) };
}

/** What would have been decided of a payment with one rule more, which it meets. */
export function withRule({ outcome, reasons }: Pick<Decision, "outcome" | "reasons">, then: Outcome): Outcome {
  const isBy = (code: Ruled["by"]) => reasons.some((reason) => reason.code === code);
  if (isBy("block_list") || isBy("allow_list")) return outcome;
  if (!isBy("rule")) return then;
  return STRONGEST_FIRST.find((each) => each === outcome || each === then) ?? then;
}

const LISTS = {
  block_list: { name: "block list", does: "declined" },
  allow_list: { name: "allow list", does: "approved" },
} as const;

const SAYS: Readonly<Record<Outcome, string>> = {
  decline: "declines",
  review: "asks for a review",
  approve: "approves",
};
/** A condition may be long, and a reason stands in a mail. */
const CONDITION_LENGTH = 160;

/** A list or a rule decides by itself, so its share is the whole. */
export function reasonsOfRuling(ruled: Ruled): Reason[] {
  if (ruled.by === "rule") {
    return ruled.rules.map(({ name, when, then, note }) => ({
      ...{ code: ruled.by, share: 1 },
      text: `the rule “${name}” ${SAYS[then]}: ${note ?? cut(inOneLine(when), CONDITION_LENGTH)}`,
    }));
  }
  const { name, does } = LISTS[ruled.by];
  const { kind, note } = ruled.entry;
  const why = note === null ? "" : ` (${note})`;
  return [{ code: ruled.by, share: 1, text: `this ${kind} is on the ${name}, so the payment is ${does}${why}` }];
}
