// What each field of a payment is made of, and so which damage its cells may have. Pure.
import { isEmpty, labelOf, textOf } from "../../paymentFile/cells.ts";
import { amountReading } from "./amounts.ts";
import { cardNumberReading, codeReading, idReading } from "./identities.ts";
import { dateReading, momentReading } from "./moments.ts";
import type { Habits, Reading } from "./reading.ts";
import { textReading } from "./texts.ts";

type Read = (cell: unknown, habits: Habits, currency: string | null) => Reading & { currency?: string };

const wholeAmount: Read = (cell, habits, currency) => {
  const read = amountReading(cell, habits, currency);
  return "value" in read ? { ...read, value: String(read.value).replace(/\.0+$/, "") } : read;
};

/** A decimal comma is a point; anything else is left as it is: what cannot be read counts as missing, and the door says so. */
const plainNumber: Read = (cell, habits) => {
  const read = typeof cell === "string" ? amountReading(cell, habits, null) : { value: cell };
  return "value" in read ? read : { value: textOf(cell) };
};

/** How the cells of each field are read. Fields have the names of the feed's columns, which are the door's. */
export const FIELDS = {
  trans_num: idReading,
  cc_num: cardNumberReading,
  card: idReading,
  last4: (cell) => codeReading(cell, 4),
  bin: (cell) => codeReading(cell, 6),
  country: textReading,
  merchant: textReading,
  category: textReading,
  mcc: (cell) => codeReading(cell, 4),
  amt: amountReading,
  amount_minor: wholeAmount,
  currency: (cell) => ({ value: textOf(cell).toUpperCase() }),
  current_time: momentReading,
  gender: textReading,
  dob: dateReading,
  city_pop: plainNumber,
  lat: plainNumber,
  long: plainNumber,
  merch_lat: plainNumber,
  merch_long: plainNumber,
  is_fraud: (cell) => ({ value: labelOf(cell) ?? cell }),
  type: textReading,
  refund_of: idReading,
} as const satisfies Record<string, Read>;

export type Field = keyof typeof FIELDS;

export function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name);
}

/** Fields whose own cells must not be shown. */
export const SECRET: ReadonlySet<string> = new Set<Field>(["cc_num", "card"]);

/** How each field's cells show the habits of their column. */
export const DATED: ReadonlySet<string> = new Set<Field>(["current_time", "dob"]);
export const DECIMAL: ReadonlySet<string> = new Set<Field>([
  ...(["amt", "amount_minor", "city_pop", "lat", "long", "merch_lat", "merch_long"] as const),
]);
export const IDS: ReadonlySet<string> = new Set<Field>(["trans_num", "card", "refund_of"]);

export function readCell(field: Field, cell: unknown, habits: Habits, currency: string | null) {
  const read: Read = FIELDS[field];
  return isEmpty(cell) ? { value: null } : read(cell, habits, currency);
}
