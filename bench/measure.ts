// Measurements from repeated runs. A measurement has one value per repeat and is judged by its median.

/** Where a part does not need more. */
export const REPEATS = 3;

export interface Measurement {
  /** What was measured, with its conditions. */
  what: string;
  unit:
    | "µs"
    | "ms"
    | "s"
    | "/s"
    | "×"
    | "MB/min"
    | "MB"
    | "%"
    | "rows"
    | "bytes"
    | "KiB"
    | "mails"
    | "frauds"
    | "cents"
    | "payments";
  /** One value per repeat. */
  values: number[];
  /** Null when it is measured only for comparison. */
  target: { atMost: number } | { atLeast: number } | null;
  /** What a reader must know to understand the number. */
  note?: string;
}

/** Linear between neighbouring values; NaN for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Each value to that of the same round. */
export function ratios(values: readonly number[], to: readonly number[]): number[] {
  return values.map((value, round) => value / (to[round] ?? Number.NaN));
}

/** Null without a target, or without a value to judge. */
export function isMet({ values, target }: Measurement): boolean | null {
  const middle = median(values);
  if (target === null || Number.isNaN(middle)) return null;
  return "atMost" in target ? middle <= target.atMost : middle >= target.atLeast;
}

/** Slope of the least-squares line through (x, y). */
export function slope(points: readonly { x: number; y: number }[]): number {
  const mean = (key: "x" | "y") => points.reduce((sum, point) => sum + point[key], 0) / points.length;
  const [middleX, middleY] = [mean("x"), mean("y")];
  const rise = points.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0);
  const run = points.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0);
  return rise / run;
}
