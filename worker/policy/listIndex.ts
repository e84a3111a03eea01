// The entries of lists, ready to be asked about one payment.
import type { ListEntry, ListKind } from "./lists.ts";
import { hasEnded } from "./rule.ts";

/** What of a payment can stand in a list. */
export type Listable = Readonly<Record<ListKind, string>>;

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
        const entry = byValue.get(payment[kind]);
        if (entry !== undefined && !hasEnded(entry, nowMs)) return entry;
      }
      return null;
    },
  };
}
