// The port of the store, topic archive: what the archive holds, and how payments leave the store for it.

import type { Cursor, PaymentFilter, ScoredPayment } from "./payments.ts";
import type { ClosedDay } from "./reports.ts";

/** `closed`: the payments as they were when the day was closed. `late`: payments and verdicts that came afterwards. */
export type Generation = "closed" | "late";

/** A file that was read back and found equal to what was meant. */
export interface ArchiveFile {
  key: string;
  zone: string;
  date: string;
  generation: Generation;
  /** Sequence number up to which a late file goes; 0 for files written at closing. */
  upToSeq: number;
  part: number;
  rows: number;
  amountCents: number;
  bytes: number;
  /** Hash of the file's bytes, in hexadecimal; shows whether it is still the same file. */
  sha256: string;
  /** Time and id of the file's last row: the next part continues after it. */
  lastPaidAt: number;
  lastId: string;
  writtenAt: number;
}

/** A closed day that is whole in the archive. */
export interface ArchivedDay {
  zone: string;
  date: string;
  /** Epoch ms: [from, to). */
  paidFrom: number;
  paidTo: number;
  closedAt: number;
  archivedAt: number;
  /** The sequence number up to which late payments and verdicts are being written; null while none are. */
  settlingSeq: number | null;
  /** All of the day up to this sequence number is in verified files. */
  upToSeq: number | null;
  /** Epoch ms since which reports of the day are answered from the archive and from `corrections`. */
  settledAt: number | null;
  /** JSON, as it was when the day settled. */
  corrections: string | null;
  /** Epoch ms at which the last of its payments had left. */
  leftAt: number | null;
}

export type DayKey = Pick<ArchivedDay, "zone" | "date">;

/** Selects what came for one day after it was closed. */
export interface LateFilter {
  from: number;
  to: number;
  closedAt: number;
  /** Changed after this sequence number … */
  afterSeq: number;
  /** … and up to this one. */
  upToSeq: number;
}

export interface ArchiveSums {
  days: number;
  files: number;
  bytes: number;
  /** The newest day in the archive; null while it is empty. */
  lastDate: string | null;
}

export interface ArchiveStore {
  /** Closed days that are not in the archive, the oldest first; only those after `after`. */
  unarchivedDays(limit: number, after?: DayKey | null): Promise<Pick<ClosedDay, "zone" | "date" | "closedAt">[]>;
  /** Closed days that are not in the archive, all whose date is in [first, last]. */
  unarchivedWithin(first: string, last: string): Promise<DayKey[]>;
  archivedDay(zone: string, date: string): Promise<ArchivedDay | null>;
  /** Archived days that share a moment with [from, to). */
  archivedWithin(from: number, to: number): Promise<ArchivedDay[]>;
  /**
   * Epoch ms: the end of the last day that has settled; null when none has. Payments from before it may have left, and
   * no report of theirs would show a payment or a change that came now.
   */
  leftBefore(): Promise<number | null>;
  /**
   * Archived days that ended by then and still have payments in the store, the oldest first; only those after `after`.
   */
  stayingDays(
    endedBy: number,
    limit: number,
    after?: Pick<ArchivedDay, "zone" | "paidTo"> | null,
  ): Promise<ArchivedDay[]>;
  /** The files in the order of their rows. */
  archiveFiles(day: DayKey, generation: Generation, upToSeq: number): Promise<ArchiveFile[]>;
  /** Every file of a day. */
  allFiles(day: DayKey): Promise<ArchiveFile[]>;
  archiveSums(): Promise<ArchiveSums>;

  recordFile(file: ArchiveFile): Promise<void>;
  recordArchived(
    day: Pick<ArchivedDay, "zone" | "date" | "paidFrom" | "paidTo" | "closedAt" | "archivedAt">,
  ): Promise<void>;
  beginSettling(day: DayKey, upToSeq: number): Promise<void>;
  /** Records that the day is whole in the archive up to `upToSeq`. Corrections that were kept before stay. */
  recordSettled(day: DayKey, settled: { upToSeq: number; settledAt: number; corrections: string }): Promise<void>;
  recordLeft(day: DayKey, leftAt: number): Promise<void>;
  /**
   * Forgets a day whose files were lost, so that it is written again. A day of which something has left the store is
   * kept.
   */
  forgetArchived(day: DayKey): Promise<void>;

  /** Newest first, with their features. */
  paymentsInFull(filter: PaymentFilter, limit: number, after: Cursor | null): Promise<ScoredPayment[]>;
  /** Newest first: payments stored or judged after the day was closed. */
  lateInFull(filter: LateFilter, limit: number, after: Cursor | null): Promise<ScoredPayment[]>;
  /** Sums of the payments in [from, to) that were stored by `storedBy`. */
  sumsOf(from: number, to: number, storedBy: number): Promise<{ payments: number; amountCents: number }>;
  /** Epoch ms of the first payment at or after a moment; null when there is none. */
  firstPaidAt(from: number): Promise<number | null>;
  /**
   * Deletes payments in [from, to) that every archived day around them covers, whatever the caller believes. The newest
   * sequence number always stays, since writers and boards count on from it. Answers how many were deleted.
   */
  letGo(from: number, to: number, limit: number): Promise<number>;
  /** Payments in [from, to) that are still in the store, and the highest of their sequence numbers. */
  remaining(from: number, to: number): Promise<{ payments: number; highestSeq: number | null }>;

  /** Reads every row of an index unless the store has an estimate: do not call it often. */
  countPayments(): Promise<number>;
  /** Size of the whole database. */
  bytes(): Promise<number>;
}
