// Values in an event that stand for cards, whatever kind of event it is: a charge that failed holds the same token as one that succeeded.
import { itemsOf } from "./apply.ts";
import type { Mapping, RowMapping, ValueMapping } from "./mapping.ts";
import { readPointer, valueAt } from "./pointer.ts";

/** All that the mapping takes for a card in any of its items, whether it is the first found or not. A payment's own id is none. */
export function cardsIn(mapping: Mapping, event: unknown): string[] {
  const rows = [mapping.payment, mapping.refund].flatMap((row) => row ?? []);
  return textsAt(rows.flatMap(cardPointers), mapping, event);
}

/** Texts and numbers that stand at these pointers in any item. */
export function textsAt(pointers: readonly string[], mapping: Mapping, event: unknown): string[] {
  const tokens = Array.from(new Set(pointers), readPointer).flatMap((pointer) => (pointer.ok ? [pointer.tokens] : []));
  const found = (itemsOf(mapping, event) ?? []).flatMap((item) => tokens.map((each) => valueAt(item, each)));
  return Array.from(new Set(found.filter(isText).map(String)));
}

function cardPointers({ card, cc_num, trans_num, refund_of }: RowMapping): string[] {
  const own = new Set([...pointersIn(trans_num), ...pointersIn(refund_of)]);
  return [...pointersIn(card), ...pointersIn(cc_num)].filter((pointer) => !own.has(pointer));
}

/** Values that are joined stand nowhere as one. */
function pointersIn(value: ValueMapping | undefined): string[] {
  if (value === undefined) return [];
  const first = (value.first ?? []).flatMap(pointersIn);
  return typeof value.path === "string" ? [value.path, ...first] : first;
}

function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
