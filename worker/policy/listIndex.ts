// The entries of lists, ready to be asked about one payment.
import type { Payment } from "../payment/payment.ts";
import { type ListEntry, type ListKind, metBy } from "./lists.ts";
import { hasEnded } from "./rule.ts";

/** What of a payment can stand in a list. Null where it is not known. */
export type Listable = Readonly<Record<ListKind, string | null>>;

export type ListablePayment = Pick<Payment, "cardId" | "merchant" | "category" | "sender" | "bin" | "country">;

/** `source`: how it came, for a payment that no source of a name sent. */
export function listableOf(payment: ListablePayment, source: string): Listable {
  const { cardId, merchant, category, sender, bin = null, country = null } = payment;
  return { card: cardId, merchant, category, source: sender ?? source, bin, country };
}

export interface ListIndex {
  /** The entry of a list that a payment meets. Null when it meets none that holds now. */
  find(list: string, payment: Listable, nowMs: number): ListEntry | null;
}

export function listIndex(entries: readonly ListEntry[]): ListIndex {
  const byList = new Map<string, Map<ListKind, Map<string, ListEntry>>>();
  for (const entry of entries) {
    const byKind = byList.get(entry.list) ?? new Map<ListKind, Map<string, ListEntry>>();
    const byValue = byKind.get(entry.kind) ?? new Map<string, ListEntry>();
    byList.set(entry.list, byKind.set(entry.kind, byValue.set(entry.value, entry)));
  }
  return {
    find(list, payment, nowMs) {
      for (const [kind, byValue] of byList.get(list) ?? []) {
        const value = payment[kind];
        for (const met of value === null ? [] : metBy(kind, value)) {
          const entry = byValue.get(met);
          if (entry !== undefined && !hasEnded(entry, nowMs)) return entry;
        }
      }
      return null;
    },
  };
}
