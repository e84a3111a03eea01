// A mapping tried on an event, here in the browser, while it is written: by the code with which the Worker reads events. Pure.
import { apply, type Reading } from "../../../worker/payment/sources/apply.ts";
import { textsAt } from "../../../worker/payment/sources/cardsIn.ts";
import type { Mapping } from "../../../worker/payment/sources/mapping.ts";
import { readPointer, valueAt } from "../../../worker/payment/sources/pointer.ts";
import { type MappingReading, readMapping } from "../../../worker/payment/sources/readMapping.ts";
import { maskCardNumbers } from "../../../worker/text.ts";
import { cardDigitsIn, maskedEvent } from "./maskedEvent.ts";

export interface Live {
  mapping: MappingReading;
  /** Null: there is no event yet. */
  event: LiveEvent | null;
}

export type LiveEvent =
  | {
      ok: true;
      /** Without card numbers. It is all that is ever sent or shown. */
      event: unknown;
      cards: number;
      /** The event, or the first of those that it holds: pointers begin there. */
      item: unknown;
      /** Empty where the mapping cannot be read. */
      readings: Reading[];
      /** Why the event has no readings; null when it has. */
      problem: string | null;
    }
  | { ok: false; problem: string };

export interface Tried {
  /** The mapping, as JSON. */
  text: string;
  /** An event, as JSON. */
  pasted: string;
  /** Headers of the event's request, a line for each, such as `x-topic: orders/create`. */
  headers: string;
  /** The source's name. */
  source: string;
  /** Pointers where the system's own ids stand. */
  ownIds: readonly string[];
}

export function liveOf({ text, pasted, headers, source, ownIds }: Tried): Live {
  const mapping = readMapping(text);
  if (pasted.trim() === "") return { mapping, event: null };
  const ownIdsOf = (event: unknown) => (mapping.ok ? textsAt(ownIds, mapping.mapping, event) : []);
  const first = maskedEvent(pasted, [], ownIdsOf);
  if (!first.ok || !mapping.ok) {
    return { mapping, event: first.ok ? { ...first, item: first.event, readings: [], problem: null } : first };
  }
  const read = (event: unknown) => apply(mapping.mapping, event, { source, headers: headersOf(headers) });
  // A number that the mapping takes for a card's is one, though nothing else would tell.
  const cards = cardNumbersOf(read(first.event));
  const masked = cards.length === 0 ? first : maskedEvent(pasted, cards, ownIdsOf);
  if (!masked.ok) return { mapping, event: masked };
  const applied = cards.length === 0 ? read(first.event) : read(masked.event);
  const found = applied.ok ? { readings: applied.readings, problem: null } : { readings: [], problem: applied.problem };
  return { mapping, event: { ...masked, item: itemIn(masked.event, mapping.mapping), ...found } };
}

function itemIn(event: unknown, { items }: Mapping): unknown {
  const pointer = items === undefined ? null : readPointer(items);
  const list = pointer === null ? event : pointer.ok ? valueAt(event, pointer.tokens) : undefined;
  return Array.isArray(list) ? list[0] : list;
}

function cardNumbersOf(applied: ReturnType<typeof apply>): string[] {
  if (!applied.ok) return [];
  return applied.readings.flatMap(({ fields: { cc_num: outcome } }) => {
    const digits = outcome === undefined || "error" in outcome ? null : cardDigitsIn(outcome.value);
    return digits === null ? [] : [digits];
  });
}

/** Headers by their names in small letters. A line without a colon says nothing. */
export function headersOf(lines: string): Record<string, string> {
  const entries = lines.split("\n").flatMap((line) => {
    const at = line.indexOf(":");
    return at < 1
      ? []
      : [[line.slice(0, at).trim().toLowerCase(), maskCardNumbers(line.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(entries);
}

/** Whether the mapping reads any header: then an event alone does not tell what becomes of it. */
export function asksForHeaders({ mapping }: Live): boolean {
  return (
    mapping.ok &&
    JSON.stringify(mapping.mapping, (key, value) => (key === "signature" ? undefined : value)).includes('"header":')
  );
}
