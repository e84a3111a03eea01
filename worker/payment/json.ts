// JSON with exact integers: a card number of 19 digits is beyond 2^53, and a plain JSON.parse would change it.

/** An integer that a double cannot hold has such a run of digits. */
const LONG_DIGITS = /\d{17}|9\d{15}/;
/**
 * A long integer where a list's or an object's value may stand, with what stands before it. It may lie within a string.
 */
const LONG_INTEGER = /([:,[]\s*)(-?[1-9]\d{15,})(?=\s*[,\]}])/g;
/** What Python writes for a missing or infinite number; JSON has no word for it. */
const NO_NUMBER = /NaN|Infinity/;
/**
 * A whole string, which stays as it is; or, where a value stands, a long integer or one of NO_NUMBER. Never backtracks
 * far.
 */
const STRING_OR_VALUE = new RegExp(
  `"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"?|${LONG_INTEGER.source}|([:,[]\\s*)(?:NaN|-?Infinity)(?=\\s*[,\\]}])`,
  "gs",
);

/**
 * Like JSON.parse, with two differences. An integer that a double cannot hold exactly arrives as a string of its
 * digits. NaN, Infinity and -Infinity, which are not JSON, arrive as null.
 * Such integers are quoted before parsing: a reviver that looks at each literal's source text costs six times as much.
 */
export function parseJson(text: string): unknown {
  const isLong = LONG_DIGITS.test(text);
  try {
    // Skipping each string takes twice as long as parsing. The first try therefore assumes that no string holds such an
    // integer: if one does, the quotes set within it end it before a digit, which is not valid JSON.
    const value: unknown = JSON.parse(isLong ? text.replace(LONG_INTEGER, quoteUnsafe) : text);
    return typeof value === "number" && isUnsafe(text) ? text.trim() : value;
  } catch (error) {
    if (!isLong && !NO_NUMBER.test(text)) throw error;
    return JSON.parse(text.replace(STRING_OR_VALUE, readable));
  }
}

/** For a text that is only a number. */
function isUnsafe(text: string): boolean {
  return /^\s*-?\d+\s*$/.test(text) && !Number.isSafeInteger(Number(text));
}

function quoteUnsafe(token: string, before?: string, digits?: string): string {
  return digits === undefined || Number.isSafeInteger(Number(digits)) ? token : `${before}"${digits}"`;
}

function readable(token: string, before?: string, digits?: string, beforeNoNumber?: string): string {
  return beforeNoNumber === undefined ? quoteUnsafe(token, before, digits) : `${beforeNoNumber}null`;
}
