// Text from outside, made safe to keep: well-formed, on one line, without invisible characters or card numbers.

/** Replaces whatever may be a card number (11 digits or more, spaces or dashes between) by its last four. */
export function maskCardNumbers(text: string): string {
  return text.replace(/\p{Nd}(?:[ -]{0,3}\p{Nd}){10,}/gu, (run) => {
    const digits = run.match(/\p{Nd}/gu) ?? [];
    return `•••• ${digits.slice(-4).join("")}`;
  });
}

/** Drops lone surrogates, control and formatting characters (NUL, line breaks, right-to-left overrides) and masks. */
export function cleanText(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ");
  return maskCardNumbers(plain).trim();
}
