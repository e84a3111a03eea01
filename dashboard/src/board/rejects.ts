// Refused rows in words for the people who run the pipeline. Pure.

import type { Health } from "../../../worker/wire/board.ts";
import { counted, ended, sentence } from "../shared/format.ts";
import type { RejectView } from "./ask.ts";

/** The feed's columns in people's words. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  trans_num: "payment id",
  cc_num: "card number",
  merchant: "merchant",
  category: "category",
  amt: "amount",
  current_time: "time",
  currency: "currency",
  gender: "gender",
  dob: "date of birth",
  city_pop: "city population",
  lat: "home latitude",
  long: "home longitude",
  merch_lat: "merchant’s latitude",
  merch_long: "merchant’s longitude",
  is_fraud: "label",
};

/** A column without words of its own keeps its name. */
function fieldWords(field: string): string {
  return Object.hasOwn(FIELD_WORDS, field) ? (FIELD_WORDS[field] ?? field) : field;
}

/** Says what was not understood in payments that were taken; null when there was nothing. */
export function notUnderstoodWords(counts: Health["notUnderstood"]): string | null {
  if (counts.length === 0) return null;
  const each = counts.map(({ field, value, payments }) => {
    const what = notUnderstoodWhat(field, value);
    return `${what} in ${counted(payments, "payment")}`;
  });
  return `Taken, but not understood, and so without a say in the score: ${each.join(", ")}.`;
}

function notUnderstoodWhat(field: string, value: string | null): string {
  if (field === "category") return value === null ? "other categories" : `category ${value}`;
  if (field === "currency")
    return value === null ? "other currencies" : `amounts in ${value}, of which no rate is set,`;
  if (field === "extra") return value === null ? "other columns of one’s own" : `the column ${value}`;
  return fieldWords(field);
}

/** The reason as a sentence, with the column's name in plain words. A column that has none keeps its name as it is. */
export function refusalWords({ code, field, reason }: RejectView): string {
  if (code === "conflict" && field !== null) {
    return `Contradicts a stored payment of the same id: another ${fieldWords(field)}. The stored one stands.`;
  }
  if (field === null || !reason.startsWith(`${field} `)) return sentence(reason);
  const words = fieldWords(field);
  const plain = words + reason.slice(field.length);
  return words === field && !Object.hasOwn(FIELD_WORDS, field) ? ended(plain) : sentence(plain);
}

/** The row's columns that are shown, with their values as they came. Null where the row isn't whole. */
export function shownColumns(snippet: string): [name: string, value: string][] | null {
  try {
    const row: unknown = JSON.parse(snippet);
    if (typeof row !== "object" || row === null || Array.isArray(row)) return null;
    return Object.entries(row).map(([name, value]) => [name, JSON.stringify(value)]);
  } catch {
    return null;
  }
}

/** Id of the stored payment that a row contradicts. Other refused rows may have an id that no stored payment has. */
export function contradictedPayment({ code, paymentId }: RejectView): string | null {
  return code === "conflict" ? paymentId : null;
}

export function refusedToday(rejects: number): string {
  return `${counted(rejects, "row")} refused today`;
}
