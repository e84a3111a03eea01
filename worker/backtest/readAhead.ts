// Stored payments page by page, with the histories of their cards as they were right before, and with the days of cards and merchants
// where the model reads them. The next page is read while one is decided: a store may be far away.
import type { Cursor } from "../store/payments.ts";
import type { CardPast, ReplayedPayment, ReplayStore } from "../store/replay.ts";
import type { CardsAtHand } from "./cardsAtHand.ts";
import type { DaysAtHand, DaysRead } from "./daysAtHand.ts";
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
  /** Null where no days are asked for. */
  days: DaysRead | null;
}

/** Returns what gives the page behind a position, which is the end of the page before. Throws when the store failed. */
export function readAhead(
  store: Pick<ReplayStore, "replay" | "pastsOf">,
  { cards, days = null }: { cards: CardsAtHand; days?: DaysAtHand | null },
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
    const read = await (days?.read(payments, () => giveWay(thread)) ?? null);
    return { payments, isLast: payments.length < PAGE, cardIds, pasts, days: read };
  }

  return async (after) => {
    const { payments, isLast, cardIds, pasts, days: daysRead } = await (ahead ?? read(after));
    await cards.recall(cardIds, pasts, after);
    if (daysRead !== null) days?.recall(daysRead);
    const last = payments.at(-1);
    ahead = isLast || last === undefined ? null : read({ paidAt: last.paidAt, id: last.id });
    // It is told when its page's turn has come.
    ahead?.catch(() => undefined);
    return { payments, isLast };
  };
}
