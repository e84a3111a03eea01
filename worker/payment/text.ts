// Text from outside, made safe to keep: well-formed, on one line, without invisible characters or card numbers.

/** Eleven digits or more, spaces or dashes between; or groups as on a card, with any other sign between. */
const CARD_NUMBER =
  /\p{Nd}(?:[ -]{0,3}\p{Nd}){10,}|\p{Nd}{4}(?:[^\p{L}\p{Nd}]\p{Nd}{4,6}){2,}(?:[^\p{L}\p{Nd}]\p{Nd}+)?/gu;

/** Replaces whatever may be a card number by its last four digits. */
export function maskCardNumbers(text: string): string {
  return text.replace(CARD_NUMBER, (run) => {
    const digits = run.match(/\p{Nd}/gu) ?? [];
    return `•••• ${digits.slice(-4).join("")}`;
  });
}

/** Drops lone surrogates, control and formatting characters (NUL, line breaks, right-to-left overrides) and masks. */
export function cleanText(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ");
  return maskCardNumbers(plain).trim();
}
