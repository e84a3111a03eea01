import { Environment } from "@marcbachmann/cel-js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FEATURES } from "../features/catalogue.ts";
import type { Extra } from "../payment/payment.ts";
import type { ListEntry, OwnList } from "../policy/lists.ts";
import type { Rule } from "../policy/rule.ts";
import { compileRules, type Matched } from "./compile.ts";
import { FACTS, type Facts, type Value } from "./facts.ts";
import { readRule } from "./readRule.ts";

const LISTS: OwnList[] = [
  { name: "vip", kind: "card", note: null },
  { name: "shops", kind: "merchant", note: null },
];

function ruleOf(when: string, more: Partial<Rule> = {}): Rule {
  return { id: when, name: when, when, then: "review", state: "active", note: null, until: null, ...more };
}

function entryOf(list: string, value: string, until: number | null = null): ListEntry {
  const kind = list === "shops" ? "merchant" : "card";
  return { id: `${list} ${value}`, list, kind, value, note: null, by: "ann", via: "api", at: 0, until };
}

function factsFrom(known: Record<string, Value>): Facts {
  return {
    values: FACTS.map(({ name }) => known[name]),
    features: FEATURES.map(({ name }) => (known[`features.${name}`] ?? null) as number | null),
  };
}

function match(rules: readonly Rule[], known: Record<string, Value>, entries: ListEntry[] = [], nowMs = 0): Matched {
  const { compiled, broken } = compileRules(rules, LISTS, entries);
  expect(broken).toEqual([]);
  return compiled.match(factsFrom(known), nowMs);
}

/** Null: it could not be judged, because a value is missing. */
function isMet(when: string, known: Record<string, Value>): boolean | null {
  const { hits, missing } = match([ruleOf(when)], known);
  return missing.length > 0 ? null : hits.length > 0;
}

const KNOWN = {
  amount: 150,
  category: "travel",
  merchant: "Kirlin and Sons",
  card: "c1",
  hour: 23,
  first_payment: false,
};

test.each([
  ["amount > 100", true],
  ["amount * 2 > 100 + 0x10 && hour >= 22", true],
  ["1 / 2 * amount == 75", true],
  ["amount % 50 == 0", true],
  ["-amount < -149.5", true],
  ["hour in [22, 23]", true],
  ["hour in [22, -23, amount - 127]", true],
  ['category in ["travel", "home"]', true],
  ['!(category in ["home"])', true],
  ['merchant.startsWith("Kir") && merchant.endsWith("Sons") && merchant.contains("and")', true],
  ['merchant.lowerAscii().contains("kirlin")', true],
  ["size(merchant) == 15", true],
  ["first_payment || amount != 150", false],
  ["first_payment == false", true],
  ["(first_payment ? 1 : 2) == 2", true],
  ['merchant == "Kirlin \\u0061nd Sons"', true],
  ['size("a😀") == 2', true],
])("%s is %s of a payment of 150 at 23 h", (when, expected) => {
  expect(isMet(when, KNOWN)).toBe(expected);
});

test.each([
  ["card_usual_amount < 10"],
  ["!(card_usual_amount < 10)"],
  ["card_usual_amount == 0"],
  ["card_usual_amount != 0"],
  ["features.gap < 1"],
  ['!(gender in ["F"])'],
  ["amount > 100 && card_usual_amount < 10"],
  ["amount < 100 || card_usual_amount < 10"],
  ["unfamiliar"],
  ["!unfamiliar"],
  ["unfamiliar ? true : true"],
  ["amount in [150, card_usual_amount]"],
  ["size(gender) < 10"],
  ["amount / card_payments > 1"],
])("%s meets no payment of which that is missing, and is counted", (when) => {
  expect(isMet(when, KNOWN)).toBeNull();
});

test("a missing value does not count where it makes no difference", () => {
  expect(isMet("amount > 1000 && card_usual_amount < 10", KNOWN)).toBe(false);
  expect(isMet("card_usual_amount < 10 && amount > 1000", KNOWN)).toBe(false);
  expect(isMet("card_usual_amount < 10 || amount > 100", KNOWN)).toBe(true);
  expect(isMet("amount > (hour > 20 ? 100 : card_usual_amount)", KNOWN)).toBe(true);
});

test("what is divided by 0 has no value", () => {
  expect(isMet("amount / card_payments > 1", { ...KNOWN, card_payments: 0 })).toBeNull();
  expect(isMet("!(amount / card_payments > 1)", { ...KNOWN, card_payments: 0 })).toBeNull();
  expect(isMet("card_payments % 0 != 1", { ...KNOWN, card_payments: 0 })).toBeNull();
});

