// The port of the store: what is in the archive, and how payments leave for it.

import type { Cursor, PaymentFilter, ScoredPayment } from "./payments.ts";
import type { ClosedDay } from "./reports.ts";

/** `closed`: as the day was closed. `late`: what came afterwards, payments and changed verdicts. */
export type Generation = "closed" | "late";

/** A file that was read back and found as it was meant. */
export interface ArchiveFile {
  key: string;
  zone: string;
  date: string;
  generation: Generation;
  /** Sequence number up to which a late file goes; 0 of those written at closing. */
  upToSeq: number;
  part: number;
  rows: number;
  amountCents: number;
  bytes: number;
  /** Of its bytes, in hexadecimal: that it is still the same file. */
  sha256: string;
  /** Its last row: where the next part goes on. */
  lastPaidAt: number;
  lastId: string;
  writtenAt: number;
}

/** A closed day that the archive has whole. */
export interface ArchivedDay {
  zone: string;
  date: string;
  /** Epoch ms: [from, to). */
  paidFrom: number;
  paidTo: number;
  closedAt: number;
  archivedAt: number;
  /** What came after closing is being written, up to this sequence number. */
  settlingSeq: number | null;
  /** All of the day up to this sequence number is in verified files. */
  upToSeq: number | null;
  /** Since when reports of the day are answered from the archive and from `corrections`. */
  settledAt: number | null;
  /** JSON, as it was when the day settled. */
  corrections: string | null;
  /** When the last of its payments had left. */
  leftAt: number | null;
}

export type DayKey = Pick<ArchivedDay, "zone" | "date">;

/** Of one day, what came after it was closed. */
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
  /** The newest day in it; null while it is empty. */
  lastDate: string | null;
}

export interface ArchiveStore {
  /** Closed days that the archive has not, the oldest first; those after one of them. */
  unarchivedDays(limit: number, after?: DayKey | null): Promise<Pick<ClosedDay, "zone" | "date" | "closedAt">[]>;
  /** The same, all whose date is one of these or between. */
  unarchivedWithin(first: string, last: string): Promise<DayKey[]>;
  archivedDay(zone: string, date: string): Promise<ArchivedDay | null>;
  /** Archived days with a moment in [from, to). */
  archivedWithin(from: number, to: number): Promise<ArchivedDay[]>;
  /**
   * The end of the last day that has settled: payments from before may have left, and whatever would come or change is
   * in no report of theirs. Epoch ms; null: none has.
   */
  leftBefore(): Promise<number | null>;
  /** Archived days that ended by then and of which payments are still here, the oldest first; those after one of them. */
  stayingDays(
    endedBy: number,
    limit: number,
    after?: Pick<ArchivedDay, "zone" | "paidTo"> | null,
  ): Promise<ArchivedDay[]>;
  /** In the order of their rows. */
  archiveFiles(day: DayKey, generation: Generation, upToSeq: number): Promise<ArchiveFile[]>;
  /** Every file of a day. */
  allFiles(day: DayKey): Promise<ArchiveFile[]>;
  archiveSums(): Promise<ArchiveSums>;

  recordFile(file: ArchiveFile): Promise<void>;
  recordArchived(
    day: Pick<ArchivedDay, "zone" | "date" | "paidFrom" | "paidTo" | "closedAt" | "archivedAt">,
  ): Promise<void>;
  beginSettling(day: DayKey, upToSeq: number): Promise<void>;
  /** The day is whole in the archive up to `upToSeq`. What was kept as its corrections stays. */
  recordSettled(day: DayKey, settled: { upToSeq: number; settledAt: number; corrections: string }): Promise<void>;
  recordLeft(day: DayKey, leftAt: number): Promise<void>;
  /** Its files were lost: it is to be written anew. Days of which something has left stay. */
  forgetArchived(day: DayKey): Promise<void>;

  /** Newest first, with their features. */
  paymentsInFull(filter: PaymentFilter, limit: number, after: Cursor | null): Promise<ScoredPayment[]>;
  /** Newest first: payments stored, or judged, after the day was closed. */
  lateInFull(filter: LateFilter, limit: number, after: Cursor | null): Promise<ScoredPayment[]>;
  /** Payments of [from, to) stored by then. */
  sumsOf(from: number, to: number, storedBy: number): Promise<{ payments: number; amountCents: number }>;
  /** When the first payment at or after a moment was made; null: there is none. */
  firstPaidAt(from: number): Promise<number | null>;
  /**
   * Deletes payments of [from, to) that every archived day around them covers, whatever the caller believes; never the
   * newest sequence number, which writers and boards count on from. Answers how many.
   */
  letGo(from: number, to: number, limit: number): Promise<number>;
  /** Payments of [from, to) that are here, and the highest of their sequence numbers. */
  remaining(from: number, to: number): Promise<{ payments: number; highestSeq: number | null }>;

  /** Reads every row of an index, where the store has no estimate for many: not to be asked often. */
  countPayments(): Promise<number>;
  /** Of the whole database. */
  bytes(): Promise<number>;
}
