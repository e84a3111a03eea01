// Repeats a work with workerd, which may be killed at any moment.
import { setTimeout as wait } from "node:timers/promises";
import { Mendable } from "./errorSentence.ts";

/** workerd that was killed is back within a second or two. One that is not back after this many tries never will be. */
const TRIES = 8;
const PAUSE_MS = 500;

/**
 * workerd may be killed at any moment: by the system when memory is short, or by a person. Its work is then done again.
 */
export async function againIfKilled<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Mendable) throw error;
      if (attempt === TRIES) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Mendable(`workerd, which runs the Worker, did not work in ${TRIES} attempts: ${why}`, {
          cause: error,
        });
      }
    }
    await wait(PAUSE_MS);
  }
}
