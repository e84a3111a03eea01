// One field of a mapping as the form has it, where what is typed may not be whole yet. What the form cannot show is edited as JSON.
// Pure.
import type { Scalar, TimeUnit, ValueMapping } from "../../../worker/payment/sources/mapping.ts";

export const ORIGINS = ["path", "first", "joined", "const", "header", "json"] as const;
/** Where a value comes from. `json`: as the mapping has it, whatever that is. */
export type Origin = (typeof ORIGINS)[number];

export const CONVERSIONS = ["none", "table", "currency", "divide", "s", "ms", "us", "iso"] as const;
export type Conversion = (typeof CONVERSIONS)[number];

export interface FieldForm {
  origin: Origin;
  /** A pointer, a header's name, a constant, or JSON. Of several pointers each has a line. */
  text: string;
  conversion: Conversion;
  /** For `divide`. */
  by: string;
  /** For `table`: a line for each, such as `fraudulent = fraud`. */
  table: string;
  /** For all that is not in the table. Null: an error. */
  otherwise: string | null;
}

export type FieldMade = { ok: true; mapping: ValueMapping } | { ok: false; problem: string };

const PLAIN = { conversion: "none", by: "100", table: "", otherwise: null } as const;
export const NEW_FIELD: FieldForm = { origin: "path", text: "", ...PLAIN };

const TIME_UNITS: readonly TimeUnit[] = ["s", "ms", "us", "iso"];

export function mappingOf(form: FieldForm): FieldMade {
  if (form.origin === "json") return jsonOf(form.text);
  const origin = originOf(form);
  if (!origin.ok) return origin;
  const { conversion } = form;
  const unit = TIME_UNITS.find((each) => each === conversion);
  if (unit !== undefined) return made({ ...origin.mapping, unit });
  if (conversion === "currency") return made({ ...origin.mapping, scale: "currency" });
  if (conversion === "divide") {
    const by = form.by.trim();
    if (!/^10{0,9}$/.test(by)) return { ok: false, problem: "Divide by 1, 10, 100 and so on, up to 1000000000." };
    return made({ ...origin.mapping, scale: Number(by) });
  }
  if (conversion !== "table") return origin;
  const table = tableOf(form.table);
  if (!table.ok) return table;
  const { otherwise } = form;
  return made({
    ...origin.mapping,
    table: table.entries,
    ...(otherwise === null ? {} : { else: scalarOf(otherwise) }),
  });
}

function originOf({ origin, text }: FieldForm): FieldMade {
  switch (origin) {
    case "header":
      return text.trim() === "" ? { ok: false, problem: "Give the header’s name." } : made({ header: text.trim() });
    case "const":
      return made({ const: scalarOf(text) });
    case "path":
      return text.trim() === "" ? { ok: false, problem: "Say where it stands." } : made({ path: text.trim() });
    default: {
      const paths = linesOf(text);
      if (paths.length === 0) return { ok: false, problem: "Say where it stands, a line for each place." };
      return made(origin === "joined" ? { path: paths } : { first: paths.map((path) => ({ path })) });
    }
  }
}

function jsonOf(text: string): FieldMade {
  try {
    const mapping: unknown = JSON.parse(text);
    // The reading of the whole mapping says what is wrong within it.
    if (typeof mapping === "object" && mapping !== null && !Array.isArray(mapping)) return made(mapping);
  } catch {
    // Said below.
  }
  return { ok: false, problem: 'This is no JSON object, such as {"path":"/data/id"}.' };
}

/** The form of a field of a mapping, or of whatever stands in its place. */
export function formOf(mapping: unknown): FieldForm {
  const shown = isObject(mapping) ? shownForm(mapping) : null;
  // The form is shown only where it writes the same.
  const again = shown === null ? null : mappingOf(shown);
  if (shown !== null && again?.ok && isSame(again.mapping, mapping)) return shown;
  return { ...PLAIN, origin: "json", text: JSON.stringify(mapping, null, 1) ?? "" };
}

function shownForm({
  path,
  header,
  const: constant,
  first,
  table,
  else: otherwise,
  scale,
  unit,
}: object & ValueMapping) {
  const conversion: Conversion =
    unit ??
    (scale === "currency" ? "currency" : scale !== undefined ? "divide" : table !== undefined ? "table" : "none");
  const rest = {
    conversion,
    by: typeof scale === "number" ? String(scale) : PLAIN.by,
    table: isObject(table) ? linesOfTable(table) : "",
    otherwise: otherwise === undefined ? null : textOfScalar(otherwise),
  };
  if (typeof path === "string") return { origin: "path" as const, text: path, ...rest };
  if (Array.isArray(path)) return { origin: "joined" as const, text: path.join("\n"), ...rest };
  if (typeof header === "string") return { origin: "header" as const, text: header, ...rest };
  if (constant !== undefined) return { origin: "const" as const, text: textOfScalar(constant), ...rest };
  if (!Array.isArray(first)) return null;
  return { origin: "first" as const, text: first.map((each) => String(each?.path)).join("\n"), ...rest };
}

/** `true`, `null` and numbers are what they look like; a text that looks like one of them has quotes. */
export function scalarOf(text: string): Scalar {
  const trimmed = text.trim();
  if (/^(?:true|false|null|-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?|".*")$/s.test(trimmed)) {
    try {
      const value: unknown = JSON.parse(trimmed);
      if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Scalar;
    } catch {
      // A text with a quote at both ends.
    }
  }
  return trimmed;
}

function textOfScalar(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return typeof value === "string" && scalarOf(text) !== value ? JSON.stringify(value) : text;
}

type TableMade = { ok: true; entries: Record<string, Scalar> } | { ok: false; problem: string };

function tableOf(text: string): TableMade {
  const entries: [string, Scalar][] = [];
  for (const line of linesOf(text)) {
    const at = line.indexOf("=");
    const key = line.slice(0, at).trim();
    if (at < 0 || key === "") return { ok: false, problem: `“${line}” must be such as fraudulent = fraud.` };
    entries.push([key, scalarOf(line.slice(at + 1))]);
  }
  if (entries.length === 0) return { ok: false, problem: "Give the table a line, such as fraudulent = fraud." };
  return { ok: true, entries: Object.fromEntries(entries) };
}

function linesOfTable(table: object): string {
  return Object.entries(table)
    .map(([key, value]) => `${key} = ${textOfScalar(value)}`)
    .join("\n");
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function made(mapping: ValueMapping): FieldMade {
  return { ok: true, mapping };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder);
}

function inOrder(_: string, value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}
