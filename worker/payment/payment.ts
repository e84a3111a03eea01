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

/** What only some senders tell. Null or left out where it is not known. */
export interface PaymentDetails {
  /** The source that sent it as an event of its own, by name, such as `stripe`. Null for rows that are polled or pushed. */
  sender: string | null;
  /** ISO 4217, where it was not paid in CURRENCY. Then `paidMinor` and `rate` go with it. */
  currency: string | null;
  /** What was paid, in whole minor units of `currency`: its own number of decimals. */
  paidMinor: number | null;
  /** How much of CURRENCY one unit of `currency` was when it was decided, as a decimal. Null: nobody had set a rate. */
  rate: string | null;
  /** Merchant category code, ISO 18245: four digits. */
  mcc: string | null;
  /** The category that the model reads instead, by the policy's table. Null: `category` itself. */
  knownAs: string | null;
  /** First six to eight digits of the card number, where the sender gives them by themselves. */
  bin: string | null;
  /** Where the card was issued, ISO 3166-1 alpha-2. */
  country: string | null;
  /** Where it was paid, in tenths of a degree: more exactly is never kept. */
  latTenths: number | null;
  longTenths: number | null;
  /** Columns of one's own, as the policy declares them: see worker/policy/ownColumns.ts. Null: it has none. */
  extra: Extra | null;
}

/** By name of the column. Texts hold no card number. */
export type Extra = Readonly<Record<string, number | string>>;

export interface Payment extends Partial<PaymentDetails> {
  /** The feed's own id (`trans_num`). */
  id: string;
  /** Keyed hash of the card number, or of the token that stands for a card. Neither exists past the door. */
  cardId: string;
  /** Empty where the sender gives a token without them. */
  last4: string;
  merchant: string;
  /** One of CATEGORIES on the known feeds. Any other text is kept, and is "unknown" to the model. Empty: the sender gave none. */
  category: string;
  /** Hundredths of CURRENCY, whatever its own decimals are. 0 where it was paid in another currency and no rate is known. */
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
