// JSON with exact integers: a card number of 19 digits is beyond 2^53, and a plain JSON.parse would change it.

/** As JSON.parse, but an integer literal that a double cannot hold exactly arrives as its digits, a string. */
export function parseJson(text: string): unknown {
  // Only long digit runs can be unsafe; without one the plain parser is right, and several times faster.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, exactInteger);
}

function exactInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
