// Counts where rules could not say anything of a payment: a value was missing, or the rule failed. A rule that is silent for that reason
// looks like one that never matches. Pure.

import type { RuleFindings } from "../decision/ruling.ts";
import { DAY_MS, HOUR_MS } from "../duration.ts";

/** In one group of payments. */
export interface RuleGap {
  /** The rule's id. */
  rule: string;
  missing: number;
  failed: number;
  /** Why it failed, for the first of them. Null when it did not. */
  problem: string | null;
}

export interface CountedGap extends RuleGap {
  /** Epoch ms since when it is counted, when it last could not say, and when it last failed (null: never). */
  since: number;
  lastAt: number;
  failedAt: number | null;
}

/** A rule that could always say for a day begins anew. */
const KEPT_MS = DAY_MS;

export function gapsIn(all: readonly Pick<RuleFindings, "missing" | "failed">[]): RuleGap[] {
  const gaps = new Map<string, RuleGap>();
  const gapOf = (rule: string): RuleGap => {
    const known = gaps.get(rule) ?? { rule, missing: 0, failed: 0, problem: null };
    gaps.set(rule, known);
    return known;
  };
  for (const { missing, failed } of all) {
    for (const rule of missing) gapOf(rule).missing += 1;
    for (const { id, problem } of failed) {
      const gap = gapOf(id);
      gap.failed += 1;
      gap.problem ??= problem;
    }
  }
  return [...gaps.values()];
}

/** Gaps of several groups, each rule once. */
export function gapsTogether(before: readonly RuleGap[], after: readonly RuleGap[]): RuleGap[] {
  if (before.length === 0 || after.length === 0) return [...before, ...after];
  const gaps = new Map(before.map((gap) => [gap.rule, { ...gap }]));
  for (const gap of after) {
    const known = gaps.get(gap.rule);
    if (known === undefined) gaps.set(gap.rule, gap);
    else {
      known.missing += gap.missing;
      known.failed += gap.failed;
      known.problem ??= gap.problem;
    }
  }
  return [...gaps.values()];
}

/** Returns `known` with these, or the same list when there are none. */
export function countGaps(
  known: readonly CountedGap[],
  gaps: readonly RuleGap[],
  nowMs: number,
): readonly CountedGap[] {
  if (gaps.length === 0) return known;
  const counts = new Map(lastingGaps(known, nowMs).map((gap) => [gap.rule, gap]));
  for (const { rule, missing, failed, problem } of gaps) {
    const before = counts.get(rule) ?? { rule, missing: 0, failed: 0, problem: null, since: nowMs, failedAt: null };
    counts.set(rule, {
      ...{ rule, since: before.since, lastAt: nowMs },
      missing: before.missing + missing,
      failed: before.failed + failed,
      problem: problem ?? before.problem,
      failedAt: failed > 0 ? nowMs : before.failedAt,
    });
  }
  return [...counts.values()];
}

/** Rules that fail, and have not failed for an hour. */
export function newlyFailed(known: readonly CountedGap[], gaps: readonly RuleGap[], nowMs: number): RuleGap[] {
  return gaps.filter(({ rule, failed }) => {
    const failedAt = known.find((gap) => gap.rule === rule)?.failedAt ?? null;
    return failed > 0 && (failedAt === null || nowMs - failedAt >= HOUR_MS);
  });
}

export function lastingGaps(known: readonly CountedGap[], nowMs: number): CountedGap[] {
  return known.filter(({ lastAt }) => lastAt > nowMs - KEPT_MS);
}
