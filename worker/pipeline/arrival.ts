// What the door hands to the intake.

import type { Reject } from "../payment/payment.ts";
import type { Admission } from "../payment/row.ts";
import type { Source, StoredPayment } from "../store/store.ts";

/** A row that came in, good or bad. */
export interface Arrival {
  admission: Admission;
  source: Source;
  /** Epoch ms. */
  seenAt: number;
}

/** What became of it. */
export type Receipt =
  /** Scored and stored just now. */
  | { status: "stored"; payment: StoredPayment }
  /** Stored earlier, with the same content: nothing was done, and this is what was decided then. */
  | { status: "repeated"; payment: StoredPayment }
  | { status: "rejected"; reject: Reject };
