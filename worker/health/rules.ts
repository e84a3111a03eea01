// Rules that do not do what people set them for. Pure.
import { MINUTE_MS } from "../duration.ts";
import type { DeciderStatus, LedgerStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

/** A rule that failed is told of for so long. The watchman looks once a minute. */
const FAILED_MS = 10 * MINUTE_MS;
/** More names make no mail clearer. */
const MOST_NAMED = 3;

export function ruleProblems(
  broken: NonNullable<DeciderStatus["brokenRules"]>,
  gaps: NonNullable<LedgerStatus["ruleGaps"]>,
  nowMs: number,
): Problem[] {
  const unread = broken.map(({ rule, problem }) => `“${rule}” cannot be read (${problem})`);
  const failing = gaps.flatMap(({ rule, name, problem, failedAt }) =>
    failedAt === null || Math.abs(nowMs - failedAt) >= FAILED_MS ? [] : [`“${name ?? rule}” fails (${problem})`],
  );
  const all = [...unread, ...failing];
  if (all.length === 0) return [];
  const more = all.length > MOST_NAMED ? `, and ${all.length - MOST_NAMED} more` : "";
  const text = `${all.length === 1 ? "A rule matches" : `${all.length} rules match`} nothing: ${all.slice(0, MOST_NAMED).join(", ")}${more}.`;
  return [{ kind: "rules", since: null, holdMs: 0, stops: null, text }];
}
