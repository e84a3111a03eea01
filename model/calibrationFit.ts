// Fits the line from margins to log odds by maximum likelihood (Platt's scaling).
import type { CalibrationCurve } from "../worker/scoring/calibration.ts";

export function fitCalibration(margins: Float64Array, fraud: Uint8Array, weights: Float64Array): CalibrationCurve {
  let slope = 1;
  let intercept = 0;
  for (let round = 0; round < 50; round++) {
    // One Newton step on the log likelihood.
    let gSlope = 0;
    let gIntercept = 0;
    let hSlope = 1e-9;
    let hBoth = 0;
    let hIntercept = 1e-9;
    for (let i = 0; i < margins.length; i++) {
      const x = margins[i] ?? 0;
      const w = weights[i] ?? 0;
      const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
      const error = w * (p - (fraud[i] ?? 0));
      const curvature = w * p * (1 - p);
      gSlope += error * x;
      gIntercept += error;
      hSlope += curvature * x * x;
      hBoth += curvature * x;
      hIntercept += curvature;
    }
    const determinant = hSlope * hIntercept - hBoth * hBoth;
    const stepSlope = (hIntercept * gSlope - hBoth * gIntercept) / determinant;
    const stepIntercept = (hSlope * gIntercept - hBoth * gSlope) / determinant;
    slope -= stepSlope;
    intercept -= stepIntercept;
    if (Math.abs(stepSlope) + Math.abs(stepIntercept) < 1e-10) break;
  }
  if (!(slope > 0)) throw new Error("calibration failed: the margins do not rise with fraud");
  const ends = [-10, 10];
  return { margins: ends, logOdds: ends.map((margin) => slope * margin + intercept) };
}
