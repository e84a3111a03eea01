// What the one writer asks again by itself when its question broke off, since a second time can do no harm. See docs/stores.md.

import type { ScoredPayment } from "./payments.ts";
import type { Store } from "./store.ts";
import { brokeOff, messagesOf } from "./trouble.ts";

/** What both databases say of a row that is there already. */
const IS_TAKEN = /UNIQUE constraint failed: payments\.|unique constraint "payments_/i;

/**
 * To take the writer twice only makes the epoch newer by two. A commit with payments can't be written twice: the second is
 * refused whole for the first one's ids, and then what is stored says whether it was this one.
 */
export function persistent(store: Store, pausesMs: readonly number[]): Store {
  async function again<Result>(work: (attempt: number) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt += 1) {
      const pauseMs = pausesMs[attempt];
      try {
        return await work(attempt);
      } catch (error) {
        if (pauseMs === undefined || !brokeOff(error)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  return {
    ...store,
    takeWriter: () => again(() => store.takeWriter()),
    commit(epoch, commit) {
      // Refused rows alone would be counted twice, and nothing would tell.
      const { payments = [] } = commit;
      if (payments.length === 0) return store.commit(epoch, commit);
      return again(async (attempt) => {
        try {
          await store.commit(epoch, commit);
        } catch (error) {
          const wasWritten = attempt > 0 && IS_TAKEN.test(messagesOf(error)) && (await isStored(payments, store));
          if (!wasWritten) throw error;
        }
      });
    },
  };
}

/** All or nothing: one that has the sequence number it was given speaks for all. */
async function isStored(payments: readonly ScoredPayment[], store: Store): Promise<boolean> {
  const stored = await store.known(
    payments.map(({ id }) => id),
    [],
  );
  return payments.every(({ id, seq }) => stored.payments.get(id)?.seq === seq);
}
