// A rule: a condition that people write, and what becomes of payments that meet it. rules/ reads the condition.

/** `shadow`: its hits are counted, and change nothing. */
export const RULE_STATES = ["active", "shadow", "off"] as const;
export type RuleState = (typeof RULE_STATES)[number];

export interface Rule {
  id: string;
  /** Unique among the rules. */
  name: string;
  /** The condition, in CEL; see rules/readRule.ts. */
  when: string;
  /** An `Outcome`. */
  then: "approve" | "review" | "decline";
  state: RuleState;
  note: string | null;
  /** Epoch ms from which on it is as if it were off. Null: it holds without end. */
  until: number | null;
}

export const MOST_RULES = 100;
export const RULE_NAME_LENGTH = 80;
/** Characters of a condition. */
export const RULE_LENGTH = 2_000;

/** Both for rules and for entries of lists. */
export function hasEnded({ until }: { until: number | null }, nowMs: number): boolean {
  return until !== null && until <= nowMs;
}
