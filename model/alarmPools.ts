// What the watchman would count of a data set, in pools to draw from: legitimate payments by hour of the day, and whole bursts of
// frauds, since the frauds of one card come together. Scored and decided as the Worker does it.
import { decide } from "../worker/decision/decide.ts";
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { assess } from "../worker/pipeline/assess.ts";
import { type Bands, countCensus, type HourCensus } from "../worker/pipeline/census.ts";
import type { Detector } from "../worker/scoring/detector.ts";
import { bursts } from "./bursts.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";

/** The counts of one hour. */
export interface HourCounts {
  census: HourCensus;
  flagged: number;
  frauds: number;
  fraudsFlagged: number;
}

export interface Pools {
  /** Mean counts of a day's legitimate payments, by hour of the day. */
  legitimate: Map<number, HourCounts>;
  legitimateADay: number;
  /** By hours since the midnight before their first fraud. */
  bursts: Map<number, HourCounts>[];
  frauds: number;
}

interface Judged {
  score: number | null;
  /** The payment as the store would keep it. */
  counted: Omit<Parameters<typeof countCensus>[1][number], "model">;
  isFlagged: boolean;
}

const BATCH = 1000;
const OWN = { reviewThreshold: null, declineThreshold: null };

/** `past`: payments from before, as the cards remember them. */
export async function judge(data: Dataset, past: Dataset, detector: Detector): Promise<Judged[]> {
  const histories = new Map<string, CardHistory>();
  for (let i = 0; i < past.rows; i++) {
    const payment = paymentAt(past, i);
    histories.set(payment.cardId, remember(histories.get(payment.cardId) ?? emptyHistory(), payment));
  }
  const judged: Judged[] = [];
  for (let from = 0; from < data.rows; from += BATCH) {
    const arrivals = Array.from({ length: Math.min(BATCH, data.rows - from) }, (_, at) => ({
      payment: paymentAt(data, from + at),
    }));
    for (const { payment } of arrivals) {
      if (!histories.has(payment.cardId)) histories.set(payment.cardId, emptyHistory());
    }
    const { assessed } = assess(arrivals, histories, "stream", () => 0, { champion: detector.featuresOf });
    const scores = await detector.score(assessed);
    for (const [at, each] of assessed.entries()) {
      const { payment, features } = each;
      const score = scores[at] ?? null;
      const when = { feed: "stream", offsetMs: 0 } as const;
      const { outcome, unfamiliar } = decide({ ...each, score }, when, detector, OWN);
      const values = Array.from(features ?? [], (value) => (Number.isNaN(value) ? null : value));
      judged.push({
        score,
        isFlagged: outcome !== "approve",
        counted: { ...payment, score, unfamiliar, features: values, seenAt: payment.paidAt },
      });
    }
  }
  return judged;
}

export function poolsOf(data: Dataset, judged: readonly Judged[], bands: Bands): Pools {
  const first = Math.floor((data.paidAt[0] ?? 0) / DAY_MS) * DAY_MS;
  const days = Math.ceil(((data.paidAt[data.rows - 1] ?? 0) + 1 - first) / DAY_MS);
  const legitimate = new Map<number, HourCounts>();
  for (const [i, each] of judged.entries()) {
    if (data.fraud[i] === 1) continue;
    const hour = Math.floor(each.counted.paidAt / HOUR_MS) % 24;
    count(legitimate, hour, each, { isFraud: false, bands });
  }
  const found = bursts(data).map((burst) => {
    const counts = new Map<number, HourCounts>();
    const midnight = Math.floor((data.paidAt[burst[0] ?? 0] ?? 0) / DAY_MS) * DAY_MS;
    for (const i of burst) {
      const each = judged[i];
      if (each !== undefined)
        count(counts, Math.floor((each.counted.paidAt - midnight) / HOUR_MS), each, { isFraud: true, bands });
    }
    return counts;
  });
  return {
    legitimate: new Map([...legitimate].map(([hour, counts]) => [hour, mapped(counts, (sum) => sum / days)])),
    legitimateADay: (data.rows - data.frauds) / days,
    bursts: found,
    frauds: data.frauds,
  };
}

function count(
  pool: Map<number, HourCounts>,
  hour: number,
  { counted, isFlagged }: Judged,
  { isFraud, bands }: { isFraud: boolean; bands: Bands },
): void {
  // Counted as one hour of a made-up day, whose place in time does not matter.
  const one = new Map<number, HourCensus>();
  const at = hour * HOUR_MS;
  const delay = counted.seenAt - counted.paidAt;
  countCensus(one, [{ ...counted, model: bands.model, paidAt: at, seenAt: at + delay }], {
    bands,
    isPast: false,
    nowMs: at,
  });
  const census = one.get(at);
  if (census === undefined) throw new Error("not counted");
  const counts = {
    census,
    flagged: Number(isFlagged),
    frauds: Number(isFraud),
    fraudsFlagged: Number(isFraud && isFlagged),
  };
  const before = pool.get(hour);
  pool.set(hour, before === undefined ? counts : plus(before, counts));
}

/** All numbers of an hour, changed. Its time and model stay. */
export function mapped(
  { census, flagged, frauds, fraudsFlagged }: HourCounts,
  change: (count: number) => number,
): HourCounts {
  const { measures, categories } = census;
  return {
    census: {
      ...census,
      payments: change(census.payments),
      unfamiliar: change(census.unfamiliar),
      gender: census.gender.map(change),
      scores: census.scores.map(change),
      measures: {
        amount: measures.amount.map(change),
        age: measures.age.map(change),
        city: measures.city.map(change),
        day: measures.day.map(change),
        gap: measures.gap.map(change),
        delay: measures.delay.map(change),
      },
      categories: new Map(Array.from(categories, ([name, sum]) => [name, change(sum)])),
    },
    flagged: change(flagged),
    frauds: change(frauds),
    fraudsFlagged: change(fraudsFlagged),
  };
}

/** Adds to `into` in place. */
export function plus(into: HourCounts, more: HourCounts): HourCounts {
  const add = (bins: number[], others: readonly number[]) => {
    for (const [bin, sum] of others.entries()) bins[bin] = (bins[bin] ?? 0) + sum;
  };
  const { census } = into;
  census.payments += more.census.payments;
  census.unfamiliar += more.census.unfamiliar;
  add(census.gender, more.census.gender);
  add(census.scores, more.census.scores);
  for (const name of ["amount", "age", "city", "day", "gap", "delay"] as const) {
    add(census.measures[name], more.census.measures[name]);
  }
  for (const [name, sum] of more.census.categories) {
    census.categories.set(name, (census.categories.get(name) ?? 0) + sum);
  }
  into.flagged += more.flagged;
  into.frauds += more.frauds;
  into.fraudsFlagged += more.fraudsFlagged;
  return into;
}
