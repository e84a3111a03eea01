// Text from outside, made safe to keep: well-formed, on one line, without invisible characters or card numbers.
import { cardNumbersIn, isWrittenAsOnCards } from "./cardNumber.ts";

/**
 * Eleven digits or more with spaces or dashes between them; or groups as on a card, with any other sign between them.
 */
const LONG_NUMBER =
  /\p{Nd}(?:[ -]{0,3}\p{Nd}){10,}|\p{Nd}{4}(?:[^\p{L}\p{Nd}]\p{Nd}{4,6}){2,}(?:[^\p{L}\p{Nd}]\p{Nd}+)?/gu;
const LEAST_DIGITS = 11;
/** Texts with fewer digits than this, which most names are, are not searched any further. */
const MANY_DIGITS = /(?:\p{Nd}\P{Nd}*){11}/u;

/** Leaves only the last four digits of whatever may be a card number, even when words stand between its digits. */
export function maskCardNumbers(text: string): string {
  return MANY_DIGITS.test(text) ? maskedIn(maskLongNumbers(text), "text") : text;
}

/** Masks only long runs of digits and groups as on a card. A number such as 1795984101-121 is neither and stays. */
export function maskLongNumbers(text: string): string {
  if (!MANY_DIGITS.test(text)) return text;
  return text.replace(LONG_NUMBER, (run) => {
    const lengths = Array.from(run.matchAll(/\p{Nd}+/gu), ([group]) => Array.from(group).length);
    const isCard = lengths.some((length) => length >= LEAST_DIGITS) || isWrittenAsOnCards(lengths);
    return isCard ? masked(run) : run;
  });
}

/** Masks only true card numbers, by their digits: an id must stay whole, since people find a payment by it. */
export function maskCardNumbersInId(id: string): string {
  return maskedIn(id, "id");
}

/** Drops lone surrogates, control and formatting characters (NUL, line breaks, right-to-left overrides) and masks. */
export function cleanText(text: string): string {
  return maskCardNumbers(inOneLine(text)).trim();
}

/** Visible ASCII in words with one space between them, as nearly all names and categories are: there is nothing to clean. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Like `cleanText`, without masking. */
export function inOneLine(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ");
}

/** Leaves all but A to Z as it is: `toLowerCase` also makes a k of the Kelvin sign, and so of one address another. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function maskedIn(text: string, kind: "text" | "id"): string {
  // From the end backwards, so that the positions of the earlier numbers stay right.
  return cardNumbersIn(text, kind).reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + masked(rest.slice(start, end)) + rest.slice(end),
    text,
  );
}

function masked(run: string): string {
  const digits = run.match(/\p{Nd}/gu) ?? [];
  return `•••• ${digits.slice(-4).join("")}`;
}

/** Cuts to at most `length` characters. If something was cut, the last one is an ellipsis. */
export function cut(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
