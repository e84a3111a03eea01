// The policy that a backtest tries: that of the moment of asking, with what is asked for in its place. Pure.
import type { Situation } from "../features/situation.ts";
import { BUILT_IN_LISTS, type ListEntry, type ListKind } from "../policy/lists.ts";
import { readValue } from "../policy/listValue.ts";
import type { Lines, Policy } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import { readRule } from "../rules/readRule.ts";
import type { RulingTerms, ThresholdsAsked } from "./backtest.ts";

export const SITUATIONS = ["stream", "first", "snapshot"] as const satisfies readonly Situation[];

/** Each in the place of those that the policy has. Null: those of the policy. */
export interface RulingAsked {
  rules: Omit<Rule, "id">[] | null;
  lists: { list: string; kind: ListKind; value: string }[] | null;
}

/** `from` and `to`: where in a condition the mistake is. */
export interface Wrong {
  field: string;
  problem: string;
  from?: number;
  to?: number;
}

export type Tried = { ok: true; ruling: RulingTerms } | ({ ok: false } & Wrong);

type Held = Pick<Policy, "rules" | "lists" | "entries" | "columns">;

export function rulingTried(held: Held, asked: RulingAsked): Tried {
  const wrong = wrongRule(asked.rules ?? [], held) ?? wrongEntry(asked.lists ?? [], held);
  if (wrong !== null) return { ok: false, ...wrong };
  const rules = asked.rules?.map((rule, at) => ({ ...rule, id: `tried-${at}` })) ?? held.rules;
  const entries = asked.lists?.map(entryOf) ?? held.entries;
  return { ok: true, ruling: { rules, lists: held.lists, entries, columns: held.columns } };
}

function wrongRule(
  rules: readonly Omit<Rule, "id">[],
  { lists, columns }: Pick<Held, "lists" | "columns">,
): Wrong | null {
  const names = new Set<string>();
  for (const [at, { name, when }] of rules.entries()) {
    if (names.has(name.toLowerCase())) return { field: `rules.${at}.name`, problem: "is the name of another rule" };
    names.add(name.toLowerCase());
    const read = readRule(when, lists, columns);
    if (!read.ok) return { field: `rules.${at}.when`, problem: read.problem, from: read.from, to: read.to };
  }
  return null;
}

function wrongEntry(entries: NonNullable<RulingAsked["lists"]>, { lists }: Pick<Policy, "lists">): Wrong | null {
  for (const [at, { list, kind, value }] of entries.entries()) {
    if (list === "snooze") return { field: `lists.${at}.list`, problem: "must be another: a snooze decides nothing" };
    const own = lists.find(({ name }) => name === list);
    if (own === undefined && !BUILT_IN_LISTS.some((name) => name === list)) {
      const names = ["block", "allow", ...lists.map(({ name }) => name)].join(", ");
      return { field: `lists.${at}.list`, problem: `is no list; there are ${names}` };
    }
    if (own !== undefined && own.kind !== kind) {
      return { field: `lists.${at}.kind`, problem: `must be ${own.kind}: that is what the list ${own.name} holds` };
    }
    const read = readValue(kind, value);
    if (!read.ok) return { field: `lists.${at}.value`, problem: read.problem };
  }
  return null;
}

function entryOf({ list, kind, value }: NonNullable<RulingAsked["lists"]>[number], at: number): ListEntry {
  const read = readValue(kind, value);
  const about = { note: null, by: "backtest", via: "api", at: 0, until: null };
  return { id: `tried-${at}`, list, kind, value: read.ok ? read.value : value, ...about };
}

/** The lines of the policy with those that are asked for in their place. */
export function linesTried(asked: ThresholdsAsked | null, held: Policy["thresholds"]): Record<Situation, Lines> {
  const linesOf = (situation: Situation): Lines => {
    const own = asked?.[situation] ?? asked ?? {};
    const { review = null, decline = null } = held[situation] ?? {};
    return {
      review: own.review === undefined ? review : own.review,
      decline: own.decline === undefined ? decline : own.decline,
    };
  };
  return { stream: linesOf("stream"), first: linesOf("first"), snapshot: linesOf("snapshot") };
}
