// Reads the JSON files of a bundle. Each part knows where it stands, so whatever is wrong is said by file and field.

export interface JsonPart {
  value: unknown;
  /** Such as `.thresholds` or `[3]`; of the whole file its name. */
  name: string;
  /** Null for the whole file. */
  within: JsonPart | null;
}

/** `file`: its name in the bundle. */
export function readJson(text: string, file: string): JsonPart {
  try {
    return { value: JSON.parse(text), name: file, within: null };
  } catch {
    throw new Error(`${file} is not JSON`);
  }
}

export function refused(part: JsonPart, need: string): Error {
  return new Error(`${placeOf(part)} ${need}`);
}

/** Such as `manifest.json: thresholds.first`. Put together only when something is wrong, since a start reads many parts. */
function placeOf({ name, within }: JsonPart): string {
  if (within === null) return name;
  return within.within === null ? `${within.name}: ${name.replace(/^\./, "")}` : `${placeOf(within)}${name}`;
}

function objectIn(part: JsonPart): Record<string, unknown> {
  const { value } = part;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refused(part, "must be an object");
  // An object of JSON has texts as names, whatever they stand for.
  return value as Record<string, unknown>;
}

export function field(part: JsonPart, name: string): JsonPart {
  return { value: objectIn(part)[name], name: `.${name}`, within: part };
}

/** What lies behind these names, whatever it is. Undefined where there is nothing. */
export function valueAt({ value }: JsonPart, names: readonly string[]): unknown {
  let at: unknown = value;
  for (const name of names) at = typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined;
  return at;
}

/** All fields of an object, by name. */
export function fields(part: JsonPart): [name: string, field: JsonPart][] {
  return Object.keys(objectIn(part)).map((name) => [name, field(part, name)]);
}

export function elements(part: JsonPart): JsonPart[] {
  return listIn(part).map((value, at) => ({ value, name: `[${at}]`, within: part }));
}

function listIn(part: JsonPart): unknown[] {
  if (!Array.isArray(part.value)) throw refused(part, "must be a list");
  return part.value;
}

export function text(part: JsonPart): string {
  if (typeof part.value !== "string") throw refused(part, "must be a text");
  return part.value;
}

/** Texts that must be there, each once. */
export function names(part: JsonPart): string[] {
  const all = elements(part).map((element) => {
    if (typeof element.value !== "string") throw refused(element, "must be a name");
    return element.value;
  });
  if (new Set(all).size < all.length) throw refused(part, "must not name one thing twice");
  return all;
}

export function number(part: JsonPart): number {
  if (typeof part.value !== "number") throw refused(part, "must be a number");
  return part.value;
}

/** An amount of money. */
export function cents(part: JsonPart): number {
  const { value } = part;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw refused(part, "must be a whole number of cents above 0");
}

/** Checked in one go, since a start reads some twenty thousand of them. */
export function numbers(part: JsonPart): number[] {
  const list = listIn(part);
  if (!areNumbers(list)) throw refused(part, "must hold numbers only");
  return list;
}

function areNumbers(values: unknown[]): values is number[] {
  for (const value of values) if (typeof value !== "number") return false;
  return true;
}

/** Numbers of which some are missing: null there, NaN here. */
export function numbersOrMissing(part: JsonPart): Float32Array {
  const list = listIn(part);
  const values = new Float32Array(list.length);
  for (let at = 0; at < list.length; at++) {
    const value = list[at];
    if (value !== null && typeof value !== "number") {
      throw refused({ value, name: `[${at}]`, within: part }, "must be a number or null");
    }
    values[at] = value ?? Number.NaN;
  }
  return values;
}
