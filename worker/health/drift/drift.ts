// Everything that can change in what comes in and in what is made of it, judged together: problems in words. Pure; see
// docs/watchman.md.
import { DAY_MS, HOUR_MS } from "../../duration.ts";
import type { Census } from "../../pipeline/census.ts";
import type { Incident } from "../../store/incidents.ts";
import { timeIn } from "../../zone.ts";
import type { Problem, ProblemKind } from "../problem.ts";
import type { Change, Judging } from "./change.ts";
import { featuresChange } from "./features.ts";
import { type FlaggedFacts, flaggedChange } from "./flagged.ts";
import { type FraudFacts, recallChange } from "./recall.ts";
import type { UsualHours } from "./sameHours.ts";
import { scoresChange } from "./scores.ts";
import { unfamiliarChange } from "./unfamiliarShare.ts";

/** What is not given is not judged. */
export interface DriftFacts {
  flagged?: FlaggedFacts;
  /** `model`: whose scores are compared. */
  census?: { hours: Census; model: string };
  frauds?: FraudFacts;
}

/** What the watchman keeps of a kind of change from look to look. */
export interface ChangeMemory {
  /** When its incident was first seen to last, epoch ms; null while none does. */
  toldAt: number | null;
  /** A change of then lasted for a week: what was before is not usual any more. Epoch ms. */
  usualFrom: number | null;
}
export type ChangeMemories = Partial<Record<string, ChangeMemory>>;

/** What was told for so long is what is usual now. */
const NEW_USUAL_MS = 7 * DAY_MS;

type Judge = (facts: DriftFacts, judging: Judging) => Change | null;

/** In the order in which they are told: what moved explains what follows from it. */
const JUDGES: [ProblemKind, Judge][] = [
  ["features", ({ census }, judging) => (census === undefined ? null : featuresChange(census.hours, judging))],
  ["flagged", ({ flagged }, judging) => (flagged === undefined ? null : flaggedChange(flagged, judging))],
  ["scores", ({ census }, judging) => (census === undefined ? null : scoresChange(census, judging))],
  ["unfamiliar", ({ census }, judging) => (census === undefined ? null : unfamiliarChange(census, judging))],
  ["recall", ({ frauds }, judging) => (frauds === undefined ? null : recallChange(frauds, judging))],
];

/** To be kept at each look, before `driftProblems`. */
export function remembered(before: ChangeMemories, incidents: readonly Incident[], nowMs: number): ChangeMemories {
  return Object.fromEntries(
    JUDGES.map(([kind]): [string, ChangeMemory] => {
      const incident = lastingOf(incidents, kind);
      const { toldAt, usualFrom } = before[kind] ?? { toldAt: null, usualFrom: null };
      if (incident === undefined) return [kind, { toldAt: null, usualFrom }];
      const since = toldAt ?? nowMs;
      return [kind, { toldAt: since, usualFrom: nowMs - since >= NEW_USUAL_MS ? incident.startedAt : usualFrom }];
    }),
  );
}

export function driftProblems(
  facts: DriftFacts,
  {
    incidents,
    memories = {},
    zone,
    currency,
    nowMs,
  }: { incidents: readonly Incident[]; memories?: ChangeMemories; zone: string; currency: string; nowMs: number },
): Problem[] {
  const end = Math.floor(nowMs / HOUR_MS) * HOUR_MS - HOUR_MS;
  return JUDGES.flatMap(([kind, judge]): Problem[] => {
    const incident = lastingOf(incidents, kind);
    const usual = usualHours(incident, memories[kind], nowMs);
    const change = judge(facts, { zone, currency, nowMs, end, ...usual, lasts: incident !== undefined });
    if (change === null) return [];
    // What lasts began when it was first told: a later look sees less of its beginning.
    const since = incident?.startedAt ?? change.since;
    return [{ kind, text: `${change.text}. Since about ${timeIn(zone, since)}.`, since, holdMs: 0, stops: null }];
  });
}

function lastingOf(incidents: readonly Incident[], kind: string): Incident | undefined {
  return incidents.find((each) => each.kind === kind && each.endedAt === null);
}

/** What lasts is held against what was before it, and after a week against itself: it ends, unless it may never be usual. */
function usualHours(incident: Incident | undefined, memory: ChangeMemory | undefined, nowMs: number): UsualHours {
  const from = memory?.usualFrom ?? Number.NEGATIVE_INFINITY;
  if (incident === undefined) return { from, until: Number.POSITIVE_INFINITY };
  const { startedAt } = incident;
  const isUsual = nowMs - (memory?.toldAt ?? startedAt) >= NEW_USUAL_MS;
  return isUsual ? { from: startedAt, until: Number.POSITIVE_INFINITY } : { from, until: startedAt };
}
