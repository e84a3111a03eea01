// How the events of another system become payments, labels and refunds: plain data, which people write as JSON. readMapping.ts
// reads it, apply.ts applies it. docs/sources.md has it in words.

export type Scalar = string | number | boolean | null;

/** Where a value comes from, and what is done to it: first `table`, then `scale` or `unit`. Exactly one of the first four is set. */
export interface ValueMapping {
  /** JSON Pointer, from the item on. Several are joined by a colon; if one of them finds nothing, none does. */
  path?: string | string[] | undefined;
  /** Name of a header of the request. */
  header?: string | undefined;
  const?: Scalar | undefined;
  /** The first of these that finds something. */
  first?: ValueMapping[] | undefined;
  /** Exact texts, and what stands for each. */
  table?: Record<string, Scalar> | undefined;
  /** For all that is not in the table. Null: nothing. Left out: it is an error. */
  else?: Scalar | undefined;
  /** Divides: `currency` by the currency's own number of decimals, a power of ten by itself. */
  scale?: "currency" | number | undefined;
  /** `iso` takes a time without an offset as UTC. */
  unit?: TimeUnit | undefined;
}

export type TimeUnit = "s" | "ms" | "us" | "iso";

/** Which of the events is what, by their type. One type may be several. */
export interface EventMapping {
  path?: string | string[] | undefined;
  header?: string | undefined;
  /** The type of an event without one: it is `else` otherwise. */
  const?: string | undefined;
  payment: string[];
  label: string[];
  refund: string[];
  /** What becomes of all others. */
  else: "ignore" | "payment";
}

export const ROW_FIELDS = [
  "trans_num",
  "cc_num",
  "card",
  "last4",
  "bin",
  "country",
  "merchant",
  "category",
  "mcc",
  "amt",
  "amount_minor",
  "currency",
  "current_time",
  "gender",
  "dob",
  "city_pop",
  "lat",
  "long",
  "merch_lat",
  "merch_long",
  "is_fraud",
  "type",
  "refund_of",
] as const;
export type RowField = (typeof ROW_FIELDS)[number];
/** A column of one's own, as a mapping names it. */
export type OwnField = `extra.${string}`;
export type RowMapping = { [field in RowField | OwnField]?: ValueMapping | undefined };

/** The name behind `extra.`. Null: the field is none of one's own. */
export function ownColumnIn(field: string): string | null {
  return field.startsWith(OWN) ? field.slice(OWN.length) : null;
}

const OWN = "extra.";

/** What a source says that a payment was. */
export interface LabelMapping {
  /** The payment's id. */
  payment: ValueMapping;
  /** `fraud` or `legitimate`; nothing: the event says neither, and is ignored. */
  verdict: ValueMapping;
  fraudType?: ValueMapping | undefined;
  note?: ValueMapping | undefined;
}

/** `standard`: Standard Webhooks, as pushes are signed. */
export type SignatureScheme =
  | "standard"
  | "stripe"
  | "adyen"
  | { header: string; algorithm: "sha256"; encoding: "hex" | "base64"; prefix?: string | undefined };

/** How a polled feed says that there is more. */
export interface PageMapping {
  /** Name of the parameter that asks for the next page. Left out: `next` is a whole address. */
  parameter?: string | undefined;
  /** Pointer to the cursor, or to the address, of the next page. */
  next?: string | undefined;
  /** Pointer, within the last item, to what stands for the next page. */
  lastItem?: string | undefined;
  /** Pointer to whether there is more. */
  more?: string | undefined;
}

export interface Mapping {
  event?: EventMapping | undefined;
  /** The event's own id: an event counts once. Left out: the hash of its text. */
  id?: ValueMapping | undefined;
  /** Pointer to a list of items, each of which is an event by itself. */
  items?: string | undefined;
  payment?: RowMapping | undefined;
  label?: LabelMapping | undefined;
  refund?: RowMapping | undefined;
  /** How many decimals this system's minor units have, where ISO 4217 has others. */
  decimals?: Record<string, number> | undefined;
  signature?: SignatureScheme | undefined;
  /** `accepted`: the text that Adyen wants. */
  answer?: "json" | "accepted" | undefined;
  pages?: PageMapping | undefined;
}

/** The fields without which the door takes no row. Of `card` and `cc_num`, and of `amt` and `amount_minor`, one is needed. */
export const NEEDED: readonly (readonly RowField[])[] = [
  ["trans_num"],
  ["card", "cc_num"],
  ["merchant"],
  ["amt", "amount_minor"],
  ["current_time"],
];
