// How long payments take from one step to the next, as histograms in Prometheus' sense.

export const STEPS = [
  "paid_to_seen",
  "seen_to_scored",
  "scored_to_stored",
  "seen_to_pushed",
  /** Counted from when the mail was owed, just before the commit that stored it. */
  "stored_to_mailed",
] as const;
export type LatencyStep = (typeof STEPS)[number];

/** Upper bounds in seconds. The last bucket has none. */
export const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export interface Histogram {
  /** One count a bound, and one for what is above the last; not cumulative. */
  counts: number[];
  sumS: number;
}

export type Latencies = Record<LatencyStep, Histogram>;

export function emptyLatencies(): Latencies {
  const empty = (): Histogram => ({ counts: new Array<number>(BOUNDS_S.length + 1).fill(0), sumS: 0 });
  return {
    paid_to_seen: empty(),
    seen_to_scored: empty(),
    scored_to_stored: empty(),
    seen_to_pushed: empty(),
    stored_to_mailed: empty(),
  };
}

/** False for the latencies of a version that had other steps or bounds. */
export function isLikeNow(latencies: Partial<Latencies>): boolean {
  return STEPS.every((step) => latencies[step]?.counts.length === BOUNDS_S.length + 1);
}

/** Adds one latency. A negative one, which comes from a clock ahead of ours, counts as zero. */
export function observe(latencies: Latencies, step: LatencyStep, ms: number): void {
  const seconds = Math.max(0, ms) / 1000;
  const { counts } = latencies[step];
  let bucket = 0;
  while (seconds > (BOUNDS_S[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  latencies[step].sumS += seconds;
}
