// Counts the tables that the features take (worker/features/tables.ts) on labelled payments. They belong to the trees that
// are then trained on those features, and go into the same bundle.
import { ANYONE, holderGroup, holderGroups } from "../worker/features/evidence.ts";
import type { TruthTable } from "../worker/features/tables.ts";
import { isKnownCategory } from "../worker/payment/category.ts";
import { ageBorders } from "./ageBorders.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";

/** As the bundle's tables.json has them. */
export interface TablesFile {
  vocabulary: string[];
  ageBorders: number[];
  stepsPerE: number;
  hours: number[];
  groups: { holders: string; amountTenths: Record<string, number[]> }[];
  pastWords?: true;
  truth?: TruthTable;
  extra?: { name: string; words: string[] | null }[];
}

/** Points per factor of e (2.72) in the amount, from $1 to about $3,000: the scale is logarithmic. */
const STEPS_PER_E = 12;
const POINTS = 8 * STEPS_PER_E + 1;
/** Width of the smoothing, in points, and how far it reaches. */
const SMOOTHING = 1;
const REACH = 10;
/**
 * Frauds are few: a part of each is spread wider, so that an amount just beyond those that were counted still looks
 * like fraud.
 */
const FRAUD_TAIL = { part: 0.2, smoothing: 3 };
/** Share of all payments added to each point, on both sides, so that an amount that hardly ever occurs says nothing. */
const AMOUNT_PRIOR = 1e-5;
const HOUR_PRIOR = 2e-3;
/**
 * A group of holders starts with this many frauds, and other payments, spread like those of all holders, since small
 * groups say little.
 */
const FRAUDS_OF_ANYONE = 42;
const OTHERS_OF_ANYONE = 2800;

export function countTables(data: Dataset, vocabulary: string[]): TablesFile {
  const codes = new Map(vocabulary.map((name, code) => [name, code]));
  const borders = ageBorders(data, codes);
  const parted = { ageBorders: borders };
  const groups = Uint8Array.from(data.fraud, (_, i) => holderGroup(paymentAt(data, i), parted));
  const anyone = countAmounts(data, codes, () => true);
  return {
    vocabulary,
    ageBorders: borders,
    stepsPerE: STEPS_PER_E,
    hours: hourEvidence(data),
    groups: Array.from({ length: holderGroups(parted) }, (_, group) => {
      const counts = group === ANYONE ? anyone : countAmounts(data, codes, (i) => groups[i] === group);
      const amountTenths = vocabulary.map((name, code) => [name, tenthsOf(counts, anyone, code)]);
      return { holders: groupName(group, borders), amountTenths: Object.fromEntries(amountTenths) };
    }),
    ...(vocabulary.every(isKnownCategory) ? {} : { pastWords: true }),
  };
}

interface AmountCounts {
  frauds: number;
  others: number;
  /** Counts by code of the category and point. */
  ofFrauds: Float64Array[];
  ofOthers: Float64Array[];
}

/** Spreads each payment over the points near its amount. */
function countAmounts(
  data: Dataset,
  codes: ReadonlyMap<string, number>,
  belongs: (i: number) => boolean,
): AmountCounts {
  const narrow = kernel(SMOOTHING);
  const tail = kernel(FRAUD_TAIL.smoothing);
  const forFrauds = narrow.map((weight, k) => (1 - FRAUD_TAIL.part) * weight + FRAUD_TAIL.part * (tail[k] ?? 0));
  const empty = (): Float64Array[] => Array.from(codes, () => new Float64Array(POINTS));
  const counts: AmountCounts = { frauds: 0, others: 0, ofFrauds: empty(), ofOthers: empty() };
  for (let i = 0; i < data.rows; i++) {
    if (!belongs(i)) continue;
    const fraud = data.fraud[i] === 1;
    if (fraud) counts.frauds++;
    else counts.others++;
    const points = (fraud ? counts.ofFrauds : counts.ofOthers)[codes.get(data.category[i] ?? "") ?? -1];
    if (points === undefined) continue;
    const dollars = Math.max(1, (data.amountCents[i] ?? 0) / 100);
    const nearest = Math.min(POINTS - 1, Math.round(Math.log(dollars) * STEPS_PER_E));
    for (const [k, weight] of (fraud ? forFrauds : narrow).entries()) {
      const point = nearest + k - REACH;
      if (point >= 0 && point < POINTS) points[point] = (points[point] ?? 0) + weight;
    }
  }
  return counts;
}

/** The share of a payment that goes to each point near its amount; the shares sum to 1. */
function kernel(smoothing: number): number[] {
  const weights = Array.from({ length: 2 * REACH + 1 }, (_, k) => Math.exp(-0.5 * ((k - REACH) / smoothing) ** 2));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / whole);
}

/** Log of how much likelier each amount is in a fraud, in tenths. */
function tenthsOf(counts: AmountCounts, anyone: AmountCounts, category: number): number[] {
  const share = (of: "ofFrauds" | "ofOthers", all: "frauds" | "others", borrowed: number, point: number): number => {
    const general = (anyone[of][category]?.[point] ?? 0) / anyone[all];
    return ((counts[of][category]?.[point] ?? 0) + borrowed * general) / (counts[all] + borrowed);
  };
  return Array.from({ length: POINTS }, (_, point) => {
    const inFrauds = share("ofFrauds", "frauds", FRAUDS_OF_ANYONE, point) + AMOUNT_PRIOR;
    const inOthers = share("ofOthers", "others", OTHERS_OF_ANYONE, point) + AMOUNT_PRIOR;
    return Math.round(10 * Math.log(inFrauds / inOthers)) + 0;
  });
}

function hourEvidence(data: Dataset): number[] {
  const frauds = new Float64Array(24);
  const others = new Float64Array(24);
  for (let i = 0; i < data.rows; i++) {
    const hour = Math.floor((data.paidAt[i] ?? 0) / 3_600_000) % 24;
    const counts = data.fraud[i] === 1 ? frauds : others;
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return Array.from(frauds, (count, hour) => {
    const inFrauds = count / data.frauds + HOUR_PRIOR;
    const inOthers = (others[hour] ?? 0) / (data.rows - data.frauds) + HOUR_PRIOR;
    return Number(Math.log(inFrauds / inOthers).toFixed(1)) + 0;
  });
}

function groupName(group: number, borders: readonly number[]): string {
  if (group === ANYONE) return "anyone";
  const [younger, older] = borders;
  const age = [`under ${younger}`, `from ${younger} to under ${older}`, `${older} and over`][
    Math.floor((group - 1) / 4)
  ];
  return `${(group - 1) % 2 === 1 ? "women" : "men"} ${(group - 1) % 4 >= 2 ? "in town" : "in the country"}, ${age}`;
}
