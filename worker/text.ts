// Text from outside, made safe to keep: well-formed, on one line, without invisible characters or card numbers.
import { cardNumbersIn, isWrittenAsOnCards } from "./cardNumber.ts";

/** Eleven digits or more, spaces or dashes between; or groups as on a card, with any other sign between. */
const LONG_NUMBER =
  /\p{Nd}(?:[ -]{0,3}\p{Nd}){10,}|\p{Nd}{4}(?:[^\p{L}\p{Nd}]\p{Nd}{4,6}){2,}(?:[^\p{L}\p{Nd}]\p{Nd}+)?/gu;
const LEAST_DIGITS = 11;
/** Most names hold fewer, and are not searched any further. */
const MANY_DIGITS = /(?:\p{Nd}\P{Nd}*){11}/u;

/** Replaces whatever may be a card number by its last four digits, though words stand between them. */
export function maskCardNumbers(text: string): string {
  return MANY_DIGITS.test(text) ? maskedIn(maskLongNumbers(text), "text") : text;
}

/** Only a long run of digits, or groups as on a card: a number such as 1795984101-121 is neither. */
export function maskLongNumbers(text: string): string {
  return text.replace(LONG_NUMBER, (run) => {
    const lengths = Array.from(run.matchAll(/\p{Nd}+/gu), ([group]) => Array.from(group).length);
    const isCard = lengths.some((length) => length >= LEAST_DIGITS) || isWrittenAsOnCards(lengths);
    return isCard ? masked(run) : run;
  });
}

/** In an id only what is a card number by its digits, since an id is for finding a payment by. */
export function maskCardNumbersInId(id: string): string {
  return maskedIn(id, "id");
}

/** Drops lone surrogates, control and formatting characters (NUL, line breaks, right-to-left overrides) and masks. */
export function cleanText(text: string): string {
  return maskCardNumbers(inOneLine(text)).trim();
}

/** The same without masking. */
export function inOneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ");
}

function maskedIn(text: string, kind: "text" | "id"): string {
  // From the end on, so that what is found before stays where it was.
  return cardNumbersIn(text, kind).reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + masked(rest.slice(start, end)) + rest.slice(end),
    text,
  );
}

function masked(run: string): string {
  const digits = run.match(/\p{Nd}/gu) ?? [];
  return `•••• ${digits.slice(-4).join("")}`;
}