test("features that are missing are missing, be they kept as null or still as NaN", () => {
  const { compiled } = compileRules([ruleOf("features.gap < 5 || features.gap >= 5")], [], []);
  const place = FEATURES.findIndex(({ name }) => name === "gap");
  const features = new Float32Array(FEATURES.length).fill(Number.NaN);
  const { values } = factsFrom(KNOWN);
  expect(compiled.match({ values, features }, 0).missing).toHaveLength(1);
  expect(compiled.match({ values, features: Array.from(features, () => null) }, 0).missing).toHaveLength(1);
  expect(compiled.match({ values, features: null }, 0).missing).toHaveLength(1);
  features[place] = 0.5;
  expect(compiled.match({ values, features }, 0).hits).toHaveLength(1);
});

test("facts that went through JSON are the same facts", () => {
  const { compiled } = compileRules([ruleOf('gender == "F" || amount > 100'), ruleOf("!unfamiliar")], [], []);
  const facts = factsFrom(KNOWN);
  expect(compiled.match(JSON.parse(JSON.stringify(facts)), 0)).toEqual(compiled.match(facts, 0));
});

test("a rule in shadow is told apart, one that is off or has ended is not judged", () => {
  const [active, shadow] = [ruleOf("amount > 1"), ruleOf("amount > 2", { state: "shadow" })];
  const off = ruleOf("amount > 3", { state: "off" });
  const ending = ruleOf("amount > 4", { until: 1_000 });
  const rules = [active, shadow, off, ending];
  expect(match(rules, KNOWN, [], 999)).toEqual({ hits: [active, ending], shadow: [shadow], missing: [], failed: [] });
  expect(match(rules, KNOWN, [], 1_000)).toEqual({ hits: [active], shadow: [shadow], missing: [], failed: [] });
});

test("an entry of a list holds until its end, and the later end of two counts", () => {
  const rules = [ruleOf("card in lists.vip")];
  const entries = [entryOf("vip", "c1", 1_000), entryOf("vip", "c1", 500), entryOf("shops", "c1")];
  expect(match(rules, KNOWN, entries, 999).hits).toEqual(rules);
  expect(match(rules, KNOWN, entries, 1_000).hits).toEqual([]);
  expect(match(rules, KNOWN, [entryOf("shops", "c1")]).hits).toEqual([]);
  expect(match(rules, KNOWN, [entryOf("vip", "c1")]).hits).toEqual(rules);
  expect(match([ruleOf("card in lists.vip == false")], KNOWN).hits).toHaveLength(1);
});

test("rules ask a list of first digits as the block list is asked", () => {
  const lists: OwnList[] = [{ name: "ranges", kind: "bin", note: null }];
  const { compiled } = compileRules([ruleOf("bin in lists.ranges")], lists, [
    { ...entryOf("ranges", "497010"), kind: "bin" },
  ]);
  const hits = (bin: string | null) => {
    return compiled.match(factsFrom(bin === null ? {} : { bin }), 0).hits.length;
  };
  expect(["497010", "49701099", "49701199", null].map(hits)).toEqual([1, 1, 0, 0]);
});

test("a rule that cannot be read is said, and the others hold", () => {
  const [gone, wrong] = [ruleOf("card in lists.gone"), ruleOf("amount >")];
  const { compiled, broken } = compileRules([gone, ruleOf("amount > 1"), wrong], LISTS, []);
  expect(broken).toEqual([
    { rule: gone, problem: "there is no list called gone" },
    { rule: wrong, problem: "something is missing at the end" },
  ]);
  expect(compiled.count).toBe(1);
  expect(compiled.match(factsFrom(KNOWN), 0).hits).toHaveLength(1);
});

