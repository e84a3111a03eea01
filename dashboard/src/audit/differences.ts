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
const TIMES = new Set(["at", "until"]);

/** Every value with its way; fields without a value are left out. */
function fieldsOf(value: unknown, way: readonly string[] = []): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object") return new Map([[way.join(" "), String(value)]]);
  const fields = new Map<string, string>();
  for (const [name, each] of Object.entries(value)) {
    if (UNTOLD.has(name)) continue;
    // Entries of a list are counted from 1 by people, and `first` are the first ones of a long list.
    const step = Array.isArray(value) ? [String(Number(name) + 1)] : name === "first" ? [] : [name];
    const shown = TIMES.has(name) && typeof each === "number" ? new Date(each).toISOString() : each;
    for (const [found, text] of fieldsOf(shown, [...way, ...step])) fields.set(found, text);
  }
  return fields;
}
