// Fits the line from margins to log odds by maximum likelihood (Platt's scaling).
import type { CalibrationCurve } from "../worker/scoring/calibration.ts";
import { BadInput } from "./progress.ts";

const MAX_STEPS = 100;
/** Relative improvement below which the line is good enough. */
const ENOUGH = 1e-12;
/** Margins of the line's two points; any two would do. */
const ENDS = [-10, 10];

export function fitCalibration(margins: Float64Array, fraud: Uint8Array, weights: Float64Array): CalibrationCurve {
  let slope = 1;
  let intercept = 0;
  let now = loss(margins, fraud, weights, slope, intercept);
  for (let step = 0; step < MAX_STEPS; step++) {
    const [bySlope, byIntercept] = newtonStep(margins, fraud, weights, slope, intercept);
    // Far from the best line Newton's step may overshoot: it is halved until it is an improvement.
    let part = 1;
    let next = loss(margins, fraud, weights, slope - bySlope, intercept - byIntercept);
    while (next > now && part > 1e-6) {
      part /= 2;
      next = loss(margins, fraud, weights, slope - part * bySlope, intercept - part * byIntercept);
    }
    if (!(next < now)) break;
    slope -= part * bySlope;
    intercept -= part * byIntercept;
    if (now - next < ENOUGH * now) break;
    now = next;
  }
  if (!(slope > 0)) {
    throw new BadInput(
      "calibration failed: on cards that the model never saw, margins do not rise with fraud. Train on more payments",
    );
  }
  return { margins: [...ENDS], logOdds: ENDS.map((margin) => slope * margin + intercept) };
}

function newtonStep(
  margins: Float64Array,
  fraud: Uint8Array,
  weights: Float64Array,
  slope: number,
  intercept: number,
): [number, number] {
  let gSlope = 0;
  let gIntercept = 0;
  // A very small curvature keeps the step finite when the data have none.
  let hSlope = 1e-9;
  let hBoth = 0;
  let hIntercept = 1e-9;
  for (let i = 0; i < margins.length; i++) {
    const x = margins[i] ?? 0;
    const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
    const error = (weights[i] ?? 0) * (p - (fraud[i] ?? 0));
    const curvature = (weights[i] ?? 0) * p * (1 - p);
    gSlope += error * x;
    gIntercept += error;
    hSlope += curvature * x * x;
    hBoth += curvature * x;
    hIntercept += curvature;
  }
  const determinant = hSlope * hIntercept - hBoth * hBoth;
  return [
    (hIntercept * gSlope - hBoth * gIntercept) / determinant,
    (hSlope * gIntercept - hBoth * gSlope) / determinant,
  ];
}

/** Negative log likelihood. */
function loss(
  margins: Float64Array,
  fraud: Uint8Array,
  weights: Float64Array,
  slope: number,
  intercept: number,
): number {
  let sum = 0;
  for (let i = 0; i < margins.length; i++) {
    const odds = (slope * (margins[i] ?? 0) + intercept) * (fraud[i] === 1 ? -1 : 1);
    sum += (weights[i] ?? 0) * (odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds)));
  }
  return sum;
}
