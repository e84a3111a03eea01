// Applies a mapping to an event: for each field a value or an error, and rows for the same door that every payment goes through.
// Pure, synchronous, and bounded by the size of the mapping: it runs in the browser as it does in the Worker.
import { FRAUD_TYPES, type FraudType, isFraudType } from "../fraudType.ts";
import type { Label } from "../payment.ts";
import type { Columns } from "../readRows.ts";
import { type EventWorld, type FieldOutcome, readValue, textOf } from "./fieldValue.ts";
import {
  type EventMapping,
  type LabelMapping,
  type Mapping,
  NEEDED,
  ownColumnIn,
  type RowMapping,
  type ValueMapping,
} from "./mapping.ts";
import { readPointer, valueAt } from "./pointer.ts";

export interface ApplyOptions {
  /** The source's name: the merchant where the event names none. */
  source: string;
  /** Headers of the request, by their names in small letters. */
  headers?: Readonly<Record<string, string>>;
  mostItems?: number;
}

/** As many as a push may hold. */
export const MOST_ITEMS = 100;

export type EventKind = "payment" | "label" | "refund" | "ignored";

interface About {
  /** The event's own id; null where the mapping names none. */
  eventId: string | null;
  /** As the event says it; null where it says none. */
  eventType: string | null;
  fields: Record<string, FieldOutcome>;
}

export interface ReadRow extends About {
  kind: "payment" | "refund";
  /** Whatever could be read, for the door. It says itself what is missing. */
  columns: Columns;
}

export interface SaidLabel {
  paymentId: string;
  verdict: Label;
  fraudType: FraudType | null;
  note: string | null;
}

export interface ReadLabel extends About {
  kind: "label";
  /** Null where a field is wrong. */
  said: SaidLabel | null;
}

export interface Ignored extends About {
  kind: "ignored";
  why: string;
}

export type Reading = ReadRow | ReadLabel | Ignored;
export type Applied = { ok: true; readings: Reading[] } | { ok: false; problem: string };

type Naming = Omit<About, "fields">;

/** An item has one reading for each kind that it is. */
export function apply(mapping: Mapping, event: unknown, options: ApplyOptions): Applied {
  const { mostItems = MOST_ITEMS } = options;
  const items = itemsOf(mapping, event);
  if (items === null) {
    return {
      ok: false,
      problem: `${mapping.items || "the event"} must be a list of events: items is the pointer to it`,
    };
  }
  if (items.length > mostItems)
    return { ok: false, problem: `${items.length} events in one body; at most ${mostItems}` };
  return { ok: true, readings: items.flatMap((item) => readingsOf(mapping, item, options)) };
}

/** What is wrong with the fields of a reading, in words; empty where nothing is. */
export function problemsOf({ fields }: Reading): string[] {
  return Object.entries(fields).flatMap(([name, outcome]) => ("error" in outcome ? [`${name}: ${outcome.error}`] : []));
}

/** The events in one that was sent. Null where the mapping asks for a list, and there is none. */
export function itemsOf({ items }: Mapping, event: unknown): unknown[] | null {
  if (items === undefined) return Array.isArray(event) ? event : [event];
  const pointer = readPointer(items);
  const found = pointer.ok ? valueAt(event, pointer.tokens) : undefined;
  return Array.isArray(found) ? found : null;
}

function readingsOf(mapping: Mapping, item: unknown, { headers = {}, source }: ApplyOptions): Reading[] {
  const world: EventWorld = { item, headers, decimals: mapping.decimals ?? {}, currency: null };
  const { event } = mapping;
  const naming: Naming = {
    eventId: mapping.id === undefined ? null : textOf(readValue(mapping.id, world)),
    eventType: event === undefined ? null : textOf(readValue(typeIn(event), world)),
  };
  const ignored = (why: string): Reading => ({ kind: "ignored", ...naming, fields: {}, why });
  return kindsOf(event, naming.eventType).map((kind) => {
    if (kind === "ignored")
      return ignored(`${naming.eventType ?? "an event without a type"} is neither a payment nor a label`);
    if (kind === "label") {
      return mapping.label === undefined ? ignored("the mapping has no label") : labelOf(mapping.label, world, naming);
    }
    const row = mapping[kind];
    return row === undefined ? ignored(`the mapping has no ${kind}`) : rowOf(kind, row, world, naming, source);
  });
}

