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
import { scoresChange } from "./scores.ts";
import { unfamiliarChange } from "./unfamiliarShare.ts";

/** What is not given is not judged. */
export interface DriftFacts {
  flagged?: FlaggedFacts;
  /** `model`: whose scores are compared. */
  census?: { hours: Census; model: string };
  frauds?: FraudFacts;
}

/** What has lasted for so long is what is usual now. */
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

export function driftProblems(
  facts: DriftFacts,
  { incidents, zone, nowMs }: { incidents: readonly Incident[]; zone: string; nowMs: number },
): Problem[] {
  const end = Math.floor(nowMs / HOUR_MS) * HOUR_MS - HOUR_MS;
  return JUDGES.flatMap(([kind, judge]): Problem[] => {
    const incident = incidents.find((each) => each.kind === kind && each.endedAt === null);
    if (incident !== undefined && nowMs - incident.startedAt >= NEW_USUAL_MS) return [];
    const until = incident?.startedAt ?? Number.POSITIVE_INFINITY;
    const change = judge(facts, { zone, nowMs, end, until, lasts: incident !== undefined });
    if (change === null) return [];
    // What lasts began when it was first told: a later look sees less of its beginning.
    const since = incident?.startedAt ?? change.since;
    return [{ kind, text: `${change.text}. Since about ${timeIn(zone, since)}.`, since, holdMs: 0, stops: null }];
  });
}
