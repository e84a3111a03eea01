// From the model's raw margin to a probability of fraud.

/** Points of a line from margins to log odds, both increasing. Beyond its ends the line continues straight. */
export interface CalibrationCurve {
  margins: number[];
  logOdds: number[];
}

/** Calibrated probability of fraud, 0…1; it grows with the margin. */
export function calibrate(margin: number, curve: CalibrationCurve): number {
  return 1 / (1 + Math.exp(-logOddsAt(margin, curve)));
}

function logOddsAt(margin: number, { margins, logOdds }: CalibrationCurve): number {
  let right = 1;
  while (right < margins.length - 1 && margin > (margins[right] ?? 0)) right++;
  const [x0, x1] = [margins[right - 1] ?? 0, margins[right] ?? 1];
  const [y0, y1] = [logOdds[right - 1] ?? 0, logOdds[right] ?? 0];
  return y0 + ((margin - x0) * (y1 - y0)) / (x1 - x0);
}
