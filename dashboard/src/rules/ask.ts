// The rules page's requests to the server.
import type { z } from "@hono/zod-openapi";
import type { AuditView } from "../../../worker/wire/audit.ts";
import type { EntryListView, PolicyInFull, RuleView, ruleAnswer, ruleList } from "../../../worker/wire/policy.ts";
import type { RulePreview, RuleSample } from "../../../worker/wire/rulePreview.ts";
import { type Answer, ask, type Failure } from "../shared/ask.ts";
import { ANY, change } from "../shared/changePolicy.ts";

export type RuleList = z.infer<typeof ruleList>;
export type RuleBody = Omit<RuleView, "id">;
export type AuditEntry = AuditView;
type RuleSaved = z.infer<typeof ruleAnswer>;

export const askRules = (): Promise<Answer<RuleList>> => ask("/api/rules");
export const askPolicy = (): Promise<Answer<PolicyInFull>> => ask("/api/policy");
export const askSample = (): Promise<Answer<RuleSample>> => ask("/api/rules/sample");

export function askPreview(of: Pick<RuleBody, "when" | "then"> & { days: number }): Promise<Answer<RulePreview>> {
  return ask("/api/rules/preview", { method: "POST", body: of });
}

export function askHistory(rule: string): Promise<Answer<{ entries: AuditEntry[]; next: string | null }>> {
  return ask(`/api/audit?${new URLSearchParams({ subject: rule, limit: "100" })}`);
}

export function askEntries(list: string, cursor: string | null): Promise<Answer<EntryListView>> {
  const query = new URLSearchParams({ limit: "500", ...(cursor === null ? {} : { cursor }) });
  return ask(`/api/lists/${list}?${query}`);
}

/** One more rule stands beside all others, whatever was changed meanwhile. */
export function postRule(body: RuleBody): Promise<Answer<RuleSaved>> {
  return change("/api/rules", { method: "POST", body }, ANY);
}

export function putRule(id: string, body: RuleBody, seen: number): Promise<Answer<RuleSaved>> {
  return change(`/api/rules/${encodeURIComponent(id)}`, { method: "PUT", body }, seen);
}

export function deleteRule(id: string, seen: number): Promise<Answer<unknown>> {
  return change(`/api/rules/${encodeURIComponent(id)}`, { method: "DELETE" }, seen);
}

export function putSettings(
  settings: Partial<Pick<PolicyInFull, "blockOnFraud" | "contact">>,
  seen: number,
): Promise<Answer<unknown>> {
  return change("/api/policy", { method: "PUT", body: settings }, seen);
}

/** Where in the condition the server found a mistake; null where it was none of the condition. */
export function placeIn({ said }: Failure): { from: number; to: number } | null {
  if (typeof said !== "object" || said === null || !("from" in said) || !("to" in said)) return null;
  const { from, to } = said;
  return typeof from === "number" && typeof to === "number" ? { from, to } : null;
}
