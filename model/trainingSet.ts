// What the trees learn from. It holds every payment as a stream knows it, and samples of the same payments with less
// knowledge: of cards known only for a short while, as a card's first payment (no history), and as on a snapshot feed
// (no clock either). Whole cards are held out here; payments of one's own are parted by time, in splitInTime.ts.

import { FEATURES } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import { SNAPSHOT_AGE_ERROR_YEARS } from "../worker/features/evidence.ts";
import type { Situation } from "../worker/features/situation.ts";
import { FRAUD_WEIGHT } from "./hyperparameters.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import type { Matrix } from "./matrix.ts";
import { seededRandom } from "./random.ts";

export const SITUATIONS = ["stream", "first", "snapshot"] as const satisfies readonly Situation[];

/**
 * One in this many cards is held out. Calibration and the manifest's figures come from a model that never saw those
 * cards.
 */
export const HELD_OUT_ONE_IN = 3;
/** A sample takes one in this many legitimate payments, which stands for that many. */
const LEGITIMATE_ONE_IN = 4;
/**
 * A masked sample takes each fraud this many times, each with a part of its weight: uncertain ages differ each time.
 */
const FRAUD_COPIES = 3;
const HISTORY = FEATURES.flatMap(({ group }, i) => (group === "history" ? [i] : []));

/** Cards are numbered as they come. */
export function isHeldOut(card: number, heldOutOneIn = HELD_OUT_ONE_IN): boolean {
  return card % heldOutOneIn === 0;
}

interface Part {
  situation: Situation;
  /** Writes the known features of payment `i` into `row`. */
  fill(i: number, row: Float32Array): void;
  /** True when the payment can be in this part. */
  has(i: number): boolean;
  sampled: boolean;
  /** True when calibration is fitted on this part. */
  calibrates: boolean;
}

export interface HeldOut {
  /** Positions among all held-out rows. */
  positions: number[];
  /** The amount of each row in dollars, and its card. */
  amounts: Float64Array;
  cards: Int32Array;
  fraud: Uint8Array;
  weights: Float64Array;
}

export interface TrainingRows {
  features: Float32Array;
  fraud: Uint8Array;
  weights: Float32Array;
}

export interface TrainingSet {
  rows: number;
  /** Values per row. */
  width: number;
  features: Float32Array;
  fraud: Uint8Array;
  trainingWeights: Float32Array;
  /** How many times more a fraud counts than another payment. */
  fraudWeight: number;
  /** 1 for rows of held-out cards. Whole cards are held out, so that measures on them are measures on new cards. */
  heldOut: Uint8Array;
  /** The held-out rows of one situation, weighted so that they stand for all payments. */
  heldOutOf(situation: Situation): HeldOut;
}

