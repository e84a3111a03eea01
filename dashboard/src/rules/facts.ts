// The facts that conditions may ask for, as a form offers them: in groups, each with its unit and meaning. Pure.
import { FEATURES } from "../../../worker/features/catalogue.ts";
import { MORE_FEATURES } from "../../../worker/features/moreFeatures.ts";
import { LIST_KINDS } from "../../../worker/policy/lists.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import { FACTS, type FactType } from "../../../worker/rules/facts.ts";
import { FORM_OPERATORS, type FormOperator } from "../../../worker/rules/form.ts";
import type { ListView } from "../../../worker/wire/policy.ts";

export interface OfferedFact {
  /** As a condition names it. */
  name: string;
  type: FactType;
  unit: string | null;
  meaning: string;
}

const GROUP_OF: Readonly<Record<string, string>> = {
  ...of("The payment", ["amount", "currency", "own_amount", "category", "mcc", "merchant", "source", "distance_km"]),
  ...of("When", ["hour", "weekday"]),
  ...of("The card", ["card", "last4", "bin", "country", "gender", "age", "city_population", "first_payment"]),
  ...of("The model", ["score", "challenger_score", "unfamiliar"]),
};

function of(group: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, group]));
}

function groupOf(name: string): string {
  const known = GROUP_OF[name];
  if (known !== undefined) return known;
  if (name.startsWith("card_")) return "What the card did before";
  return name.startsWith("merchant_") ? "At the merchant lately" : "Others";
}

const GROUPS = [
  "The payment",
  "When",
  "The card",
  "What the card did before",
  "At the merchant lately",
  "The model",
  "Others",
];

export const FACT_GROUPS: readonly { group: string; facts: readonly OfferedFact[] }[] = [
  ...GROUPS.map((group) => ({ group, facts: FACTS.filter(({ name }) => groupOf(name) === group) })),
  { group: "Inputs of the model", facts: FEATURES.map(asFact) },
  {
    group: "Inputs of models that read days",
    facts: MORE_FEATURES.map((feature) =>
      asFact({ ...feature, meaning: `${feature.meaning}; missing where the model that decides does not read it` }),
    ),
  },
].filter(({ facts }) => facts.length > 0);

function asFact({ name, unit, meaning }: { name: string; unit: string; meaning: string }): OfferedFact {
  return { name: `features.${name}`, type: "number", unit, meaning };
}

const BY_NAME = new Map(FACT_GROUPS.flatMap(({ facts }) => facts).map((fact) => [fact.name, fact]));

/** Columns of one's own, as facts. */
export function factsOfColumns(columns: readonly Column[]): OfferedFact[] {
  return columns.map(({ name, kind }) => ({
    ...{ name: `extra.${name}`, type: kind, unit: null },
    meaning: `the column ${name} of your own, a ${kind}; missing where a payment does not have it`,
  }));
}

/** `columns`: those that are declared. */
export function factNamed(name: string, columns: readonly Column[]): OfferedFact | null {
  return BY_NAME.get(name) ?? factsOfColumns(columns).find((fact) => fact.name === name) ?? null;
}

/** What a fact says, with the zone that people read times in, and the currency of sums, in place of the variables that set them. */
export function meaningIn({ meaning }: Pick<OfferedFact, "meaning">, zone: string, currency: string): string {
  return meaning.replace("REPORT_TIMEZONE", zone).replace("CURRENCY", currency);
}

/** One's own lists that hold what the fact is. */
export function listsFor(fact: string, lists: readonly ListView[]): ListView[] {
  return LIST_KINDS.some((kind) => kind === fact)
    ? lists.filter(({ kind, isBuiltIn }) => !isBuiltIn && kind === fact)
    : [];
}

/** Those that a form offers for a fact. A list can only be asked for where there is one. */
export function operatorsFor(
  fact: string,
  lists: readonly ListView[],
  columns: readonly Column[],
): readonly FormOperator[] {
  const all: readonly FormOperator[] = FORM_OPERATORS[factNamed(fact, columns)?.type ?? "text"];
  return listsFor(fact, lists).length > 0 ? all : all.filter((operator) => !operator.endsWith("in list"));
}

export const OPERATOR_WORDS: Readonly<Record<FormOperator, string>> = {
  ...{ "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least" },
  ...{ "==": "is", "!=": "is not", in: "is one of" },
  ...{ startsWith: "begins with", endsWith: "ends with", contains: "contains" },
  ...{ "in list": "is in the list", "not in list": "is not in the list" },
  ...{ is: "yes", "is not": "no" },
};
