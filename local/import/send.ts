// Sends the payments of a file in order, wave by wave, and keeps how far it has come before and after each wave.
import { type PastPush, pushPast, RefusedPush } from "../pushPast.ts";
import type { Ordered, Placed } from "./order.ts";
import type { ImportState } from "./stateFile.ts";
import { countAnswer } from "./tally.ts";
import { wavesOf } from "./waves.ts";

export interface Sending {
  ordered: Ordered;
  state: ImportState;
  keep: (state: ImportState) => void;
  push: PastPush;
  onProgress: (done: number) => void;
}

/** A wave counts once it was answered whole. One that was not is sent again by the next run, which is harmless. */
export async function sendAll({ ordered, state, keep, push, onProgress }: Sending): Promise<ImportState> {
  const pace = { taken: 0, isTold: false };
  let { done, sent } = structuredClone(state);
  let isAgain = state.isUnderway;
  for await (const wave of wavesOf(skipped(ordered.rows(), done))) {
    push.signal.throwIfAborted();
    keep({ ...state, done, sent, isUnderway: true });
    const answers = await Promise.allSettled(
      wave.map((batch) => pushPast(push, `[${batch.map(({ body }) => body).join(",")}]`, ordered.count, pace)),
    );
    const failed = answers.filter((answer) => answer.status === "rejected");
    if (failed[0] !== undefined) {
      const nothingTaken =
        failed.length === answers.length && failed.every(({ reason }) => reason instanceof RefusedPush);
      if (nothingTaken) keep({ ...state, done, sent, isUnderway: isAgain });
      throw failed[0].reason;
    }
    sent = structuredClone(sent);
    for (const [at, answer] of answers.entries()) {
      if (answer.status === "fulfilled") countAnswer(sent, wave[at] ?? [], answer.value, isAgain);
    }
    done += wave.reduce((sum, batch) => sum + batch.length, 0);
    isAgain = false;
    keep({ ...state, done, sent, isUnderway: false });
    onProgress(done);
  }
  return { ...state, done, sent, isUnderway: false };
}

async function* skipped(rows: AsyncIterable<Placed>, count: number): AsyncGenerator<Placed> {
  let at = 0;
  for await (const row of rows) {
    at += 1;
    if (at > count) yield row;
  }
}
