// A card in words. It imports nothing, since the dashboard includes it.

/** Characters of an id that tell cards apart for a person. */
const SHOWN_OF_ID = 6;

/** `•••• 4567`; the beginning of its id where no sender tells the last digits: `id Qx3f9A…`. */
export function cardWords(last4: string, cardId: string | null): string {
  if (last4 !== "") return `•••• ${last4}`;
  return cardId === null || cardId === "" ? "without last digits" : `id ${cardId.slice(0, SHOWN_OF_ID)}…`;
}