/** Conditions at random, each number written so that CEL, too, takes it as a double. */
const { condition } = fc.letrec<{ condition: string; number: string; text: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: -9, max: 9 }).map((value) => (value < 0 ? `(-${-value}.0)` : `${value}.0`)),
    fc.constantFrom("amount", "hour", "card_payments", "score"),
    fc.tuple(tie("number"), fc.constantFrom("+", "-", "*"), tie("number")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("condition"), tie("number"), tie("number")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
  ),
  text: fc.constantFrom("category", "gender", '"F"', '"travel"', "merchant.lowerAscii()"),
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("first_payment", "unfamiliar", "true"),
    fc
      .tuple(tie("number"), fc.constantFrom("<", "<=", ">", ">=", "==", "!="), tie("number"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("text"), fc.constantFrom("==", "!="), tie("text")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie("number"), fc.array(tie("number"), { minLength: 1, maxLength: 3 }))
      .map(([a, of]) => `(${a} in [${of}])`),
    fc.tuple(tie("text"), tie("text")).map(([a, b]) => `${a}.contains(${b})`),
    tie("condition").map((of) => `!${of}`),
    fc.tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("condition"), tie("condition"), tie("condition")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
  ),
}));
const maybe = (value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 });
const anyFacts = fc.record({
  ...{ amount: maybe(fc.integer({ min: 0, max: 9 })), hour: maybe(fc.integer({ min: 0, max: 9 })) },
  ...{ card_payments: maybe(fc.integer({ min: 0, max: 9 })), score: maybe(fc.constantFrom(0, 0.5, 1)) },
  ...{ category: maybe(fc.constantFrom("travel", "home")), gender: maybe(fc.constantFrom("F", "M")) },
  ...{ merchant: maybe(fc.constantFrom("F", "TRAVEL")), first_payment: maybe(fc.boolean()) },
  unfamiliar: maybe(fc.boolean()),
});

test("conditions mean what the library makes of them, and what it throws for a missing value is missing", () => {
  const types = { number: "double", text: "string", "yes or no": "bool" } as const;
  const environment = new Environment();
  for (const { name, type } of FACTS) environment.registerVariable(name, types[type]);
  const inLibrary = (when: string, known: Record<string, Value>) => {
    try {
      return environment.evaluate(when, known);
    } catch (error) {
      expect(String(error)).toContain("Unknown variable");
      return null;
    }
  };
  fc.assert(
    fc.property(condition, anyFacts, (when, known) => {
      if (!readRule(when, LISTS).ok) return;
      expect(isMet(when, known)).toBe(inLibrary(when, known));
    }),
    { numRuns: 3_000 },
  );
});

test("whatever the facts are, matching never throws, and a rule is met, not met or missing", () => {
  const anything = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(undefined), fc.constant(null));
  const odd = fc.record({
    values: fc.array(anything, { minLength: FACTS.length, maxLength: FACTS.length }),
    features: fc.option(fc.array(fc.oneof(fc.double(), fc.constant(null)), { maxLength: FEATURES.length })),
  });
  const rules = [
    "amount / card_payments > features.gap % hour",
    'merchant.startsWith(category) && size(last4) > 2 && gender.lowerAscii() == "f"',
    "card in lists.vip || merchant in lists.shops",
    "!unfamiliar && weekday in [6, 7]",
  ].map((when) => ruleOf(when));
  const { compiled } = compileRules(rules, LISTS, [entryOf("vip", "c1")]);
  fc.assert(
    fc.property(odd, (facts) => {
      const { hits, missing, failed } = compiled.match(facts as Facts, 0);
      expect(hits.length + missing.length + failed.length).toBeLessThanOrEqual(rules.length);
    }),
  );
});

test("twenty thousand entries are found as one is", () => {
  const entries = Array.from({ length: 20_000 }, (_, at) => entryOf("vip", `c${at}`));
  const { compiled } = compileRules([ruleOf("card in lists.vip")], LISTS, entries);
  const found = (card: string) => compiled.match(factsFrom({ ...KNOWN, card }), 0).hits.length;
  expect([found("c0"), found("c19999"), found("c20000")]).toEqual([1, 1, 0]);
});

test("a rule on a column of one's own is met by payments that have it, and a payment without it, or with another kind, meets nothing", () => {
  const columns = [
    { name: "channel", kind: "text" as const },
    { name: "device_age_days", kind: "number" as const },
  ];
  const rules = [ruleOf('extra.channel != "web"'), ruleOf("extra.device_age_days < 3"), ruleOf('extra.gone == "x"')];
  const { compiled, broken } = compileRules(rules, LISTS, [], columns);
  expect(broken).toMatchObject([{ problem: expect.stringMatching(/^there is no column called gone/) }]);
  const found = (extra: Extra | null) => {
    const { hits, missing } = compiled.match({ values: [], features: null, extra }, 0);
    return [hits.map(({ id }) => id), missing];
  };
  const [channel, age] = rules.map(({ id }) => id);
  expect(found({ channel: "app", device_age_days: 0 })).toEqual([[channel, age], []]);
  expect(found({ channel: "web", device_age_days: 3 })).toEqual([[], []]);
  expect(found({ device_age_days: 1 })).toEqual([[age], [channel]]);
  expect(found({ channel: 7, device_age_days: "1" })).toEqual([[], [channel, age]]);
  for (const nothing of [null, {}]) expect(found(nothing)).toEqual([[], [channel, age]]);
});
