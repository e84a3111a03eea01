// All rules of a policy, made ready to be asked about payments.
import { messageOf } from "../log.ts";
import type { ListEntry, OwnList } from "../policy/lists.ts";
import type { Column } from "../policy/ownColumns.ts";
import { hasEnded, type Rule } from "../policy/rule.ts";
import { type Evaluate, evaluatorOf } from "./evaluate.ts";
import type { Facts } from "./facts.ts";
import { Lists } from "./listLookup.ts";
import { readRule } from "./readRule.ts";

/** What rules say of a payment. */
export interface Matched {
  /** The active rules that it meets, in the policy's order. */
  hits: Rule[];
  /** The rules in shadow that it meets. */
  shadow: Rule[];
  /** The ids of rules that could not be judged because a value is missing. */
  missing: string[];
  /** Should not happen: the ids of rules that failed, and why. */
  failed: { id: string; problem: string }[];
}

export interface CompiledRules {
  /** Rules that are active or in shadow, and could be read. Without any, nobody needs to make facts. */
  count: number;
  /** `nowMs`: rules and entries of lists that have ended by then count no more. It never throws. */
  match(facts: Facts, nowMs: number): Matched;
}

export interface BrokenRule {
  rule: Rule;
  problem: string;
}

/** A rule that cannot be read, since a list of it is gone or it comes from a newer version, is left out and said. */
export function compileRules(
  rules: readonly Rule[],
  ownLists: readonly OwnList[],
  entries: readonly ListEntry[],
  columns: readonly Column[] = [],
): { compiled: CompiledRules; broken: BrokenRule[] } {
  const broken: BrokenRule[] = [];
  const lists = new Lists(ownLists, entries);
  const ready = rules.flatMap((rule): { rule: Rule; isMet: Evaluate }[] => {
    if (rule.state === "off") return [];
    const read = readRule(rule.when, ownLists, columns);
    if (read.ok) return [{ rule, isMet: evaluatorOf(read.tree, lists, columns) }];
    broken.push({ rule, problem: read.problem });
    return [];
  });

  function match(facts: Facts, nowMs: number): Matched {
    const matched: Matched = { hits: [], shadow: [], missing: [], failed: [] };
    lists.nowMs = nowMs;
    for (const { rule, isMet } of ready) {
      if (hasEnded(rule, nowMs)) continue;
      try {
        const value = isMet(facts);
        if (value === undefined) matched.missing.push(rule.id);
        else if (value === true) matched[rule.state === "shadow" ? "shadow" : "hits"].push(rule);
      } catch (error) {
        matched.failed.push({ id: rule.id, problem: messageOf(error) });
      }
    }
    return matched;
  }

  return { compiled: { count: ready.length, match }, broken };
}
