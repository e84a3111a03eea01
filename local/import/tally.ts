// What became of the rows, counted by reason, with the places of the first few. Pure.
import { z } from "zod";
import type { Answer } from "../pushPast.ts";
import type { Placed } from "./order.ts";

const MOST_PLACES = 5;

const reasons = z.record(
  z.string(),
  z.object({ times: z.int(), places: z.array(z.int()), example: z.string().nullable() }),
);
export type Reasons = z.infer<typeof reasons>;

export function note(found: Reasons, reason: string, at: number, example: string | null = null): void {
  const known = Object.hasOwn(found, reason) ? found[reason] : undefined;
  if (known === undefined) found[reason] = { times: 1, places: [at], example };
  else {
    known.times += 1;
    if (known.places.length < MOST_PLACES) known.places.push(at);
  }
}

export function timesIn(found: Reasons): number {
  return Object.values(found).reduce((sum, { times }) => sum + times, 0);
}

/** Counts of the payments that were sent, by this run and those before it. */
export const sentTally = z.object({
  stored: z.int(),
  repeated: z.int(),
  /**
   * Sent once more, since nobody heard the first answer, and there already. Nobody knows whether they were there before the import.
   */
  sentAgain: z.int(),
  refused: reasons,
  notes: reasons,
  /** They went into a store of simulated payments. */
  simulated: z.boolean(),
});
export type SentTally = z.infer<typeof sentTally>;

export function noneSent(): SentTally {
  return { stored: 0, repeated: 0, sentAgain: 0, refused: {}, notes: {}, simulated: false };
}

/** `isAgain`: an earlier run may have sent the batch. */
export function countAnswer(
  tally: SentTally,
  batch: readonly Placed[],
  { decisions, rejects, attempt }: Answer & { attempt: number },
  isAgain: boolean,
): void {
  const refused = new Set(rejects.map(({ index }) => index));
  for (const { index, error } of rejects) note(tally.refused, error, batch[index]?.at ?? 0);
  const taken = batch.filter((_, index) => !refused.has(index));
  for (const [index, { status, notes = [], simulated }] of decisions.entries()) {
    if (status === "stored") tally.stored += 1;
    else if (isAgain || attempt > 1) tally.sentAgain += 1;
    else tally.repeated += 1;
    for (const { field, note: words } of notes) note(tally.notes, `${field} ${words}`, taken[index]?.at ?? 0);
    tally.simulated ||= simulated === true;
  }
}
