// The sources page's requests to the server.
import type { z } from "@hono/zod-openapi";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import type { categoryTables } from "../../../worker/wire/categories.ts";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import type { SourceView, sourceInFull, sourceList, tried } from "../../../worker/wire/sources.ts";
import { type Answer, ask } from "../shared/ask.ts";
import { change } from "../shared/changePolicy.ts";
import type { RateView } from "./rates.ts";

export type SourceList = z.infer<typeof sourceList>;
export type SourceInFull = z.infer<typeof sourceInFull>;
export type RecentEvent = SourceInFull["recent"][number];
export type TriedEvent = z.infer<typeof tried>;
export type Counts = SourceView["events"];
type CategoryTables = z.infer<typeof categoryTables>;
export type UnreadCategory = NonNullable<CategoryTables["unread"]>[number];

export const askPolicy = (): Promise<Answer<PolicyInFull>> => ask("/api/policy");
export const askSources = (): Promise<Answer<SourceList>> => ask("/api/sources");

const sourcePath = (name: string) => `/api/sources/${encodeURIComponent(name)}`;

export function askSource(name: string): Promise<Answer<SourceInFull>> {
  return ask(sourcePath(name));
}

export function putSource(
  name: string,
  body: { mapping: unknown; note: string | null },
  seen: number,
): Promise<Answer<unknown>> {
  return change(sourcePath(name), { method: "PUT", body }, seen);
}

export function deleteSource(name: string, seen: number): Promise<Answer<unknown>> {
  return change(sourcePath(name), { method: "DELETE" }, seen);
}

export function postTry(
  name: string,
  body: { event: unknown; headers: Record<string, string>; mapping: unknown },
): Promise<Answer<TriedEvent>> {
  return ask(`${sourcePath(name)}/try`, { method: "POST", body });
}

export const askCategories = (): Promise<Answer<CategoryTables>> => ask("/api/categories");

export function putRates(rates: readonly RateView[], seen: number): Promise<Answer<unknown>> {
  return change("/api/policy", { method: "PUT", body: { rates } }, seen);
}

export function putCategories(categories: Record<string, string>, seen: number): Promise<Answer<unknown>> {
  return change("/api/policy", { method: "PUT", body: { categories } }, seen);
}

export function putColumns(columns: readonly Column[], seen: number): Promise<Answer<unknown>> {
  return change("/api/policy", { method: "PUT", body: { columns } }, seen);
}
