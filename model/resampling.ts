// 95 % intervals by resampling whole cards, since payments of one card are alike.

export const RESAMPLES = 200;

/** By row: how often its card is drawn when as many cards are drawn as there are (with replacement). */
export function weightsOfDrawnCards(cards: Int32Array, random: () => number): Float64Array {
  const highest = cards.reduce((most, card) => Math.max(most, card), 0);
  const drawn = Float64Array.from({ length: highest + 1 }, () => poissonOfOne(random));
  return Float64Array.from(cards, (card) => drawn[card] ?? 0);
}

/** How often one of many is drawn when as many are drawn as there are (with replacement). */
export function poissonOfOne(random: () => number): number {
  let count = 0;
  for (let product = random(); product > Math.exp(-1); product *= random()) count++;
  return count;
}

/** The 95 % interval of a measure, from its value in each of RESAMPLES draws. */
export function intervalOf(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[Math.floor(0.025 * sorted.length)] ?? 0, sorted[Math.floor(0.975 * sorted.length)] ?? 0];
}
