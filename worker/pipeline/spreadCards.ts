// Spreads cards over deciders. Pure.
import type { Cell } from "../storedCell.ts";

/** The place of the decider that has this card, 0 to `deciders` - 1. The same for ever: FNV-1a of the card id. */
export function placeOf(cardId: string, deciders: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < cardId.length; at += 1) hash = Math.imul(hash ^ cardId.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % deciders;
}

/**
 * Spreads the cards over so many deciders: those of before record all that waits, forget their cards and leave their seats. Only
 * then may the new ones read the store, which has all. Throws when one could not; then nothing changed but that it decides nothing.
 */
export async function spread(
  deciders: number,
  held: Cell<number>,
  retire: (place: number) => Promise<void>,
): Promise<void> {
  const before = held.get() ?? deciders;
  if (before !== deciders) await Promise.all(Array.from({ length: before }, (_, place) => retire(place)));
  held.put(deciders);
}