function typeIn({ path, header, const: fixed }: EventMapping): ValueMapping {
  const first: ValueMapping[] = [];
  if (header !== undefined) first.push({ header });
  if (path !== undefined) first.push({ path });
  if (fixed !== undefined) first.push({ const: fixed });
  return { first };
}

/** Without a word on events, each is a payment. */
function kindsOf(event: EventMapping | undefined, type: string | null): EventKind[] {
  if (event === undefined) return ["payment"];
  const kinds = (["payment", "label", "refund"] as const).filter((kind) => type !== null && event[kind].includes(type));
  if (kinds.length > 0) return kinds;
  return event.else === "payment" ? ["payment"] : ["ignored"];
}

function rowOf(
  kind: "payment" | "refund",
  row: RowMapping,
  about: EventWorld,
  naming: Naming,
  source: string,
): ReadRow {
  const currency = row.currency === undefined ? null : textOf(readValue(row.currency, about));
  const world = { ...about, currency };
  const merchant = { first: [...(row.merchant === undefined ? [] : [row.merchant]), { const: source }] };
  const fields: Record<string, FieldOutcome> = {};
  for (const [name, mapping] of Object.entries({ ...row, merchant })) {
    if (mapping !== undefined) fields[name] = readValue(mapping, world);
  }
  if (kind === "refund") fields.type = { value: "refund", from: null };
  for (const name of lackingIn(fields, kind)) {
    const from = fields[name]?.from ?? null;
    fields[name] = {
      error:
        from === null ? `is not mapped; say where ${name} stands` : `nothing stands at ${from}; choose another pointer`,
      from,
    };
  }
  // Without a prototype `__proto__` is a name like any other.
  const columns: Record<string, unknown> = Object.create(null);
  const extra: [string, unknown][] = [];
  for (const [name, outcome] of Object.entries(fields)) {
    if ("error" in outcome || outcome.value === null) continue;
    const own = ownColumnIn(name);
    if (own === null) columns[name] = outcome.value;
    else extra.push([own, outcome.value]);
  }
  if (extra.length > 0) columns.extra = Object.fromEntries(extra);
  return { kind, ...naming, fields, columns };
}

/** The needed fields of which there is nothing, though nothing is wrong with them. */
function lackingIn(fields: Readonly<Record<string, FieldOutcome>>, kind: "payment" | "refund"): string[] {
  return NEEDED.flatMap((alternatives) => {
    // A refund names its payment, and whose card that was is known from there.
    if (kind === "refund" && alternatives.includes("card")) return [];
    const mapped = alternatives.filter((name) => Object.hasOwn(fields, name));
    const isThere = mapped.some((name) => {
      const outcome = fields[name];
      return outcome !== undefined && ("error" in outcome || outcome.value !== null);
    });
    return isThere ? [] : [mapped[0] ?? alternatives[0] ?? ""];
  });
}

function labelOf(label: LabelMapping, world: EventWorld, naming: Naming): Reading {
  const fields: Record<string, FieldOutcome> = {};
  for (const [name, mapping] of Object.entries(label)) fields[name] = readValue(mapping, world);
  const { payment, verdict } = fields;
  if (verdict !== undefined && "value" in verdict && verdict.value === null) {
    return { kind: "ignored", ...naming, fields, why: `${naming.eventType ?? "the event"} says nothing about fraud` };
  }
  if (payment !== undefined && "value" in payment && payment.value === null) {
    fields.payment = {
      error: `nothing stands at ${payment.from ?? "it"}; it must be the payment's id`,
      from: payment.from,
    };
  }
  const said = textOf(fields.verdict ?? NOTHING);
  if (said !== null && said !== "fraud" && said !== "legitimate") {
    fields.verdict = { error: "must be fraud or legitimate; give a table", from: fields.verdict?.from ?? null };
  }
  const type = textOf(fields.fraudType ?? NOTHING);
  if (type !== null && !isFraudType(type)) {
    fields.fraudType = {
      error: `must be one of ${FRAUD_TYPES.join(", ")}; give a table`,
      from: fields.fraudType?.from ?? null,
    };
  }
  const paymentId = textOf(fields.payment ?? NOTHING);
  const isRead = paymentId !== null && (said === "fraud" || said === "legitimate");
  const fraudType = said === "fraud" && isFraudType(type) ? type : null;
  const note = textOf(fields.note ?? NOTHING);
  return { kind: "label", ...naming, fields, said: isRead ? { paymentId, verdict: said, fraudType, note } : null };
}

const NOTHING: FieldOutcome = { value: null, from: null };
