// Bins of scores. Each begins at a score that people would write: so lines that lie there are counted exactly. They are fine where
// most scores lie, close to 0, and where declines begin, close to 1.

/** In ten-thousandths: from 0.0001, 0.001 and 0.01 up by steps of as much, from 0.99 and 0.999 up by steps of a tenth. */
const TEN_THOUSANDTHS = [
  ...steps(0, 10, 1),
  ...steps(10, 100, 1),
  ...steps(100, 9_900, 100),
  ...steps(9_900, 9_990, 10),
  ...steps(9_990, 10_000, 1),
  10_000,
];

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by }, (_, step) => from + step * by);
}

/** Scores at which bins begin, from 0 to 1. A score of 1 has a bin of its own, which ends there. */
export const SCORE_LINES: readonly number[] = TEN_THOUSANDTHS.map((score) => score / 10_000);

/** `score`: from 0 to 1. */
export function binOf(score: number): number {
  let [low, high] = [0, SCORE_LINES.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((SCORE_LINES[middle] ?? 1) <= score) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The score at which a bin begins; the next one begins where it ends. */
export function scoreFrom(bin: number): number {
  return SCORE_LINES[bin] ?? 1;
}
