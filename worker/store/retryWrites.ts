// Repeats those queries of the one writer that broke off and that can safely run twice. See docs/stores.md.

import type { ScoredPayment } from "./payments.ts";
import type { Store } from "./store.ts";
import { brokeOff, messagesOf } from "./trouble.ts";

/** Both databases' messages for a payment that is stored already. */
const IS_TAKEN = /UNIQUE constraint failed: payments\.|unique constraint "payments_/i;

/**
 * Taking the writer twice only makes the epoch newer by two. A commit with payments cannot be written twice: the second
 * attempt is refused whole, because the ids are taken. The stored rows then show whether they came from this commit.
 */
export function retryWrites(store: Store, pausesMs: readonly number[]): Store {
  return {
    ...store,
    takeWriter: () => againIfBrokenOff(() => store.takeWriter(), pausesMs),
    commit(epoch, commit) {
      // A commit of refused rows alone would count them twice, and nothing would show it.
      const { payments = [] } = commit;
      if (payments.length === 0) return store.commit(epoch, commit);
      return againIfBrokenOff(async (attempt) => {
        try {
          await store.commit(epoch, commit);
        } catch (error) {
          const wasWritten = attempt > 0 && IS_TAKEN.test(messagesOf(error)) && (await isStored(payments, store));
          if (!wasWritten) throw error;
        }
      }, pausesMs);
    },
  };
}

/** Only for work that may run twice. */
export async function againIfBrokenOff<Result>(
  work: (attempt: number) => Promise<Result>,
  pausesMs: readonly number[],
): Promise<Result> {
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

/** A commit is all or nothing: if one payment has the sequence number it was given, all were written. */
async function isStored(payments: readonly ScoredPayment[], store: Store): Promise<boolean> {
  const stored = await store.known(
    payments.map(({ id }) => id),
    [],
  );
  return payments.every(({ id, seq }) => stored.payments.get(id)?.seq === seq);
}
