// What the trees learn from one's own payments: every payment as it came, and samples of the same with less knowledge, as a card's
// first payment and as on a snapshot feed. They are parted in time (ownTruth.ts), where trainingSet.ts parts cards.
import { FEATURES } from "../worker/features/catalogue.ts";
import type { FeaturesOf } from "../worker/features/compute.ts";
import type { Situation } from "../worker/features/situation.ts";
import type { FitRows } from "./fitModels.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import type { Matrix } from "./matrix.ts";
import { seededRandom } from "./random.ts";
import type { Split } from "./splitInTime.ts";
import type { HeldOut } from "./trainingSet.ts";

/** A sample takes one in this many legitimate payments, which stands for that many. */
const LEGITIMATE_ONE_IN = 4;
/** Payments as they came are what counts most: the samples together weigh half as much. */
const SAMPLE_WEIGHT = 1 / 4;
const HISTORY = FEATURES.flatMap(({ group }, i) => (group === "history" ? [i] : []));

export interface OwnRows extends FitRows {
  rows: number;
  /** The later payments of a situation, weighted so that they stand for all. */
  heldOutOf(situation: Situation): HeldOut;
  /** All later payments as they came. */
  asTheyCame(): HeldOut;
}

type Part = "came" | "first" | "snapshot";

/** `matrix`: of all payments, as they came. */
export function ownRows(
  data: Dataset,
  matrix: Matrix,
  { earlier, later, between }: Split,
  { featuresOf, seed, fraudWeight }: { featuresOf: FeaturesOf; seed: number; fraudWeight: number },
): OwnRows {
  const random = seededRandom(seed);
  const { width } = matrix;
  const heldOutBy = new Uint8Array(data.rows);
  for (const i of later) heldOutBy[i] = 1;
  for (const i of between) heldOutBy[i] = 2;
  const usable = [...earlier, ...later, ...between].sort((a, b) => a - b);
  const taken: { part: Part; i: number }[] = usable.map((i) => ({ part: "came", i }));
  for (const part of ["first", "snapshot"] as const) {
    for (const i of usable) if (data.fraud[i] === 1 || random() * LEGITIMATE_ONE_IN < 1) taken.push({ part, i });
  }
  const rows = taken.length;
  const features = new Float32Array(rows * width);
  const standsFor = new Float64Array(rows);
  taken.forEach(({ part, i }, at) => {
    const row = features.subarray(at * width, (at + 1) * width);
    standsFor[at] = part === "came" || data.fraud[i] === 1 ? 1 : LEGITIMATE_ONE_IN;
    if (part === "snapshot") {
      featuresOf(paymentAt(data, i), null, { feed: "snapshot", offsetMs: data.own?.offsetMs[i] ?? 0 }, row);
      return;
    }
    row.set(matrix.features.subarray(i * width, (i + 1) * width));
    if (part === "first") for (const column of HISTORY) row[column] = Number.NaN;
  });
  const heldOut = Uint8Array.from(taken, ({ i }) => heldOutBy[i] ?? 0);
  const held = taken.flatMap((row, at) => (heldOut[at] === 1 ? [{ ...row, at }] : []));
  const chosen = (wanted: (row: { part: Part; i: number }) => boolean): HeldOut => {
    const positions = held.flatMap((row, position) => (wanted(row) ? [position] : []));
    const of = positions.map((position) => held[position] ?? { part: "came", i: -1, at: -1 });
    return {
      positions,
      amounts: Float64Array.from(of, ({ i }) => (data.amountCents[i] ?? Number.NaN) / 100),
      cards: Int32Array.from(of, ({ i }) => data.card[i] ?? -1),
      fraud: Uint8Array.from(of, ({ i }) => data.fraud[i] ?? 0),
      weights: Float64Array.from(of, ({ at }) => standsFor[at] ?? 0),
    };
  };
  return {
    rows,
    width,
    features,
    fraud: Uint8Array.from(taken, ({ i }) => data.fraud[i] ?? 0),
    trainingWeights: Float32Array.from(
      taken,
      ({ part, i }, at) =>
        (standsFor[at] ?? 0) * (part === "came" ? 1 : SAMPLE_WEIGHT) * (data.fraud[i] === 1 ? fraudWeight : 1),
    ),
    heldOut,
    heldOutOf: (situation) =>
      situation === "stream"
        ? chosen(({ part, i }) => part === "came" && matrix.situations[i] === "stream")
        : chosen(({ part }) => part === situation),
    asTheyCame: () => chosen(({ part }) => part === "came"),
  };
}
