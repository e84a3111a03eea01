// The fields of a mapping in words. Pure.
import type { RowField } from "../../../worker/payment/sources/mapping.ts";
import { ownColumnIn, ROW_FIELDS } from "../../../worker/payment/sources/mapping.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import type { Conversion, Origin } from "./fieldForm.ts";
import type { Part } from "./mappingForm.ts";

const ROW_MEANINGS: Readonly<Record<RowField, string>> = {
  trans_num: "Its id, by which a repetition is known",
  cc_num: "Card number; hashed as it comes in, and dropped",
  card: "What stands for the card, such as a fingerprint",
  last4: "Last four digits of the card",
  bin: "First six to eight digits of the card, where the sender tells them",
  country: "Country of the card’s issuer, as two letters",
  merchant: "Merchant; without it, the source’s name",
  category: "What was bought, in the sender’s words",
  mcc: "Merchant category code, four digits",
  amt: "Amount in whole units, such as 12.34",
  amount_minor: "Amount in the smallest units, such as cents",
  currency: "Currency, as three letters; without it, that of CURRENCY",
  current_time: "When it was paid",
  gender: "Card holder’s gender, F or M",
  dob: "Card holder’s day of birth",
  city_pop: "People in the card holder’s town",
  lat: "Card holder’s latitude",
  long: "Card holder’s longitude",
  merch_lat: "Merchant’s latitude",
  merch_long: "Merchant’s longitude",
  is_fraud: "The truth, where the sender knows it: 1 or 0",
  type: "payment or refund",
  refund_of: "Id of the payment that is paid back",
};

const LABEL_MEANINGS = {
  payment: "Id of the payment that it is about",
  verdict: "fraud or legitimate; where nothing stands, the event says neither",
  fraudType: "Kind of fraud",
  note: "What the sender says besides",
} as const;

/** `columns`: those of one's own that are declared. */
export function fieldsOf(part: Part, columns: readonly Column[]): readonly string[] {
  if (part === "label") return Object.keys(LABEL_MEANINGS);
  return part === "refund" ? ROW_FIELDS : [...ROW_FIELDS, ...columns.map(({ name }) => `extra.${name}`)];
}

export function meaningOf(part: Part, field: string, columns: readonly Column[]): string {
  const own = part === "payment" ? ownColumnIn(field) : null;
  if (own !== null) {
    const kind = columns.find(({ name }) => name === own)?.kind;
    return kind === undefined
      ? "A column of your own that is not declared: it would be left out"
      : `A column of your own, a ${kind}`;
  }
  const meanings: Readonly<Record<string, string>> = part === "label" ? LABEL_MEANINGS : ROW_MEANINGS;
  return Object.hasOwn(meanings, field) ? (meanings[field] ?? "") : "No field of this name is known";
}

/** Without these the door takes no row, and a label says nothing. */
export function neededOf(part: Part): readonly string[] {
  if (part === "label") return ["payment", "verdict"];
  return part === "refund" ? ["trans_num", "amt", "current_time"] : ["trans_num", "card", "amt", "current_time"];
}

export const PART_WORDS: Readonly<Record<Part, { title: string; one: string; empty: string }>> = {
  payment: { title: "Payments", one: "a payment", empty: "No event is a payment." },
  label: {
    title: "Labels",
    one: "a label",
    empty: "No event says what a payment was. Disputes and fraud warnings do: they become verdicts.",
  },
  refund: { title: "Refunds", one: "a refund", empty: "No event is a refund." },
};

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
  path: "stands at",
  first: "is the first of",
  joined: "is, joined by colons,",
  const: "is always",
  header: "is the header",
  json: "as JSON",
};

export const CONVERSION_WORDS: Readonly<Record<Conversion, string>> = {
  none: "as it is",
  table: "by a table",
  currency: "by the currency’s decimals",
  divide: "divided by",
  s: "time in seconds",
  ms: "time in milliseconds",
  us: "time in microseconds",
  iso: "written time (UTC if no offset)",
};
