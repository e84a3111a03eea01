// What the trees learn from: every payment as a stream knows it, and samples of the same payments with some of that
// knowledge taken away: of cards known for a short while only, as a card's first payment (no history), and as on a
// snapshot feed (no clock either).
import { FEATURES, type FeatureGroup } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/features.ts";
import type { Situation } from "../worker/scoring/decision.ts";
import type { Dataset } from "./dataset.ts";
import type { Matrix } from "./matrix.ts";
import { seededRandom } from "./random.ts";

export const SITUATIONS = ["stream", "first", "snapshot"] as const satisfies readonly Situation[];

/** In a sample one in so many legitimate payments is taken, and stands for that many. */
const LEGITIMATE_ONE_IN = 4;
/** In a masked sample each fraud is taken so often, for a part of its weight: ages, where unsure, differ each time. */
const FRAUD_COPIES = 3;
/** Frauds are rare: each counts this much more while the trees grow. The calibration takes it out again. */
const FRAUD_WEIGHT = 10;
/**
 * Years added to ages at random, up to so many, on snapshot rows: such a feed stamps old rows with today's date, so ages
 * come out too high by the years between. Trees that have seen exact ages would put sharp borders in the wrong places.
 */
const AGE_ERROR_YEARS = 8;

const AGE = FEATURES.findIndex(({ name }) => name === "age");

interface Part {
  situation: Situation;
  matrix: Matrix;
  /** Groups of features that are made missing. */
  hidden: readonly FeatureGroup[];
  unsureAges: boolean;
  sampled: boolean;
  /** Whether calibration is fitted on it. */
  calibrates: boolean;
}

export interface HeldOut {
  /** Places among all held-out rows. */
  positions: number[];
  fraud: Uint8Array;
  weights: Float64Array;
}

export interface TrainingSet {
  rows: number;
  features: Float32Array;
  fraud: Uint8Array;
  trainingWeights: Float32Array;
  /** 1 for rows of held-out cards: whole cards, so that what is measured on them is measured on new cards. */
  heldOut: Uint8Array;
  /** The held-out rows of one situation, with weights that make them stand for all payments. */
  heldOutOf(situation: Situation): HeldOut;
}

/** `whole` has the cards' histories as they were, `young` has histories that begin anew every now and then. */
export function trainingSet(
  data: Dataset,
  whole: Matrix,
  young: Matrix,
  { seed, heldOutOneIn }: { seed: number; heldOutOneIn: number },
): TrainingSet {
  const random = seededRandom(seed);
  const parts: Part[] = [
    { situation: "stream", matrix: whole, hidden: [], unsureAges: false, sampled: false, calibrates: true },
    { situation: "stream", matrix: young, hidden: [], unsureAges: false, sampled: true, calibrates: false },
    { situation: "first", matrix: whole, hidden: ["history"], unsureAges: false, sampled: true, calibrates: true },
    {
      situation: "snapshot",
      matrix: whole,
      hidden: ["time", "history"],
      unsureAges: true,
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
  const spans = new Map<Situation, [number, number]>();

  let at = 0;
  parts.forEach(({ situation, matrix, hidden, unsureAges, sampled, calibrates }, part) => {
    const from = at;
    const missing = FEATURES.flatMap((feature, i) => (hidden.includes(feature.group) ? [i] : []));
    for (const i of sources[part] ?? []) {
      const row = features.subarray(at * FEATURE_COUNT, (at + 1) * FEATURE_COUNT);
      row.set(matrix.features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
      if (unsureAges) row[AGE] = (row[AGE] ?? 0) + Math.floor(random() * (AGE_ERROR_YEARS + 1));
      for (const column of missing) row[column] = Number.NaN;
      fraud[at] = data.fraud[i] ?? 0;
      weights[at] = !sampled ? 1 : fraud[at] === 1 ? 1 / FRAUD_COPIES : LEGITIMATE_ONE_IN;
      heldOut[at] = (data.card[i] ?? 0) % heldOutOneIn === 0 ? 1 : 0;
      at++;
    }
    if (calibrates) spans.set(situation, [from, at]);
  });

  return {
    rows,
    features,
    fraud,
    trainingWeights: Float32Array.from(weights, (weight, i) => weight * (fraud[i] === 1 ? FRAUD_WEIGHT : 1)),
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
        fraud: Uint8Array.from(chosen, (i) => fraud[i] ?? 0),
        weights: Float64Array.from(chosen, (i) => weights[i] ?? 0),
      };
    },
  };
}

/** Which rows of the data set a part takes, in event order. */
function sourcesOf({ situation, matrix, sampled }: Part, data: Dataset, random: () => number): number[] {
  const taken: number[] = [];
  for (let i = 0; i < data.rows; i++) {
    if (situation === "stream" && matrix.situations[i] !== "stream") continue;
    const copies = !sampled ? 1 : data.fraud[i] === 1 ? FRAUD_COPIES : random() * LEGITIMATE_ONE_IN < 1 ? 1 : 0;
    for (let copy = 0; copy < copies; copy++) taken.push(i);
  }
  return taken;
}
