// What a payment is once it has passed the door: it holds no card number, no name, no address.

export const CATEGORIES = [
  "entertainment",
  "food_dining",
  "gas_transport",
  "grocery_net",
  "grocery_pos",
  "health_fitness",
  "home",
  "kids_pets",
  "misc_net",
  "misc_pos",
  "personal_care",
  "shopping_net",
  "shopping_pos",
  "travel",
] as const;

/** `stream`: event times and card histories are real. `snapshot`: historical rows stamped "now". */
export type FeedKind = "stream" | "snapshot";

export type Label = "fraud" | "legitimate";

export interface Payment {
  /** The feed's own id (`trans_num`). */
  id: string;
  /** Keyed hash of the card number. The number itself exists nowhere past the door. */
  cardId: string;
  last4: string;
  merchant: string;
  /** One of CATEGORIES on the known feeds. Any other text is kept, and is "unknown" to the model. */
  category: string;
  amountCents: number;
  /** Event time, epoch milliseconds. */
  paidAt: number;
  gender: "F" | "M" | null;
  /** Whole years at `paidAt`. The date of birth is dropped at the door. */
  ageYears: number | null;
  /** People living in the card holder's city. */
  cityPopulation: number | null;
  /** Great-circle distance from the card holder's home to the merchant. */
  distanceKm: number | null;
  /** Ground truth that some feeds send (`is_fraud`). Never a feature. */
  label: Label | null;
}

/** Something in a row that could not be read, though the payment was taken. */
export interface Note {
  /** The column. */
  field: string;
  /** Continues after the column's name: "gender could not be read, …". */
  note: string;
}

/** Why a row was refused: stable codes, for programs. */
export const REJECT_CODES = [
  "missing",
  "invalid",
  "unreadable",
  "in_the_future",
  "too_old",
  /** A payment with its id is stored with other content. */
  "conflict",
  /** It is simulated and all other payments are real, or the other way round. */
  "origin",
  /** It was queued, could not be processed, and a person gave it up. */
  "discarded",
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** A row that could not become a payment, or one that contradicts a stored payment. */
export interface Reject {
  /** Made from the content, mostly a keyed hash of it: the same bad row again is counted, not stored again. */
  id: string;
  code: RejectCode;
  /** The column at fault; null when it is no single column. */
  field: string | null;
  /** One sentence for a person: what is wrong and what is expected. */
  reason: string;
  /** The row, redacted: no card number, name or street. At most 500 characters. */
  snippet: string;
  /** The feed's id of the payment; null when it could not be read. */
  paymentId: string | null;
}
