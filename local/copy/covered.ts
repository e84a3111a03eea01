// Which payments a store may have let go of: those that its archive has whole. The same bounds as `letGo` of the stores. Pure.
import type { Row } from "./tables.ts";

export interface CoveredDay {
  /** Epoch ms: [from, to). */
  from: number;
  to: number;
  /** All of it up to this sequence number is in the archive; null: it has not settled, and nothing of it leaves. */
  upToSeq: number | null;
}

/** Of a row of `archived_days`. */
export function coveredDay({ paidFrom, paidTo, settledAt, upToSeq }: Row): CoveredDay {
  const isSettled = settledAt !== null && upToSeq !== null;
  return { from: Number(paidFrom), to: Number(paidTo), upToSeq: isSettled ? Number(upToSeq) : null };
}

/** Days of several zones overlap: every one that the payment lies in must have it. */
export function isCovered({ paidAt, seq }: Row, days: readonly CoveredDay[]): boolean {
  const its = days.filter(({ from, to }) => from <= Number(paidAt) && Number(paidAt) < to);
  return its.length > 0 && its.every(({ upToSeq }) => upToSeq !== null && Number(seq) <= upToSeq);
}
