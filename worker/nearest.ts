// Finds the word that a person may have meant. Pure.

/** The nearest of them; null when none is near: within two letters that are added, left out or changed. */
export function nearest(word: string, known: readonly string[]): string | null {
  const [best] = known
    .map((each) => ({ each, distance: distanceOf(word, each) }))
    .filter(({ distance }) => distance <= 2)
    .toSorted((one, other) => one.distance - other.distance);
  return best?.each ?? null;
}

function distanceOf(one: string, other: string): number {
  const row = Array.from({ length: other.length + 1 }, (_, index) => index);
  return (
    [...one]
      .reduce((above, letter, line) => {
        const next = [line + 1];
        for (const [column, otherLetter] of [...other].entries()) {
          const changed = (above[column] ?? 0) + (letter === otherLetter ? 0 : 1);
          next.push(Math.min((above[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1, changed));
        }
        return next;
      }, row)
      .at(-1) ?? 0
  );
}
