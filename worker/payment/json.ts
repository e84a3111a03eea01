// JSON with exact integers: a card number of 19 digits is beyond 2^53, and a plain JSON.parse would change it.

/** Only such a run of digits can be an integer that a double cannot hold. */
const LONG_DIGITS = /\d{17}|9\d{15}/;
/** A long integer where a list's or an object's value may stand, be it in a string; and what stands before it. */
const LONG_INTEGER = /([:,[]\s*)(-?[1-9]\d{15,})(?=\s*[,\]}])/g;
/** What Python writes for a number that is missing or has no end; JSON has no word for it. */
const NO_NUMBER = /NaN|Infinity/;
/** A whole string, which is left as it is; or, where a value stands, a long integer or no number. Never backtracks far. */
const STRING_OR_VALUE = new RegExp(
  `"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"?|${LONG_INTEGER.source}|([:,[]\\s*)(?:NaN|-?Infinity)(?=\\s*[,\\]}])`,
  "gs",
);

/**
 * As JSON.parse, but an integer that a double cannot hold exactly arrives as its digits, a string; and NaN, Infinity and
 * -Infinity, which are not JSON, as null.
 * Such integers are quoted before parsing: a reviver that looks at each literal's source text costs six times as much.
 */
export function parseJson(text: string): unknown {
  const isLong = LONG_DIGITS.test(text);
  try {
    // Passing over each string takes twice as long as parsing, so first as if no string held such an integer: quotes set
    // within a string end it before a digit, which is no JSON.
    const value: unknown = JSON.parse(isLong ? text.replace(LONG_INTEGER, quoteUnsafe) : text);
    return typeof value === "number" && isUnsafe(text) ? text.trim() : value;
  } catch (error) {
    if (!isLong && !NO_NUMBER.test(text)) throw error;
    return JSON.parse(text.replace(STRING_OR_VALUE, readable));
  }
}

/** Of a text that is nothing but a number. */
function isUnsafe(text: string): boolean {
  return /^\s*-?\d+\s*$/.test(text) && !Number.isSafeInteger(Number(text));
}

function quoteUnsafe(token: string, before?: string, digits?: string): string {
  return digits === undefined || Number.isSafeInteger(Number(digits)) ? token : `${before}"${digits}"`;
}

function readable(token: string, before?: string, digits?: string, beforeNoNumber?: string): string {
  return beforeNoNumber === undefined ? quoteUnsafe(token, before, digits) : `${beforeNoNumber}null`;
}
