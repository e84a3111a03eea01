// Text from outside, made safe to keep: well-formed, without invisible characters, without card numbers.

/** Replaces anything that looks like a card number (12 to 19 digits, spaces or dashes between) by its last four. */
export function maskCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){11,18}/g, (run) => `•••• ${run.replace(/\D/g, "").slice(-4)}`);
}

/** Drops lone surrogates, control and formatting characters (NUL, line breaks, right-to-left overrides) and masks. */
export function cleanText(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Cf}]+/gu, " ");
  return maskCardNumbers(plain).trim();
}
