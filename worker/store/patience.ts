// How long a question to a database may take, what is asked again, and when nothing is asked for a while: the same for both
// stores, at the one place that each question passes (d1/connection.ts, neon/patience.ts). See docs/stores.md.
import { TooLate, within } from "../deadline.ts";
import type { Store } from "./store.ts";
import { StoreAway } from "./trouble.ts";

export interface Patience {
  /** Of one statement or batch, from the first attempt to the last byte of the answer. */
  deadlineMs: number;
  /** Before the second attempt, the third, … */
  pausesMs: readonly number[];
  /** A store that did not answer is tried once in so long, until it answers; all other questions fail at once. */
  restMs: number;
}

/** Questions that are asked together are one trial: else the store would have to be back twice before health is well. */
const TOGETHER_MS = 100;

/** A sleeping database of Neon's is awake after a second, mostly. */
export const PATIENCE: Patience = { deadlineMs: 10_000, pausesMs: [100, 300, 900, 2_000], restMs: 3_000 };

/**
 * Asks, within the deadline, and again after those errors that allow it. Rejects with `StoreAway` when there is no answer;
 * nothing is asked again after that, though the question itself may still be under way.
 */
export type Ask = <Answer>(
  question: (signal: AbortSignal) => Promise<Answer>,
  mayAskAgain: (error: unknown) => boolean,
) => Promise<Answer>;

/** All questions to one database share one of these, as far as an isolate goes. */
export function patiently(store: Store["kind"], { deadlineMs, pausesMs, restMs }: Patience, now: () => number): Ask {
  let answers = 0;
  /** When the store was last tried in vain, or is being tried now; null while it answers. */
  let triedAt: number | null = null;

  function isResting(nowMs: number): boolean {
    if (triedAt === null) return false;
    const sinceMs = nowMs - triedAt;
    // Less than none: the clock was set back.
    return sinceMs >= TOGETHER_MS && sinceMs < restMs;
  }

  async function untilAnswered<Answer>(
    question: (signal: AbortSignal) => Promise<Answer>,
    mayAskAgain: (error: unknown) => boolean,
    signal: AbortSignal,
  ): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const pauseMs = pausesMs[attempt];
      try {
        const answer = await question(signal);
        // Also one that comes too late for whoever asked: the store is back.
        answers += 1;
        triedAt = null;
        return answer;
      } catch (error) {
        if (pauseMs === undefined || !mayAskAgain(error)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      signal.throwIfAborted();
    }
  }

  return async (question, mayAskAgain) => {
    const askedAt = now();
    if (isResting(askedAt)) throw new StoreAway(store, deadlineMs, restMs);
    if (triedAt !== null && Math.abs(askedAt - triedAt) >= restMs) triedAt = askedAt;
    const before = answers;
    try {
      return await within(deadlineMs, (signal) => untilAnswered(question, mayAskAgain, signal));
    } catch (error) {
      if (!(error instanceof TooLate)) throw error;
      // Where others were answered meanwhile, the question was too large, and the store is not away.
      if (answers === before) triedAt = now() - TOGETHER_MS;
      throw new StoreAway(store, deadlineMs, restMs);
    }
  };
}
