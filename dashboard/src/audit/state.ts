// The audit page's state: the filter in the address, and the pages that were read.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { AuditList, AuditView } from "../../../worker/wire/audit.ts";
import { ask } from "../shared/ask.ts";
import { type Filter, filterOf, hashOf, queryOf } from "./filter.ts";

const PAGE_ROWS = 50;
/** Where the skip link leads. It is no filter. */
export const SKIPPED_TO = "entries";

export const filter = signal<Filter>(filterOf(location.hash));
export const entries = signal<AuditView[] | null>(null);
export const next = signal<string | null>(null);
export const waiting = signal<number | null>(0);
export const problem = signal<string | null>(null);
export const csvHref = computed(() => {
  const query = queryOf(filter.value).toString();
  return `/api/audit/csv${query === "" ? "" : `?${query}`}`;
});

export function start(): void {
  addEventListener("hashchange", () => {
    if (location.hash !== `#${SKIPPED_TO}`) filter.value = filterOf(location.hash);
  });
  effect(() => {
    filter.value;
    untracked(() => void load(null));
  });
}

export function narrow(changes: Partial<Filter>): void {
  location.hash = hashOf({ ...filter.value, ...changes });
}

export const loadOlder = () => load(next.value);

async function load(cursor: string | null): Promise<void> {
  const asked = filter.value;
  const query = queryOf(asked);
  query.set("limit", String(PAGE_ROWS));
  if (cursor !== null) query.set("cursor", cursor);
  const answer = await ask<AuditList>(`/api/audit?${query}`);
  if (filter.value !== asked) return;
  batch(() => {
    problem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    entries.value = cursor === null ? answer.value.entries : [...(entries.value ?? []), ...answer.value.entries];
    next.value = answer.value.next;
    waiting.value = answer.value.waiting;
  });
}
