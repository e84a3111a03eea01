// The port of the store, topic days: what cards and merchants did by UTC day (worker/features/days.ts), for models that read it.
import type { SubjectKind } from "./subjects.ts";

/** Whose days. Null in its place: of all. */
export interface Subjects {
  cards: readonly string[];
  merchants: readonly string[];
}

export interface DaySum {
  kind: SubjectKind;
  /** A card's id or a merchant's name. */
  subject: string;
  /** Days since 1970-01-01, UTC. */
  day: number;
  payments: number;
  cents: number;
  /** Cards that paid at the merchant that day; 1 for a card. */
  cards: number;
}

/** A payment that is known to be a fraud, by the newest verdict, or by the label where there is none. */
export interface DayFraud {
  cardId: string;
  merchant: string;
  paidAt: number;
  /** Epoch ms of that verdict, or of the label's last change; `paidAt` where the label came with the payment. */
  knownAt: number;
  cents: number;
}

/** Where the store changed: one row a changed payment. */
export interface ChangedDay {
  seq: number;
  day: number;
  cardId: string;
  merchant: string;
}

export interface DaysStore {
  /** The newest sequence number. 0 in an empty store. */
  newestSeq(): Promise<number>;
  /** Payments of stream feeds that were stored or changed behind a sequence number, in its order. */
  changedDays(after: number, limit: number): Promise<ChangedDay[]>;
  /**
   * Sums of days in [from, to], by kind, subject and day; only those behind a position. Each page reads all payments of these days:
   * whoever reads many days asks for one after the other.
   */
  daySums(
    from: number,
    to: number,
    of: Subjects | null,
    after: Pick<DaySum, "kind" | "subject" | "day"> | null,
    limit: number,
  ): Promise<DaySum[]>;
  /** Known frauds of payments made on days in [from, to], by event time. */
  dayFrauds(from: number, to: number, of: Subjects | null): Promise<DayFraud[]>;
}
