// One value of an event, as its mapping asks for it. Pure and synchronous.
import { decimalsOf } from "../../currencies.ts";
import { shifted } from "./decimal.ts";
import type { Scalar, TimeUnit, ValueMapping } from "./mapping.ts";
import { readPointer, valueAt } from "./pointer.ts";

/** `from`: the pointer, header or constant that it came from. A value of null: nothing is there, and nothing has to be. */
export type FieldOutcome = { value: Scalar; from: string | null } | { error: string; from: string | null };

/** What values are read from. */
export interface EventWorld {
  item: unknown;
  /** By their names in small letters. */
  headers: Readonly<Record<string, string>>;
  /** Decimals of this system's minor units, where ISO 4217 has others. */
  decimals: Readonly<Record<string, number>>;
  /** Of this row; null where it is not known. */
  currency: string | null;
}

/** Longer texts are no value of a payment. */
const LONGEST_TEXT = 2_000;
/** Powers of ten between the unit and a millisecond. */
const PLACES_OF_UNIT: Readonly<Record<Exclude<TimeUnit, "iso">, number>> = { s: 3, ms: 0, us: -3 };
const HAS_OFFSET = /(?:z|utc|gmt|[+-]\d{2}(?::?\d{2})?)$/i;

export function readValue(mapping: ValueMapping, world: EventWorld): FieldOutcome {
  const found = foundBy(mapping, world);
  return "error" in found || found.value === null ? found : converted(found.value, found.from, mapping, world);
}

/** Null where there is nothing, or an error. */
export function textOf(outcome: FieldOutcome): string | null {
  return "error" in outcome || outcome.value === null ? null : String(outcome.value);
}

function foundBy(mapping: ValueMapping, world: EventWorld): FieldOutcome {
  if (mapping.first !== undefined) return firstOf(mapping.first, world);
  if (mapping.header !== undefined) {
    const name = mapping.header.toLowerCase();
    const value = Object.hasOwn(world.headers, name) ? world.headers[name] : undefined;
    return scalar(value, `header ${name}`);
  }
  if (mapping.path === undefined) return { value: mapping.const ?? null, from: null };
  if (typeof mapping.path === "string") return at(mapping.path, world);
  const parts = mapping.path.map((path) => at(path, world));
  const from = mapping.path.join(", ");
  const wrong = parts.find((part) => "error" in part);
  if (wrong !== undefined) return wrong;
  const texts = parts.map(textOf);
  return texts.includes(null) ? { value: null, from } : { value: texts.join(":"), from };
}

/** The first that finds something. Where none does, the first error says why. */
function firstOf(each: readonly ValueMapping[], world: EventWorld): FieldOutcome {
  let wrong: FieldOutcome | null = null;
  const tried: string[] = [];
  for (const mapping of each) {
    const outcome = readValue(mapping, world);
    if ("error" in outcome) wrong ??= outcome;
    else if (outcome.value !== null) return outcome;
    if (outcome.from !== null) tried.push(outcome.from);
  }
  return wrong ?? { value: null, from: tried.length === 0 ? null : tried.join(" or ") };
}

function at(path: string, { item }: EventWorld): FieldOutcome {
  const pointer = readPointer(path);
  if (!pointer.ok) return { error: `${path} ${pointer.problem}`, from: path };
  return scalar(valueAt(item, pointer.tokens), path);
}

/** An empty text is nothing: many systems send one for what they do not know. */
function scalar(value: unknown, from: string): FieldOutcome {
  switch (typeof value) {
    case "undefined":
      return { value: null, from };
    case "string":
      if (value.length > LONGEST_TEXT) return { error: `${from} holds more than ${LONGEST_TEXT} characters`, from };
      return { value: value.trim() === "" ? null : value, from };
    case "number":
    case "boolean":
      return { value, from };
    default:
      if (typeof value !== "object" || value === null) return { value: null, from };
      return {
        error: `${from} is a list or an object; go on to the value in it, such as ${shown(`${from}/${keyIn(value)}`)}`,
        from,
      };
  }
}

function converted(value: Scalar, from: string | null, mapping: ValueMapping, world: EventWorld): FieldOutcome {
  const { table, scale, unit } = mapping;
  let outcome: FieldOutcome = { value, from };
  if (table !== undefined) outcome = looked(value, from, table, mapping.else);
  if ("error" in outcome || outcome.value === null) return outcome;
  if (scale !== undefined) return scaled(outcome.value, from, scale, world);
  return unit === undefined ? outcome : timed(outcome.value, from, unit);
}

function looked(
  value: Scalar,
  from: string | null,
  table: Readonly<Record<string, Scalar>>,
  otherwise: Scalar | undefined,
): FieldOutcome {
  const key = String(value);
  if (Object.hasOwn(table, key)) return { value: table[key] ?? null, from };
  if (otherwise !== undefined) return { value: otherwise, from };
  return { error: `“${shown(key)}” is not in the table; add it there, or say what else it is with else`, from };
}

function scaled(value: Scalar, from: string | null, scale: "currency" | number, world: EventWorld): FieldOutcome {
  const places = scale === "currency" ? decimalsIn(world) : Math.round(Math.log10(scale));
  if (places === null) {
    return {
      error:
        "the currency is not known, so its number of decimals is not either; map currency, or give a number as scale",
      from,
    };
  }
  const number = shifted(numberText(value), -places);
  return number === null
    ? { error: `“${shown(String(value))}” is no number that could be divided`, from }
    : { value: number, from };
}

function decimalsIn({ currency, decimals }: EventWorld): number | null {
  if (currency === null) return null;
  const code = currency.trim().toUpperCase();
  return (Object.hasOwn(decimals, code) ? decimals[code] : undefined) ?? decimalsOf(code);
}

function timed(value: Scalar, from: string | null, unit: TimeUnit): FieldOutcome {
  if (unit === "iso") {
    if (typeof value !== "string")
      return { error: "is no written time; choose the unit s, ms or us for a number", from };
    const text = value.trim();
    return { value: HAS_OFFSET.test(text.slice(10)) ? text : `${text}Z`, from };
  }
  const ms = shifted(numberText(value), PLACES_OF_UNIT[unit]);
  if (ms === null)
    return { error: `“${shown(String(value))}” is no number; choose the unit iso for a written time`, from };
  // Fractions of a millisecond are dropped, as in written times.
  return { value: Number(ms.replace(/\..*$/, "")), from };
}

function numberText(value: Scalar): string {
  return String(value).trim();
}

function keyIn(value: object): string {
  return Array.isArray(value) ? "0" : (Object.keys(value)[0] ?? "…");
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
