// What a reject may show of its row: enough to find the fault, and nothing about the card or the person.

import { cardNumbersIn } from "../cardNumber.ts";
import { formatMinor, hundredths } from "../money.ts";
import { cleanText, inOneLine, maskCardNumbersInId, maskLongNumbers } from "../text.ts";
import { type Card, holdsCard } from "./cardCells.ts";
import { ownMoneyOf, type Paid } from "./paid.ts";
import type { Payment } from "./payment.ts";
import type { Columns } from "./readRows.ts";
import type { Refund } from "./refund.ts";

const SNIPPET_LENGTH = 500;
const ID_LENGTH = 64;
/** Characters of a cell that are read: enough for a snippet, however much of it is masked. */
const READ_LENGTH = 20_000;
const LEAST_DIGITS = 11;
/** A shorter token stands in other texts by chance. */
const LEAST_TOKEN = 4;
/** Every other column could be personal. */
const SHOWN_COLUMNS = [
  ...["trans_num", "type", "refund_of", "merchant", "category", "mcc", "amt", "amount_minor", "currency", "is_fraud"],
  "current_time",
];
/** These values must not show up in another column either: a damaged row can hold anything anywhere. */
const PERSONAL_COLUMNS = ["first", "last", "street"];

/** The shown columns as JSON, redacted; at most 500 characters. */
export function snippetOf(row: Columns): string {
  const shown = SHOWN_COLUMNS.filter((name) => Object.hasOwn(row, name)).map((name) => [name, shownValue(row, name)]);
  return cut(JSON.stringify(Object.fromEntries(shown)), SNIPPET_LENGTH);
}

function shownAmount(paid: Paid): { amt: string; currency?: string } {
  const own = ownMoneyOf(paid);
  return own === null ? { amt: hundredths(paid.amountCents) } : { amt: formatMinor(own), currency: own.currency };
}

/** The same for a payment that has passed the door and has nothing left to redact. */
export function snippetOfPayment(payment: Payment): string {
  const { id, merchant, category, paidAt } = payment;
  const shown = { trans_num: id, merchant, category, ...shownAmount(payment) };
  return JSON.stringify({ ...shown, current_time: new Date(paidAt).toISOString() });
}

export function snippetOfRefund(refund: Refund): string {
  const { id, paymentId, merchant, paidAt } = refund;
  const shown = { trans_num: id, type: "refund", refund_of: paymentId, merchant, ...shownAmount(refund) };
  return JSON.stringify({ ...shown, current_time: new Date(paidAt).toISOString() });
}

/** The feed's id of the payment, redacted; null when there is none. */
export function shownId(row: Columns): string | null {
  const id = row.trans_num;
  return typeof id === "string" || typeof id === "number" ? cut(redactId(row, String(id)), ID_LENGTH) : null;
}

/** True when the text holds the card's number in a way that masking does not find, or its token. */
export function holdsInPieces(text: string, card: Card): boolean {
  return holdsCard(maskLongNumbers(inOneLine(text)), card);
}

function shownValue(row: Columns, name: string): unknown {
  const value = row[name];
  if (typeof value === "object" && value !== null) return "(a list or an object)";
  if (typeof value !== "string" && typeof value !== "number") return value;
  const text = String(value);
  if (name === "trans_num" || name === "refund_of") return redactId(row, text);
  // Epoch milliseconds look like a card number of 13 digits, but none begins with a 1.
  if (name === "current_time" && /^1\d{12}(\.\d{1,3})?$/.test(text) && !holdsOwnCard(row, text)) return value;
  const redacted = redact(row, text);
  return redacted === text ? value : redacted;
}

/** People find a payment by its id: it stays whole unless it holds a card number, the row's own or another. */
function redactId(row: Columns, id: string): string {
  if (holdsOwnCard(row, id)) return redact(row, id);
  if (isHash(id)) return id;
  const shown = maskCardNumbersInId(inOneLine(cut(id, READ_LENGTH)).trim());
  // Some senders have no token, and give the payment's own id.
  return withoutPerson(shown === tokenOf(row) ? { ...row, card: null } : row, shown);
}

/** Hexadecimal ids often hold runs of digits as long as a card number. */
function isHash(id: string): boolean {
  return /^(?=.*[a-f])[0-9a-f-]{32,}$/i.test(id);
}

/** True for the number of a card other than the row's own: 13 to 19 digits, since shorter ones are too common. */
export function isCardNumberAsId(id: string): boolean {
  return !isHash(id) && cardNumbersIn(id, "id").some(({ start, end }) => digitsOf(id.slice(start, end)) >= 13);
}

function digitsOf(text: string): number {
  return text.replace(/\D/g, "").length;
}

function holdsOwnCard(row: Columns, text: string): boolean {
  const card = ownCard(row);
  return card !== null && holdsCard(text, card);
}

/** The digits of the row's card number, in whichever column; null when a damaged row has too few to be one. */
function ownCard(row: Columns): Card | null {
  for (const cell of [row.cc_num, row.card].flat()) {
    const secret = typeof cell === "string" || typeof cell === "number" ? String(cell).replace(/\D/g, "") : "";
    if (secret.length >= LEAST_DIGITS) return { secret, isNumber: true };
  }
  return null;
}

function redact(row: Columns, whole: string): string {
  const text = cut(whole, READ_LENGTH);
  const card = ownCard(row);
  // The number is in pieces, as nobody writes a card number: nothing of the text can be shown.
  if (card !== null && holdsInPieces(text, card)) return "(holds the card number)";
  return withoutPerson(row, cleanText(text));
}

/** Of a card; empty when there is none that could be recognized in a text. */
function tokenOf({ card }: Columns): string {
  const token = typeof card === "string" || typeof card === "number" ? cleanText(cut(String(card), READ_LENGTH)) : "";
  return token.length >= LEAST_TOKEN ? token : "";
}

function withoutPerson(row: Columns, text: string): string {
  const token = tokenOf(row);
  let redacted = token === "" ? text : text.replaceAll(token, "…");
  for (const column of PERSONAL_COLUMNS) {
    const personal = row[column];
    const hidden = typeof personal === "string" ? cleanText(personal) : "";
    if (hidden !== "") redacted = redacted.replaceAll(hidden, "…");
  }
  return redacted;
}

/** Length in code units; never leaves half of a character at the end. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
