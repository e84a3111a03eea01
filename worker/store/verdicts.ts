// The port of the store: what people say that payments were.
import type { Label } from "../payment/payment.ts";
import type { StoredPayment } from "./payments.ts";

/** Every change is kept; the newest counts. */
export interface Verdict {
  id: string;
  paymentId: string;
  verdict: Label;
  note: string | null;
  /** Who said so, as far as is known. */
  by: string;
  via: "mail" | "board" | "api";
  at: number;
}

/** A verdict about to be written: the payment changes with it. */
export interface RecordedVerdict extends Verdict {
  /** The payment's new sequence number. */
  seq: number;
  /** The payment before it. */
  before: StoredPayment;
}

export type Truth = Label | "unknown";

/** What is known of a payment: a person's word, else the feed's. */
export function truthOf({ verdict, label }: { verdict: Label | null; label: Label | null }): Truth {
  return verdict ?? label ?? "unknown";
}
