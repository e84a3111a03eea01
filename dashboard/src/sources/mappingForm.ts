// A whole mapping as the form has it, and its text. Each writes the other; what the form does not show stays in the text as it is. Pure.
import type { Mapping } from "../../../worker/payment/sources/mapping.ts";
import { type FieldForm, formOf, isObject, mappingOf } from "./fieldForm.ts";

export const PARTS = ["payment", "label", "refund"] as const;
export type Part = (typeof PARTS)[number];

/** Which events are what. Types have a comma or a line between them. */
export interface EventForm extends Record<Part, string> {
  /** Where the type stands: the header of that name first, then the pointer. Empty where it is in no such place. */
  header: string;
  path: string;
  /** The type of an event that names none. Empty: it has none. */
  const: string;
  else: "ignore" | "payment";
}

export interface MappingForm {
  /** Null: every event is a payment. `text`: the form cannot show it. */
  event: EventForm | "text" | null;
  /** By field. Null: no event is such a one. */
  parts: Record<Part, Readonly<Record<string, FieldForm>> | null>;
}

export const NEW_EVENT: EventForm = {
  ...{ header: "", path: "/type", const: "" },
  ...{ payment: "", label: "", refund: "", else: "ignore" },
};

/** Begins a source of one's own. */
export const NEW_MAPPING: Mapping = {
  payment: {
    trans_num: { path: "/id" },
    card: { path: "/card" },
    merchant: { path: "/merchant" },
    amt: { path: "/amount" },
    currency: { path: "/currency" },
    current_time: { path: "/time", unit: "iso" },
  },
};

/** One field a line, so that a person can read it. */
export function textOfMapping(mapping: unknown): string {
  return JSON.stringify(mapping, null, 2);
}

/** Null where the text is no mapping that the form could show. */
export function formOfText(text: string): MappingForm | null {
  const mapping = objectOf(text);
  if (mapping === null) return null;
  const event = eventFormOf(mapping.event);
  const parts: MappingForm["parts"] = { payment: null, label: null, refund: null };
  for (const part of PARTS) {
    const fields = mapping[part];
    if (fields === undefined) continue;
    if (!isObject(fields)) return null;
    parts[part] = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, formOf(field)]));
  }
  return { event, parts };
}

/** The text with what the form says. A field that is not whole yet stays as it was. */
export function textWithForm(text: string, { event, parts }: MappingForm): string {
  const mapping = { ...objectOf(text) };
  if (event === null) delete mapping.event;
  else if (event !== "text") mapping.event = eventOf(event);
  for (const part of PARTS) {
    const fields = parts[part];
    const before = isObject(mapping[part]) ? mapping[part] : {};
    if (fields === null) delete mapping[part];
    else {
      const kept = Object.entries(fields).flatMap(([name, field]) => {
        const made = mappingOf(field);
        const value = made.ok ? made.mapping : before[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      mapping[part] = Object.fromEntries(kept);
    }
  }
  return textOfMapping(mapping);
}

/** The first field that is not whole. Null when all are. */
export function lackingIn({ event, parts }: MappingForm): { field: string; problem: string } | null {
  if (event !== null && event !== "text" && `${event.path}${event.header}`.trim() === "") {
    return { field: "event", problem: "Say where the event’s type stands." };
  }
  for (const part of PARTS) {
    for (const [name, field] of Object.entries(parts[part] ?? {})) {
      const made = mappingOf(field);
      if (!made.ok) return { field: `${part}.${name}`, problem: made.problem };
    }
  }
  return null;
}

/** The form with one more type of event that is of this kind, and of no other. */
export function withType(form: MappingForm, type: string, part: Part): MappingForm {
  if (form.event === "text") return form;
  const event = { ...(form.event ?? NEW_EVENT) };
  for (const each of PARTS) {
    const others = typesOf(event[each]).filter((known) => known !== type);
    event[each] = (each === part ? [...others, type] : others).join(", ");
  }
  return { event, parts: { ...form.parts, [part]: form.parts[part] ?? {} } };
}

export function typesOf(text: string): string[] {
  return [...new Set(text.split(/[,\n]/).map((type) => type.trim()))].filter((type) => type !== "");
}

function eventOf({ header, path, const: constant, payment, label, refund, else: otherwise }: EventForm) {
  const places = Object.entries({ path, header, const: constant }).filter(([, text]) => text.trim() !== "");
  return {
    ...Object.fromEntries(places.map(([name, text]) => [name, text.trim()])),
    ...{ payment: typesOf(payment), label: typesOf(label), refund: typesOf(refund) },
    else: otherwise,
  };
}

function eventFormOf(event: unknown): MappingForm["event"] {
  if (event === undefined) return null;
  if (!isObject(event)) return "text";
  const { path = "", header = "", const: constant = "", else: otherwise = "ignore" } = event;
  if (typeof path !== "string" || typeof header !== "string" || typeof constant !== "string") return "text";
  if (otherwise !== "ignore" && otherwise !== "payment") return "text";
  const [payment, label, refund] = PARTS.map((part) => typeList(event[part]));
  if (payment == null || label == null || refund == null) return "text";
  return { header, path, const: constant, payment, label, refund, else: otherwise };
}

function typeList(types: unknown): string | null {
  if (types === undefined) return "";
  if (!Array.isArray(types) || types.some((type) => typeof type !== "string" || typesOf(type).join() !== type)) {
    return null;
  }
  return types.join(", ");
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
