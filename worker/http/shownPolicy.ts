// The policy as answers show it.

import { BUILT_IN_LISTS, type ListEntry } from "../policy/lists.ts";
import type { Policy } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import { type Deploys, shippedAt } from "../registry/champions.ts";
import { inUse } from "../registry/modelStates.ts";
import { shippedVersion } from "../scoring/shippedBundle.ts";
import type { PolicyVersion } from "../store/policies.ts";
import type { PolicyView } from "../wire/models.ts";
import type { ListEntryView, ListView, RuleView } from "../wire/policy.ts";
import { isoTime } from "../wire/views.ts";

export function shownPolicy({ version, models }: Policy): PolicyView {
  return { version, ...inUse(models, shippedVersion), followsShipped: models.champion === null };
}

/** As it was meant at that time: another model may have been shipped then. */
export function shownVersion({ version, policy, at, by, via, note }: PolicyVersion, deploys: Deploys) {
  const { champion, challenger } = inUse(policy.models, shippedAt(at, deploys, shippedVersion));
  const followsShipped = policy.models.champion === null;
  return { version, champion, challenger, followsShipped, at: isoTime(at), by, via, note };
}

export function etagOf({ version }: Pick<Policy, "version">): { etag: string } {
  return { etag: `"${version}"` };
}

export function shownRule({ until, ...rule }: Rule): RuleView {
  return { ...rule, until: timeOrNull(until) };
}

/** The built-in lists, and one's own. */
export function shownLists(
  { lists }: Pick<Policy, "lists">,
  counts: readonly { list: string; entries: number }[],
): ListView[] {
  const many = new Map(counts.map(({ list, entries }) => [list, entries]));
  const built = BUILT_IN_LISTS.map((name) => ({ name, kind: null, note: null, isBuiltIn: true }));
  const own = lists.map((list) => ({ ...list, isBuiltIn: false }));
  return [...built, ...own].map((list) => ({ ...list, entries: many.get(list.name) ?? 0 }));
}

export function shownEntry({ id, kind, value, note, by, via, at, until }: ListEntry): ListEntryView {
  return { id, kind, value, note, by, via, at: isoTime(at), until: timeOrNull(until) };
}

function timeOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}
