// The histories of the cards that paid at last. Others are read again when they pay.
import { type CardHistory, emptyHistory, remember } from "../features/history.ts";
import type { Cursor } from "../store/payments.ts";
import type { CardPast, ReplayStore } from "../store/replay.ts";
import { historyAt } from "./cardPast.ts";

/** Payments that are remembered, some 30 MB. What a card costs besides counts as so many payments. */
const MOST = 600_000;
const CARD_COSTS = 30;

export type CardsAtHand = ReturnType<typeof cardsAtHand>;

export function cardsAtHand(store: Pick<ReplayStore, "pastOf">, most = MOST) {
  /** Those that paid at last stand at the end. */
  const histories = new Map<string, CardHistory>();

  return {
    histories: histories as ReadonlyMap<string, CardHistory>,

    has: (cardId: string): boolean => histories.has(cardId),

    /** Has these cards' histories at hand, as they were at this position. `pasts`: those of the cards that were not. */
    async recall(cardIds: ReadonlySet<string>, pasts: readonly CardPast[], at: Cursor): Promise<void> {
      for (const cardId of cardIds) {
        const history = histories.get(cardId);
        if (history === undefined) continue;
        histories.delete(cardId);
        histories.set(cardId, history);
      }
      for (const past of pasts) {
        const { cardId } = past;
        const madeAnew = async () => (await store.pastOf(cardId, at)).reduce(remember, emptyHistory());
        histories.set(cardId, historyAt(past) ?? (await madeAnew()));
      }
      let costs = 0;
      for (const { times } of histories.values()) costs += times.length + CARD_COSTS;
      for (const [cardId, { times }] of histories) {
        if (costs <= most || cardIds.has(cardId)) break;
        histories.delete(cardId);
        costs -= times.length + CARD_COSTS;
      }
    },
  };
}
