// How long a query may take, which queries are repeated, and when none is sent for a while. Both stores use it, where
// every query passes (d1/connection.ts, neon/repeatedRequests.ts). See docs/stores.md.
import { TooLate, within } from "../deadline.ts";
import type { Store } from "./store.ts";
import { StoreAway } from "./trouble.ts";

export interface Patience {
  /** Limit for one statement or batch, from the first attempt to the last byte of the answer. */
  deadlineMs: number;
  /** Pauses before the second attempt, the third, … */
  pausesMs: readonly number[];
  /** A store that did not answer is tried once in this time, until it answers. All other queries fail at once. */
  restMs: number;
}

/**
 * Queries that are sent together count as one trial. Otherwise the store would have to answer twice before health is
 * well.
 */
const TOGETHER_MS = 100;

/** A sleeping database of Neon is usually awake after a second. */
export const PATIENCE: Patience = { deadlineMs: 10_000, pausesMs: [100, 300, 900, 2_000], restMs: 3_000 };

/**
 * Sends the query, and repeats it within the deadline after errors that allow it. Rejects with `StoreAway` when there
 * is no answer in time. Nothing is repeated after that, though the query itself may still be running.
 */
export type Ask = <Answer>(
  question: (signal: AbortSignal) => Promise<Answer>,
  mayAskAgain: (error: unknown) => boolean,
) => Promise<Answer>;

/** All queries of an isolate to one database share one of these. */
export function patiently(store: Store["kind"], { deadlineMs, pausesMs, restMs }: Patience, now: () => number): Ask {
  let answers = 0;
  /** When the store last failed to answer, or when the trial that is under way began; null while it answers. */
  let triedAt: number | null = null;

  function isResting(nowMs: number): boolean {
    if (triedAt === null) return false;
    const sinceMs = nowMs - triedAt;
    // A negative time means that the clock was set back.
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
        // Even an answer that is too late for its caller shows that the store is back.
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
      // When other queries were answered meanwhile, this one was too large, and the store is not away.
      if (answers === before) triedAt = now() - TOGETHER_MS;
      throw new StoreAway(store, deadlineMs, restMs);
    }
  };
}
