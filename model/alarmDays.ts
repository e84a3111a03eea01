// Days of a Vigie as the watchman sees them, drawn from pools at any volume: its hours, its looks, and its incidents.

import { WEEKDAY_FACTORS } from "../simulator/world/habits.ts";
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { type DriftFacts, driftProblems } from "../worker/health/drift/drift.ts";
import type { FlaggedHour } from "../worker/health/drift/flagged.ts";
import { look, type Watch } from "../worker/health/incidentDue.ts";
import type { HourCensus } from "../worker/pipeline/census.ts";
import type { Incident } from "../worker/store/incidents.ts";
import type { FraudSpan } from "../worker/store/verdicts.ts";
import { type HourCounts, mapped, type Pools, plus } from "./alarmPools.ts";

/** A Monday. */
export const FIRST_MS = Date.UTC(2026, 0, 5);
/** Labels come so long after their payments. */
const LABELLED_AFTER_MS = DAY_MS;
/** As in the usual data set. */
const FRAUD_SHARE = 0.0055;
/** Close to what a manifest says. */
const EXPECTED_RECALL = 0.98;
const LONGEST_BURST_DAYS = 7;
const KNOWN_DAYS = 29;

export interface Days {
  perDay: number;
  /** Days from the first one on: [from, to). */
  from: number;
  to: number;
  random: () => number;
}

/** Adds the payments of some days to the hours (by epoch ms), with the bursts that began before and reach into them. */
export function addDays(hours: Map<number, HourCounts>, pools: Pools, { perDay, from, to, random }: Days): void {
  const average = WEEKDAY_FACTORS.reduce((sum, factor) => sum + factor, 0) / 7;
  const burstsADay = (perDay * FRAUD_SHARE * pools.bursts.length) / pools.frauds;
  const midnightOf = (day: number) => FIRST_MS + day * DAY_MS;
  const add = (at: number, counts: HourCounts) => {
    if (at < midnightOf(from) || at >= midnightOf(to)) return;
    const known = hours.get(at);
    if (known === undefined) hours.set(at, { ...counts, census: { ...counts.census, hour: at } });
    else plus(known, counts);
  };
  for (let day = from - LONGEST_BURST_DAYS; day < to; day++) {
    const midnight = midnightOf(day);
    const busy = ((WEEKDAY_FACTORS[new Date(midnight).getUTCDay()] ?? 1) / average) * Math.exp(0.1 * normal(random));
    for (const [hour, mean] of pools.legitimate) {
      if (day < from) break;
      const scale = (busy * perDay) / pools.legitimateADay;
      add(
        midnight + hour * HOUR_MS,
        mapped(mean, (count) => poisson(count * scale, random)),
      );
    }
    for (let left = poisson(burstsADay, random); left > 0; left--) {
      const burst = pools.bursts[Math.floor(random() * pools.bursts.length)] ?? new Map<number, HourCounts>();
      for (const [hour, counts] of burst)
        add(
          midnight + hour * HOUR_MS,
          mapped(counts, (count) => count),
        );
    }
  }
}

export function copied(hours: ReadonlyMap<number, HourCounts>): Map<number, HourCounts> {
  return new Map([...hours].map(([hour, counts]) => [hour, mapped(counts, (count) => count)]));
}

/** What the watchman knows at the end of an hour. */
export function factsAt(hours: ReadonlyMap<number, HourCounts>, nowMs: number, model: string): DriftFacts {
  const end = nowMs - HOUR_MS;
  const census = new Map<number, HourCensus>();
  const flagged = new Map<number, FlaggedHour>();
  const days: FraudSpan[] = Array.from({ length: KNOWN_DAYS }, (_, day) => ({
    start: nowMs - (day + 1) * DAY_MS,
    known: 0,
    flagged: 0,
  }));
  for (let back = 0; back < KNOWN_DAYS * 24; back++) {
    const hour = end - back * HOUR_MS;
    const counts = hours.get(hour);
    if (counts === undefined || hour < FIRST_MS) continue;
    census.set(hour, counts.census);
    flagged.set(hour, { payments: counts.census.payments, flagged: counts.flagged });
    const day = days[Math.floor(back / 24)];
    if (day === undefined || hour + HOUR_MS > nowMs - LABELLED_AFTER_MS) continue;
    day.known += counts.frauds;
    day.flagged += counts.fraudsFlagged;
  }
  const lastHour = flagged.get(end) ?? { payments: 0, flagged: 0 };
  return {
    flagged: { hours: flagged, lastHour },
    census: { hours: census, model },
    frauds: { days, expectedRecall: EXPECTED_RECALL },
  };
}

export interface Told {
  kind: string;
  /** Epoch ms at which it was told. */
  at: number;
  detail: string;
  since: number;
}

/** The incidents that a watchman tells which looks at the ends of these hours. */
export function incidentsIn(
  hours: ReadonlyMap<number, HourCounts>,
  { from, to, everyHours, model }: { from: number; to: number; everyHours: number; model: string },
): Told[] {
  const told: Told[] = [];
  let lasting: Incident[] = [];
  let watch: Watch = { wokeAt: from, awakeSince: from - DAY_MS, lookedAt: from, since: {}, calmSince: {} };
  for (let nowMs = from; nowMs <= to; nowMs += everyHours * HOUR_MS) {
    const problems = driftProblems(factsAt(hours, nowMs, model), {
      incidents: lasting,
      currency: "USD",
      zone: "UTC",
      nowMs,
    });
    const found = look({ ...watch, wokeAt: nowMs, lookedAt: nowMs }, problems, lasting, nowMs);
    watch = found.watch;
    lasting = [...lasting.filter(({ id }) => !found.ended.some((ended) => ended.id === id)), ...found.opened];
    told.push(...found.opened.map(({ kind, detail, startedAt }) => ({ kind, at: nowMs, detail, since: startedAt })));
  }
  return told;
}

/** Knuth's for small means; for large ones the normal curve, which is then as good. */
function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count++;
  return count;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
