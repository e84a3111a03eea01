// Fills the memory of a decider from the store, page by page, newest payments first. Decisions go on meanwhile: what is not
// remembered yet is asked of the store.
import { DAY_MS } from "../duration.ts";
import type { Store } from "../store/store.ts";
import type { Filled } from "./memory.ts";

/** Payments are remembered so long. A repetition of an older one is asked of the store. */
export const REMEMBERED_MS = 35 * DAY_MS;
/** And so many of them. A row takes some 500 bytes, and an object may hold 10 GB (1 GB on the free plan). */
export const MOST_REMEMBERED = 1_000_000;
/** Rows travel as one parameter, which may have 2 MB. */
const PAGE = 500;

/** Reads the next page of each. `isOwn`: whether the decider has this card. Throws when the store failed. */
export async function readPage(
  { filling, keptFrom }: Pick<Filled, "filling" | "keptFrom">,
  store: Pick<Store, "histories" | "payments">,
  { nowMs, isOwn }: { nowMs: number; isOwn: (cardId: string) => boolean },
): Promise<Filled> {
  const [histories, page] = await Promise.all([
    filling.cardsDone ? [] : store.histories(filling.afterCard, PAGE),
    filling.paymentsDone ? null : store.payments({ outcomes: [] }, { limit: PAGE, after: filling.afterPayment }),
  ]);
  const oldest = nowMs - REMEMBERED_MS;
  const payments = (page?.payments ?? []).filter(({ paidAt }) => paidAt >= oldest);
  const read = filling.payments + payments.length;
  const isCut = page !== null && (payments.length < page.payments.length || read >= MOST_REMEMBERED);
  return {
    histories: histories.filter(([cardId]) => isOwn(cardId)),
    payments: payments.filter(({ cardId }) => isOwn(cardId)),
    filling: {
      cards: filling.cards + histories.length,
      afterCard: histories.at(-1)?.[0] ?? filling.afterCard,
      cardsDone: filling.cardsDone || histories.length < PAGE,
      payments: read,
      afterPayment: page?.next ?? filling.afterPayment,
      paymentsDone: filling.paymentsDone || isCut || page?.next === null,
    },
    keptFrom: isCut ? Math.max(oldest, (payments.at(-1)?.paidAt ?? 0) + 1) : keptFrom,
  };
}
