// Learns from the days before what is usual, and measures how far the present is from it. Pure; see docs/watchman.md.
import type { Incident } from "../store/incidents.ts";
import type { SpanTotals } from "../store/payments.ts";
import type { Problem, ProblemKind } from "./problem.ts";
import { percent } from "./words.ts";

/** An hour with fewer payments says nothing about its share, and fewer hours say nothing about what is usual. */
const LEAST_IN_HOUR = 100;
const LEAST_HOURS = 24;
/** Payments that the present hour needs. With fewer, chance alone would move its share that far. */
const LEAST_NOW = 200;
/** A share is far when it is FAR times the usual one, or 1/FAR of it. Once far, it stays so down to the lower factor. */
const FAR = 3;
const STILL_FAR = 2;
/** A far share must also be beyond chance: this many standard deviations of a binomial. */
const DEVIATIONS = 5;

export interface FlaggedHour {
  payments: number;
  flagged: number;
}

/** What the watchman has learned from the days before. */
export interface Usual {
  flaggedShare: number | null;
  /** How far the newest scores are from the usual ones; see `scoreShift`. */
  scoreShift: number | null;
}

export function driftProblems(facts: {
  lastHour: FlaggedHour;
  usual: Usual;
  incidents: readonly Incident[];
}): Problem[] {
  const { lastHour, usual, incidents } = facts;
  const lasts = (kind: ProblemKind) => incidents.some((incident) => incident.kind === kind);
  const problems: Problem[] = [];
  const { flaggedShare, scoreShift } = usual;
  if (flaggedShare !== null && isFarFromUsual(lastHour, flaggedShare, lasts("flagged"))) {
    const text =
      `${percent(lastHour.flagged / lastHour.payments)} of the last hour's payments were flagged, ` +
      `usually ${percent(flaggedShare)}: a wave of fraud, a change in the feed, or the model gone wrong.`;
    problems.push({ kind: "flagged", text, since: null, holdMs: 0, stops: null });
  }
  if (scoreShift !== null && scoreShift > (lasts("scores") ? SCORES_STILL_SHIFTED : SCORES_SHIFTED)) {
    const text =
      "The scores are spread otherwise than in the days before: the feed has changed, or the model gone wrong.";
    problems.push({ kind: "scores", text, since: null, holdMs: 0, stops: null });
  }
  return problems;
}

/** The median hour's share of flagged payments. Null while too little is known. A bad day hardly moves a median. */
export function usualFlaggedShare(hours: readonly SpanTotals[]): number | null {
  const shares = hours
    .filter(({ payments }) => payments >= LEAST_IN_HOUR)
    .map(({ payments, reviews, declines }) => (reviews + declines) / payments)
    .sort((a, b) => a - b);
  return shares.length < LEAST_HOURS ? null : (shares[Math.floor(shares.length / 2)] ?? null);
}

export function isFarFromUsual(
  { payments, flagged }: FlaggedHour,
  usualShare: number | null,
  wasFar: boolean,
): boolean {
  if (usualShare === null || payments < LEAST_NOW) return false;
  const expected = payments * usualShare;
  const deviation = Math.sqrt(Math.max(1, expected * (1 - usualShare)));
  const factor = wasFar ? STILL_FAR : FAR;
  const isFar = flagged > expected * factor || flagged < expected / factor;
  return isFar && Math.abs(flagged - expected) > DEVIATIONS * deviation;
}

/** Upper bounds of the bands that scores are counted in. The last band has none. */
const BANDS = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.9];
const LEAST_SCORES = 500;
/** Snapshots of the scores: one each quarter of an hour for a week. Half a day of them is enough history. */
const SNAPSHOTS_KEPT = 672;
const LEAST_SNAPSHOTS = 48;
export const SCORES_SHIFTED = 0.5;
const SCORES_STILL_SHIFTED = 0.25;

/** Counts by band. Null when there are too few scores to say anything. */
export function bandsOf(scores: readonly number[]): number[] | null {
  if (scores.length < LEAST_SCORES) return null;
  const counts = new Array<number>(BANDS.length + 1).fill(0);
  for (const score of scores) {
    const at = BANDS.findIndex((bound) => score < bound);
    const band = at === -1 ? BANDS.length : at;
    counts[band] = (counts[band] ?? 0) + 1;
  }
  return counts;
}

export function withSnapshot(snapshots: readonly number[][], bands: number[]): number[][] {
  return [...snapshots, bands].slice(-SNAPSHOTS_KEPT);
}

/**
 * The population stability index of the scores against those of the days before: 0 when both fall into the bands alike, 0.25
 * when a good part has moved. Null while too little is known.
 */
export function scoreShift(snapshots: readonly number[][], bands: readonly number[] | null): number | null {
  if (bands === null || snapshots.length < LEAST_SNAPSHOTS) return null;
  const usual = bands.map((_, band) => snapshots.reduce((total, counts) => total + (counts[band] ?? 0), 0));
  const [then, now] = [sharesOf(usual), sharesOf(bands)];
  return now.reduce((total, share, band) => {
    const before = then[band] ?? share;
    return total + (share - before) * Math.log(share / before);
  }, 0);
}

/** Each band gets half a payment more, so that an empty one does not count as infinitely far. */
function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
  return counts.map((count) => (count + 0.5) / total);
}
