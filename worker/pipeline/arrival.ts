// What the door hands to the deciders.

import type { Config } from "../config/config.ts";
import { daysKept, oldestKept } from "../config/paymentRetention.ts";
import { type Admission, admit } from "../payment/admit.ts";
import type { Note, Reject } from "../payment/payment.ts";
import type { Row } from "../payment/readRows.ts";
import type { Source, StoredPayment } from "../store/payments.ts";
import type { RefundReceipt } from "./newOrRepeatedRefunds.ts";

/** A row that came in, good or bad. */
export interface Arrival {
  admission: Admission;
  source: Source;
  /** Epoch ms. */
  seenAt: number;
  /**
   * Loaded as past: it is judged and stored like any other, and alerts nobody. `expected`: how many are loaded in all;
   * null when that was not said.
   */
  past?: { expected: number | null };
  /** A simulator says that it made it up. */
  simulated?: true;
}

/** Whether its payments are all loaded as past, and are in no hurry. */
export function isOfPast(arrivals: readonly Arrival[]): boolean {
  const payments = arrivals.filter(({ admission }) => admission.ok);
  return payments.length > 0 && payments.every(({ past }) => past !== undefined);
}

/** The conclusion on a payment, as its sender is told. */
export type Conclusion = Pick<
  StoredPayment,
  "id" | "score" | "outcome" | "reasons" | "unfamiliar" | "model" | "policy" | "knownAs"
>;

/** The result for one arrival. `notes`: columns of one's own that the policy has left out, besides what the door noted. */
export type Receipt =
  /** It was decided just now. It is stored a moment later, or as soon as the store answers. */
  | { status: "stored"; payment: Conclusion; refund?: never; simulated?: true; notes?: Note[] }
  /**
   * It was decided earlier with the same content, and this is the decision of that time. `label`: it came with another label,
   * which counts from now on. Nothing else was done.
   */
  | {
      status: "repeated";
      payment: Conclusion;
      refund?: never;
      simulated?: true;
      label?: "updated";
      notes?: Note[];
    }
  /** It is kept, or was before. */
  | { status: "stored" | "repeated"; refund: RefundReceipt; payment?: never; simulated?: true; notes?: Note[] }
  | { status: "rejected"; reject: Reject };

/** Takes every row through the door. All of them came in together: `how` and when is the same for each. `ownIds`: see `Door`. */
export function arrivalsOf(
  rows: readonly (Row & { ownIds?: readonly string[] })[],
  how: Omit<Arrival, "admission">,
  config: Pick<Config, "cardKey" | "currency" | "feed" | "feedZone" | "keepsPlaces" | "retentionDays">,
  env: { ARCHIVE?: unknown },
): Arrival[] {
  const { cardKey, currency, feedZone, keepsPlaces } = config;
  const nowMs = how.seenAt;
  const oldestMs = oldestKept(daysKept(config, env), nowMs);
  const door = { cardKey, currency, feedZone, nowMs, oldestMs, dropsPlace: !keepsPlaces };
  return rows.map((row) => {
    const { ownIds } = row;
    return { admission: admit(row, ownIds === undefined ? door : { ...door, ownIds }), ...how };
  });
}

// Both travel between objects as JSON text, because cloning some twenty values for each payment would cost several times more.

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
