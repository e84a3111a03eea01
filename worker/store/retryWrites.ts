// Repeats those queries of the one writer that broke off and that can safely run twice. See docs/stores.md.
import type { Store } from "./store.ts";
import { brokeOff } from "./trouble.ts";

/**
 * Taking the writer twice only makes the epoch newer by two. A commit with a mark cannot be written twice: the second attempt is
 * refused whole, because the mark has moved. The mark then shows that the first one was written.
 */
export function retryWrites(store: Store, pausesMs: readonly number[]): Store {
  return {
    ...store,
    takeWriter: () => againIfBrokenOff(() => store.takeWriter(), pausesMs),
    commit(epoch, commit) {
      // Without a mark nothing would show that refused rows, or a person's word, are counted twice.
      const { mark } = commit;
      if (mark === undefined) return store.commit(epoch, commit);
      return againIfBrokenOff(async (attempt) => {
        try {
          await store.commit(epoch, commit);
        } catch (error) {
          const wasWritten = attempt > 0 && (await store.markOf(mark.journal).catch(() => null)) === mark.to;
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
