// Makes a policy ready to be asked about payments: its lists by value, its rules compiled.
import type { Ruling } from "../decision/ruling.ts";
import { listIndex } from "../policy/listIndex.ts";
import type { Policy } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import { compileRules } from "../rules/compile.ts";
import { factsOf } from "../rules/facts.ts";

/** `broken`: rules that cannot be read. They match nothing. */
export function rulingOf({
  rules,
  lists,
  entries,
  columns,
}: Pick<Policy, "rules" | "lists" | "entries"> & Partial<Pick<Policy, "columns">>): {
  ruling: Ruling;
  broken: { rule: Rule; problem: string }[];
} {
  const { compiled, broken } = compileRules(rules, lists, entries, columns);
  const ruling: Ruling = {
    lists: listIndex(entries),
    hasRules: rules.some(({ state }) => state !== "off"),
    match: (seen, nowMs) => compiled.match(factsOf(seen), nowMs),
  };
  return { ruling, broken };
}
