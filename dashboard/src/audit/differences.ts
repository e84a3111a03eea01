// What of a thing is another than before, field by field. Pure.

export interface Difference {
  /** The way to the field: `stream review`. Empty where the whole is one value. */
  name: string;
  /** Null where there was nothing, or is nothing any more. */
  before: string | null;
  after: string | null;
}

export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [one, other] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) => {
    const difference = { name, before: one.get(name) ?? null, after: other.get(name) ?? null };
    return difference.before === difference.after ? [] : [difference];
  });
}

/** What the entry itself says already, or nobody knows a thing by. */
const UNTOLD = new Set(["id", "by", "via"]);
const TIMES = new Set(["at", "until", "from"]);

/** Every value with its way; fields without a value are left out. */
function fieldsOf(value: unknown, way: readonly string[] = []): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object") return new Map([[way.join(" "), String(value)]]);
  const fields = new Map<string, string>();
  for (const [name, each] of Object.entries(value)) {
    if (UNTOLD.has(name)) continue;
    for (const [found, text] of fieldsOf(shown(name, each), [...way, ...stepTo(value, name, each)])) {
      fields.set(found, text);
    }
  }
  return fields;
}

/** Entries of a list are counted from 1 by people, and `first` are the first ones of a long list. */
function stepTo(value: object, name: string, each: unknown): string[] {
  if (!Array.isArray(value)) return name === "first" ? [] : [name];
  // A rate is known by its currency and day: by its place it would seem changed whenever another comes before it.
  const { currency, from }: { currency?: unknown; from?: unknown } = Object(each);
  return typeof currency === "string" && typeof from === "number"
    ? [currency, dayOf(from)]
    : [String(Number(name) + 1)];
}

function shown(name: string, value: unknown): unknown {
  if (TIMES.has(name) && typeof value === "number") return timeOf(value);
  return name === "mapping" && typeof value === "string" ? parsed(value) : value;
}

const timeOf = (ms: number) => (Math.abs(ms) <= LAST_MS ? new Date(ms).toISOString() : String(ms));
const dayOf = (ms: number) => timeOf(ms).slice(0, 10);
/** No date lies further from 1970. */
const LAST_MS = 8.64e15;

/** How events of a source are read is JSON in a text. Only what of it is another tells a person something. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
