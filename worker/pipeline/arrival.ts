// What the door hands to the intake.

import type { Config } from "../config/config.ts";
import { daysKept, oldestKept } from "../config/retention.ts";
import type { Row } from "../payment/body.ts";
import type { Reject } from "../payment/payment.ts";
import { type Admission, admit } from "../payment/row.ts";
import type { Source, StoredPayment } from "../store/payments.ts";

/** A row that came in, good or bad. */
export interface Arrival {
  admission: Admission;
  source: Source;
  /** Epoch ms. */
  seenAt: number;
}

/** What was concluded of a payment, as its sender is told. */
export type Conclusion = Pick<StoredPayment, "id" | "seq" | "score" | "outcome" | "reasons" | "model">;

/** What became of it. */
export type Receipt =
  /** Scored and stored just now. */
  | { status: "stored"; payment: Conclusion }
  /**
   * Stored earlier, with the same content: this is what was decided then. `label`: it came with another label, which counts
   * from now on; nothing else was done.
   */
  | { status: "repeated"; payment: Conclusion; label?: "updated" }
  | { status: "rejected"; reject: Reject };

/** Every row through the door, seen at `seenAt`. */
export function arrivalsOf(
  rows: readonly Row[],
  source: Source,
  seenAt: number,
  config: Pick<Config, "cardKey" | "feed" | "feedZone" | "retentionDays">,
  env: { ARCHIVE?: unknown },
): Arrival[] {
  const { cardKey, feedZone } = config;
  const door = { cardKey, feedZone, nowMs: seenAt, oldestMs: oldestKept(daysKept(config, env), seenAt) };
  return rows.map((row) => ({ admission: admit(row, door), source, seenAt }));
}

// Between objects both travel as JSON text: cloning some twenty values a payment would cost several times as much.

export function packArrivals(arrivals: readonly Arrival[]): string {
  return JSON.stringify(arrivals);
}

export function unpackArrivals(text: string): Arrival[] {
  return JSON.parse(text);
}

export function packReceipts(receipts: readonly Receipt[]): string {
  return JSON.stringify(receipts);
}

export function unpackReceipts(text: string): Receipt[] {
  return JSON.parse(text);
}
