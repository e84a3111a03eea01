/** What became of a text that a person or program wrote: its meaning, or the words that say what is wrong and what to write. */
export type Read<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/** Both ends of a range that is written `A..B`, `A..` or `..B`; null for a text without `..`, or with nothing beside it. */
export function endsOf(text: string): { first: string; last: string } | null {
  const [, first, last] = /^(.*?)\.\.(.*)$/s.exec(text) ?? [];
  return first === undefined || last === undefined || first + last === "" ? null : { first, last };
}
