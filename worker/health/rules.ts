// Rules that do not do what people set them for. Pure.
import { MINUTE_MS } from "../duration.ts";
import type { DeciderStatus, LedgerStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

/** A rule that failed is told of for so long. The watchman looks once a minute. */
const FAILED_MS = 10 * MINUTE_MS;
/** A decider hears of a change at once, or else within a minute. */
const FOLLOWED_WITHIN_MS = 2 * MINUTE_MS;
/** More names make no mail clearer. */
const MOST_NAMED = 3;

export interface RuleFacts {
  brokenRules?: DeciderStatus["brokenRules"];
  ruleGaps?: LedgerStatus["ruleGaps"];
  /** The version of the policy that the store has. Null or left out while that is not known. */
  policy?: LedgerStatus["policy"];
  /** The version under which each decider decides, as far as they say. */
  followed?: readonly number[];
}

/** One at most: a kind is told once. */
export function ruleProblems({ brokenRules, ruleGaps, policy, followed }: RuleFacts, nowMs: number): Problem[] {
  const text = withoutMatches(brokenRules ?? [], ruleGaps ?? [], nowMs);
  if (text !== null) return [{ kind: "rules", since: null, holdMs: 0, stops: null, text }];
  const unfollowed = notFollowed(policy ?? null, followed ?? []);
  if (unfollowed === null) return [];
  return [{ kind: "rules", since: null, holdMs: FOLLOWED_WITHIN_MS, stops: null, text: unfollowed }];
}

/** Null when every rule can say something. */
function withoutMatches(
  broken: NonNullable<RuleFacts["brokenRules"]>,
  gaps: NonNullable<RuleFacts["ruleGaps"]>,
  nowMs: number,
): string | null {
  const unread = broken.map(({ rule, problem }) => `“${rule}” cannot be read (${problem})`);
  const failing = gaps.flatMap(({ rule, name, problem, failedAt }) =>
    failedAt === null || Math.abs(nowMs - failedAt) >= FAILED_MS ? [] : [`“${name ?? rule}” fails (${problem})`],
  );
  const all = [...unread, ...failing];
  if (all.length === 0) return null;
  const more = all.length > MOST_NAMED ? `, and ${all.length - MOST_NAMED} more` : "";
  return `${all.length === 1 ? "A rule matches" : `${all.length} rules match`} nothing: ${all.slice(0, MOST_NAMED).join(", ")}${more}.`;
}

/** Null when every decider follows the policy that holds. */
function notFollowed(held: number | null, followed: readonly number[]): string | null {
  const others = followed.filter((version) => version !== held);
  if (held === null || others.length === 0) return null;
  const who =
    followed.length === 1
      ? "the decider still decides"
      : `${others.length} of ${followed.length} deciders still decide`;
  return `Version ${held} of the policy holds, but ${who} under version ${others[0]}: rules, lists and thresholds that were changed since do not count there.`;
}
