// The port of the store, topic refunds: money that went back.
import type { Refund } from "../payment/refund.ts";
import type { Cursor, Source } from "./payments.ts";

export interface StoredRefund extends Refund {
  seenAt: number;
  storedAt: number;
  source: Source;
}

export interface RefundStore {
  /** Those with one of these ids, in no order. */
  knownRefunds(ids: readonly string[]): Promise<StoredRefund[]>;
  /** Those of one payment, the earliest first. */
  refundsOf(paymentId: string, most: number): Promise<StoredRefund[]>;
  /** The newest first, behind this one. */
  refunds(limit: number, after: Cursor | null): Promise<StoredRefund[]>;
}
