// The cells that say which card it was: its number, or a token that stands for it. Both end here (docs/privacy.md).
import { isCardNumber } from "../cardNumber.ts";
import { inOneLine } from "../text.ts";
import { isBlank, missing, type Read, read, wrong } from "./cell.ts";
import type { Columns } from "./readRows.ts";

export const CARD_NUMBER = /^\d{11,19}$/;
export const MAX_TOKEN = 200;
/** A shorter token stands in other texts by chance. */
const LEAST_TELLING = 8;
/** What is shown of a card's number, as `411111******1111` or `•••• 1111`: many cards look the same. */
const HIDDEN_NUMBER = /^\d{0,8}(?:[*•·#]{2,}|[xX]{4,})\d{2,4}$/;

export interface Card {
  /** Whatever is hashed: the number, or the token. It goes no further than the door. */
  secret: string;
  isNumber: boolean;
}

export function cardIn({ cc_num: number, card: token }: Columns): Read<Card> {
  const hasToken = !isBlank(token);
  if (hasToken && !isBlank(number))
    return wrong("card", "must be left out where cc_num is given: one of the two names the card");
  if (hasToken) return tokenIn(token);
  if (number == null) return token == null ? missing("cc_num", "cc_num or card") : wrong("card", NO_TOKEN);
  if (typeof number !== "string" && !isWhole(number))
    return wrong("cc_num", "must be a card number, as text or integer");
  const digits = String(number);
  if (!CARD_NUMBER.test(digits)) return wrong("cc_num", "must be a card number of 11 to 19 digits");
  return read({ secret: digits, isNumber: true });
}

const NO_TOKEN = `must be a token that stands for the card, as text of 1 to ${MAX_TOKEN} characters`;

function tokenIn(cell: unknown): Read<Card> {
  if (typeof cell !== "string" && !isWhole(cell)) return wrong("card", NO_TOKEN);
  const token = String(cell).trim();
  if (Array.from(token).length > MAX_TOKEN || inOneLine(token).trim() === "") return wrong("card", NO_TOKEN);
  const joined = token.replace(/[ -]/g, "");
  if (HIDDEN_NUMBER.test(joined))
    return wrong("card", "must tell cards apart, and a number with hidden digits does not: many cards share it");
  // The same card, whichever column its number is in, and however its digits are grouped.
  if (CARD_NUMBER.test(joined)) return read({ secret: joined, isNumber: isCardNumber(joined) });
  return read({ secret: token, isNumber: false });
}

function isWhole(cell: unknown): cell is number {
  return typeof cell === "number" && Number.isInteger(cell);
}

/** True when the text holds the card's number, whatever stands between its digits, or its token. */
export function holdsCard(text: string, { secret, isNumber }: Card): boolean {
  if (isNumber) return text.length >= secret.length && text.replace(/\D+/g, "").includes(secret);
  // Some senders have no token, and give the payment's own id.
  return secret.length >= LEAST_TELLING && text !== secret && text.includes(secret);
}

/** The last four digits, as the number ends or as given. Null when the cell is not understood. */
export function last4Of(cell: unknown, card: Card | null): string | null {
  const own = card?.isNumber === true ? card.secret.slice(-4) : "";
  if (isBlank(cell)) return own;
  const given = digitsOf(cell, 4, 4);
  return given === null || (own !== "" && given !== own) ? null : given;
}

/** The first six to eight digits. Only as given: they are never taken from a number. Null when blank or not understood. */
export function binOf(cell: unknown): string | null {
  return digitsOf(cell, 6, 8);
}

function digitsOf(cell: unknown, least: number, most: number): string | null {
  if (isWhole(cell) && cell >= 0) return digitsOf(String(cell).padStart(least, "0"), least, most);
  if (typeof cell !== "string" || cell.length > 40) return null;
  const [, digits = ""] = /^[*xX•·#.\s-]*(\d+)(?:\.0+)?\s*$/.exec(cell) ?? [];
  return digits.length >= least && digits.length <= most ? digits : null;
}

/**
 * Where the card was issued, ISO 3166-1 alpha-2. Null when blank or not understood. NA is Namibia, though elsewhere it stands for nothing.
 */
export function countryOf(cell: unknown): string | null {
  if (typeof cell !== "string" || cell.length > 40) return null;
  const code = cell.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? code : null;
}
