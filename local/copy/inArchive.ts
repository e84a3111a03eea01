// Which payments a store may have let go of: those that its archive has whole. The bounds are the same as in the
// stores' `letGo`. Pure.
import type { Row } from "./tables.ts";

export interface DayInArchive {
  /** Epoch ms: [from, to). */
  from: number;
  to: number;
  /**
   * All of the day up to this sequence number is in the archive; null when it has not settled and nothing of it leaves.
   */
  upToSeq: number | null;
}

/** The bounds in a row of `archived_days`. */
export function dayInArchive({ paidFrom, paidTo, settledAt, upToSeq }: Row): DayInArchive {
  const isSettled = settledAt !== null && upToSeq !== null;
  return { from: Number(paidFrom), to: Number(paidTo), upToSeq: isSettled ? Number(upToSeq) : null };
}

/** True when every archived day that holds the payment has it. Days of several zones overlap. */
export function isInArchive({ paidAt, seq }: Row, days: readonly DayInArchive[]): boolean {
  const its = days.filter(({ from, to }) => from <= Number(paidAt) && Number(paidAt) < to);
  return its.length > 0 && its.every(({ upToSeq }) => upToSeq !== null && Number(seq) <= upToSeq);
}
