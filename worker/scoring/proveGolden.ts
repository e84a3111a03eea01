// Proves a model on its golden vectors, at each start and before it is taken into the registry: code, tables and trees still belong
// together. Features and margins come out exact. Only a score may differ, and by how much stands here.
import type { FeaturesOf } from "../features/compute.ts";
import { emptyHistory, remember } from "../features/history.ts";
import { situationOf } from "../features/situation.ts";
import { calibrate } from "./calibration.ts";
import { calibrationOf, type Manifest } from "./manifest.ts";
import type { GoldenVector } from "./readGolden.ts";
import { joined } from "./trees.ts";

/** The margins of rows that stand one after another. */
export type Margins = (rows: Float32Array) => Promise<Float32Array>;

/** Two engines may round the last digit of a logarithm or a power differently; no more. */
const SCORE_TOLERANCE = 1e-12;

/**
 * Throws unless each payment still has the features, and each margin the score, that the model was proven with. Tables of
 * another world are found out here, and so is feature code that came to mean something else.
 */
export function proveFeatures(golden: readonly GoldenVector[], featuresOf: FeaturesOf, manifest: Manifest): void {
  golden.forEach(({ payment, past, days, feed, offsetMs, situation, features, margin, score }, at) => {
    const history = past.reduce(remember, emptyHistory());
    const row = featuresOf(payment, history, { feed, offsetMs, days });
    const other = features.findIndex((value, i) => value !== row[i] && !(Number.isNaN(value) && Number.isNaN(row[i])));
    if (other !== -1 || row.length !== features.length) {
      const name = manifest.features[other] ?? "the number of features";
      throw new Error(
        `golden payment ${at}: ${name} is ${row[other] ?? row.length}, and was ${features[other] ?? features.length} when ` +
          "the model was trained; its tables or the code of the features belong to another model: train it again",
      );
    }
    if (situationOf(payment, history, feed) !== situation) {
      throw new Error(`golden payment ${at} is no ${situation} payment any more: train the model again`);
    }
    const scored = calibrate(margin, calibrationOf(manifest, situation));
    if (Math.abs(scored - score) > SCORE_TOLERANCE * score) {
      throw new Error(`golden payment ${at} scores ${scored}, not ${score}: the calibration belongs to another model`);
    }
  });
}

/** Throws unless the margins of the golden vectors come out exact to the last bit. */
export async function proveMargins(margins: Margins, golden: readonly GoldenVector[]): Promise<void> {
  const answered = await margins(joined(golden.map(({ features }) => features)));
  const wrong = golden.findIndex(({ margin }, at) => answered[at] !== Math.fround(margin));
  if (wrong === -1) return;
  const [is, should] = [answered[wrong], golden[wrong]?.margin].map((margin) => margin?.toPrecision(9));
  throw new Error(`golden vector ${wrong} scores ${is}, not ${should}`);
}
