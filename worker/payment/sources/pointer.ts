// JSON Pointer, RFC 6901: the way to one value of a JSON document. Pure, and bounded by the pointer's own length.

export const LONGEST_POINTER = 300;
const DEEPEST = 20;

export type PointerReading = { ok: true; tokens: string[] } | { ok: false; problem: string };

/** Reads a pointer. The problem says how it is to be written. */
export function readPointer(text: string): PointerReading {
  if (text === "") return { ok: true, tokens: [] };
  if (text.length > LONGEST_POINTER) return refused(`must be at most ${LONGEST_POINTER} characters`);
  if (!text.startsWith("/"))
    return refused(`must begin with a slash, such as /${text.replaceAll(".", "/").slice(0, 60)}`);
  if (/~(?![01])/.test(text)) return refused("must write ~ as ~0, and a slash within a name as ~1");
  const tokens = text.slice(1).split("/").map(plain);
  return tokens.length > DEEPEST ? refused(`must go at most ${DEEPEST} steps deep`) : { ok: true, tokens };
}

/** `found` is undefined where nothing is. Only own properties are found: `constructor` is a name like any other. */
export function valueAt(document: unknown, tokens: readonly string[]): unknown {
  let found = document;
  for (const token of tokens) {
    if (Array.isArray(found)) found = /^(?:0|[1-9]\d{0,8})$/.test(token) ? found[Number(token)] : undefined;
    else if (typeof found === "object" && found !== null && Object.hasOwn(found, token)) {
      found = Object.getOwnPropertyDescriptor(found, token)?.value;
    } else return undefined;
  }
  return found;
}

/** ~1 first, so that ~01 becomes ~1 and not a slash. */
function plain(token: string): string {
  return token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;
}

function refused(problem: string): PointerReading {
  return { ok: false, problem };
}
