// Reads the cards' histories before a group is assessed.
import { type CardHistory, emptyHistory, remember } from "../features/history.ts";
import { decodeHistory } from "../features/historyCodec.ts";
import { logError } from "../log.ts";
import type { Store } from "../store/store.ts";

/**
 * Decodes the stored histories. One that cannot be read (damaged, or written by another version) is made anew from the card's
 * stored payments, because a history follows from those.
 */
export async function readHistories(
  encoded: ReadonlyMap<string, string>,
  store: Pick<Store, "paymentsOf">,
): Promise<Map<string, CardHistory>> {
  const histories = new Map<string, CardHistory>();
  for (const [cardId, text] of encoded) {
    try {
      histories.set(cardId, decodeHistory(text));
    } catch (error) {
      logError("history_rebuilt", error, { card: cardId });
      const payments = await store.paymentsOf(cardId);
      histories.set(cardId, payments.reduce(remember, emptyHistory()));
    }
  }
  return histories;
}
