// The facts about a model that are not in its trees, from its bundle's manifest.json: what it reads, and what its margins
// mean.
import type { Situation } from "../features/situation.ts";
import type { CalibrationCurve } from "./calibration.ts";
import type { Thresholds } from "./detector.ts";
import { elements, field, type JsonPart, number, numbers, refused, valueAt } from "./jsonPart.ts";

export interface Manifest {
  /** Names of the features, in input order. */
  features: string[];
  calibration: Record<Situation, CalibrationCurve>;
  thresholds: Record<Situation, Thresholds>;
  /** What the training measured on held-out cards: for people. Null where it does not say. */
  figures: unknown;
}

export function readManifest(root: JsonPart): Manifest {
  return {
    features: elements(field(root, "features")).map((element) => {
      if (typeof element.value !== "string") throw refused(element, "must be a name");
      return element.value;
    }),
    calibration: perSituation(field(root, "calibration"), curveIn),
    thresholds: perSituation(field(root, "thresholds"), thresholdsIn),
    figures: valueAt(root, ["metrics", "heldOutCards"]) ?? null,
  };
}

export function calibrationOf(manifest: Manifest, situation: Situation): CalibrationCurve {
  return manifest.calibration[situation];
}

export function thresholdsOf(manifest: Manifest, situation: Situation): Thresholds {
  return manifest.thresholds[situation];
}

/**
 * Training may have had too few frauds of known cards for a `stream` of its own: their payments are then judged as a card's
 * first ones, about which less is known.
 */
function perSituation<T>(part: JsonPart, read: (part: JsonPart) => T): Record<Situation, T> {
  const first = read(field(part, "first"));
  const own = field(part, "stream");
  const stream = own.value === undefined ? first : read(own);
  return { stream, first, snapshot: read(field(part, "snapshot")) };
}

function curveIn(part: JsonPart): CalibrationCurve {
  const margins = numbers(field(part, "margins"));
  const logOdds = numbers(field(part, "logOdds"));
  if (margins.length < 2 || margins.length !== logOdds.length) {
    throw refused(part, "needs two points or more, as many margins as logOdds");
  }
  for (const name of ["margins", "logOdds"]) {
    const points = field(part, name);
    const values = numbers(points);
    if (values.some((value, i) => i > 0 && value <= (values[i - 1] ?? value))) {
      throw refused(points, "must grow from point to point");
    }
  }
  return { margins, logOdds };
}

function thresholdsIn(part: JsonPart): Thresholds {
  const review = number(field(part, "review"));
  const decline = number(field(part, "decline"));
  if (!(0 < review && review <= decline && decline <= 1)) throw refused(part, "needs 0 < review ≤ decline ≤ 1");
  return { review, decline };
}
