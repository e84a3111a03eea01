// The lists page's requests to the server.
import type { z } from "@hono/zod-openapi";
import type { paymentList } from "../../../worker/wire/answers.ts";
import type {
  EntryListView,
  entryAnswer,
  ListEntryView,
  ListView,
  listAnswer,
  listList,
} from "../../../worker/wire/policy.ts";
import { type Answer, ask } from "../shared/ask.ts";
import { ANY, change } from "../shared/changePolicy.ts";

export type ListList = z.infer<typeof listList>;
export type EntryBody = Pick<ListEntryView, "kind" | "value" | "note" | "until">;
export type ListBody = Pick<ListView, "name" | "note"> & { kind: NonNullable<ListView["kind"]> };

export const ENTRIES_SHOWN = 50;

const entriesPath = (list: string) => `/api/lists/${encodeURIComponent(list)}`;

export const askLists = (): Promise<Answer<ListList>> => ask("/api/lists");

export function askEntries(list: string, cursor: string | null, limit: number): Promise<Answer<EntryListView>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return ask(`${entriesPath(list)}?${query}`);
}

/** The newest payment of a card, which knows its last digits. */
export function askPaymentOf(card: string): Promise<Answer<z.infer<typeof paymentList>>> {
  return ask(`/api/payments?${new URLSearchParams({ card, limit: "1" })}`);
}

/** An entry stands beside all others, whatever was changed meanwhile. */
export function postEntry(list: string, body: EntryBody): Promise<Answer<z.infer<typeof entryAnswer>>> {
  return change(entriesPath(list), { method: "POST", body }, ANY);
}

export function deleteEntry(list: string, id: string): Promise<Answer<unknown>> {
  return change(`${entriesPath(list)}/${encodeURIComponent(id)}`, { method: "DELETE" }, ANY);
}

export function postList(body: ListBody): Promise<Answer<z.infer<typeof listAnswer>>> {
  return change("/api/lists", { method: "POST", body }, ANY);
}

/** `seen`: another entry that came meanwhile would go with it unseen. */
export function deleteList(list: string, seen: number): Promise<Answer<unknown>> {
  return change(entriesPath(list), { method: "DELETE" }, seen);
}

export function csvHref(list: string): string {
  return `${entriesPath(list)}/csv`;
}

export function postCsv(list: string, csv: Blob): Promise<Answer<{ added: number; same: number }>> {
  return change(csvHref(list), { method: "POST", body: csv }, ANY);
}