/** `whole` has the cards' histories as they were; in `young` the histories begin anew now and then. */
export function trainingSet(
  data: Dataset,
  whole: Matrix,
  young: Matrix,
  { featuresOf, seed, heldOutOneIn }: { featuresOf: FeaturesOf; seed: number; heldOutOneIn: number },
): TrainingSet {
  const random = seededRandom(seed);
  const known = (matrix: Matrix): Pick<Part, "situation" | "fill" | "has"> => ({
    situation: "stream",
    has: (i) => matrix.situations[i] === "stream",
    fill: (i, row) => row.set(matrix.features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT)),
  });
  const parts: Part[] = [
    { ...known(whole), sampled: false, calibrates: true },
    { ...known(young), sampled: true, calibrates: false },
    {
      situation: "first",
      has: () => true,
      fill(i, row) {
        known(whole).fill(i, row);
        for (const column of HISTORY) row[column] = Number.NaN;
      },
      sampled: true,
      calibrates: true,
    },
    {
      situation: "snapshot",
      has: () => true,
      // If trees saw exact ages, they would put sharp borders where a live feed's ages are years too high.
      fill(i, row) {
        const payment = paymentAt(data, i);
        const error = Math.floor(random() * (SNAPSHOT_AGE_ERROR_YEARS + 1));
        const ageYears = payment.ageYears === null ? null : payment.ageYears + error;
        featuresOf({ ...payment, ageYears }, null, { feed: "snapshot", offsetMs: 0 }, row);
      },
      sampled: true,
      calibrates: true,
    },
  ];
  const sources = parts.map((part) => sourcesOf(part, data, random));
  const rows = sources.reduce((sum, source) => sum + source.length, 0);
  const features = new Float32Array(rows * FEATURE_COUNT);
  const fraud = new Uint8Array(rows);
  const weights = new Float64Array(rows);
  const heldOut = new Uint8Array(rows);
  const source = new Int32Array(rows);
  const spans = new Map<Situation, [number, number]>();

  let at = 0;
  parts.forEach(({ situation, fill, sampled, calibrates }, part) => {
    const from = at;
    for (const i of sources[part] ?? []) {
      fill(i, features.subarray(at * FEATURE_COUNT, (at + 1) * FEATURE_COUNT));
      fraud[at] = data.fraud[i] ?? 0;
      weights[at] = !sampled ? 1 : fraud[at] === 1 ? 1 / FRAUD_COPIES : LEGITIMATE_ONE_IN;
      heldOut[at] = isHeldOut(data.card[i] ?? 0, heldOutOneIn) ? 1 : 0;
      source[at] = i;
      at++;
    }
    if (calibrates) spans.set(situation, [from, at]);
  });

  return {
    rows,
    width: FEATURE_COUNT,
    features,
    fraud,
    trainingWeights: Float32Array.from(weights, (weight, i) => weight * (fraud[i] === 1 ? FRAUD_WEIGHT : 1)),
    fraudWeight: FRAUD_WEIGHT,
    heldOut,
    heldOutOf(situation) {
      const [from, to] = spans.get(situation) ?? [0, 0];
      const positions: number[] = [];
      const chosen: number[] = [];
      let position = 0;
      for (let i = 0; i < to; i++) {
        if (heldOut[i] !== 1) continue;
        if (i >= from) {
          positions.push(position);
          chosen.push(i);
        }
        position++;
      }
      return {
        positions,
        amounts: Float64Array.from(chosen, (i) => (data.amountCents[source[i] ?? -1] ?? Number.NaN) / 100),
        cards: Int32Array.from(chosen, (i) => data.card[source[i] ?? -1] ?? -1),
        fraud: Uint8Array.from(chosen, (i) => fraud[i] ?? 0),
        weights: Float64Array.from(chosen, (i) => weights[i] ?? 0),
      };
    },
  };
}

/** The rows of the data set that a part takes, in event order. */
function sourcesOf({ has, sampled }: Part, data: Dataset, random: () => number): number[] {
  const taken: number[] = [];
  for (let i = 0; i < data.rows; i++) {
    if (!has(i)) continue;
    const copies = !sampled ? 1 : data.fraud[i] === 1 ? FRAUD_COPIES : random() * LEGITIMATE_ONE_IN < 1 ? 1 : 0;
    for (let copy = 0; copy < copies; copy++) taken.push(i);
  }
  return taken;
}

/** All frauds and every n-th other row, which counts n times. */
export function everyNth({ rows, features, fraud, trainingWeights }: TrainingSet, n: number): TrainingRows {
  const taken: number[] = [];
  let others = 0;
  for (let i = 0; i < rows; i++) if (fraud[i] === 1 || others++ % n === 0) taken.push(i);
  const sample = new Float32Array(taken.length * FEATURE_COUNT);
  taken.forEach((i, at) => {
    sample.set(features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT), at * FEATURE_COUNT);
  });
  return {
    features: sample,
    fraud: Uint8Array.from(taken, (i) => fraud[i] ?? 0),
    weights: Float32Array.from(taken, (i) => (trainingWeights[i] ?? 0) * (fraud[i] === 1 ? 1 : n)),
  };
}
