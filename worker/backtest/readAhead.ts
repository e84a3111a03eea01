// Stored payments page by page, with the histories of their cards as they were right before. The next page is read while one is
// decided: a store may be far away.
import type { Cursor } from "../store/payments.ts";
import type { CardPast, ReplayedPayment, ReplayStore } from "../store/replay.ts";
import type { CardsAtHand } from "./cardsAtHand.ts";
import { giveWay, type Thread } from "./giveWay.ts";

/** Larger pages cost fewer questions. One takes the store some milliseconds, and on one's own machine it has the same thread. */
export const PAGE = 200;

export interface Page {
  payments: readonly ReplayedPayment[];
  isLast: boolean;
}

interface Read extends Page {
  cardIds: ReadonlySet<string>;
  pasts: readonly CardPast[];
}

/** Returns what gives the page behind a position, which is the end of the page before. Throws when the store failed. */
export function readAhead(
  store: Pick<ReplayStore, "replay" | "pastsOf">,
  cards: CardsAtHand,
  thread: Thread,
  { to, storedBy }: { to: number; storedBy: number },
): (after: Cursor) => Promise<Page> {
  let ahead: Promise<Read> | null = null;

  async function read(after: Cursor): Promise<Read> {
    await giveWay(thread);
    const payments = await store.replay(after, to, storedBy, PAGE);
    const cardIds = new Set(payments.flatMap(({ feed, cardId }) => (feed === "stream" ? [cardId] : [])));
    const unknown = [...cardIds].filter((cardId) => !cards.has(cardId));
    if (unknown.length > 0) await giveWay(thread);
    const pasts = unknown.length === 0 ? [] : await store.pastsOf(unknown, after);
    return { payments, isLast: payments.length < PAGE, cardIds, pasts };
  }

  return async (after) => {
    const { payments, isLast, cardIds, pasts } = await (ahead ?? read(after));
    await cards.recall(cardIds, pasts, after);
    const last = payments.at(-1);
    ahead = isLast || last === undefined ? null : read({ paidAt: last.paidAt, id: last.id });
    // It is told when its page's turn has come.
    ahead?.catch(() => undefined);
    return { payments, isLast };
  };
}
