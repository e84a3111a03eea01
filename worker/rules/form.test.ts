import fc from "fast-check";
import { expect, test } from "vitest";
import type { OwnList } from "../policy/lists.ts";
import { FACTS } from "./facts.ts";
import { FORM_OPERATORS, type FormCondition, formOfText, type RuleForm, textOfForm } from "./form.ts";
import { readRule } from "./readRule.ts";

const LISTS: OwnList[] = [{ name: "vip", kind: "card", note: null }];

test("a form's conditions are written as a person would write them", () => {
  const conditions: FormCondition[] = [
    { fact: "amount", operator: ">", value: 2_000 },
    { fact: "category", operator: "in", value: ["travel", "home"] },
    { fact: "card", operator: "not in list", value: "vip" },
    { fact: "first_payment", operator: "is not", value: true },
    { fact: "features.gap", operator: "<=", value: 0.5 },
  ];
  expect(textOfForm({ all: true, conditions })).toBe(
    'amount > 2000 && category in ["travel", "home"] && !(card in lists.vip) && !first_payment && features.gap <= 0.5',
  );
  expect(textOfForm({ all: false, conditions: conditions.slice(0, 1) })).toBe("amount > 2000");
});

test.each([
  ["(amount > 5) && (hour >= 22)", 2],
  ["card in lists.vip", 1],
  ['merchant.contains("a") || weekday in [6, 7] || !unfamiliar', 3],
  ["amount > -5", 1],
])("%s has the form's shape", (text, count) => {
  expect(formOfText(text, LISTS)?.conditions).toHaveLength(count);
});

test.each([
  ["amount > 5 && (hour > 22 || hour < 5)"],
  ["amount > card_usual_amount"],
  ["5 < amount"],
  ["!(amount > 5)"],
  ["!!first_payment"],
  ["amount * 2 > 5"],
  ['merchant.lowerAscii() == "a"'],
  ["first_payment ? amount > 5 : amount > 10"],
  ["amount > 5 // why"],
  ["true"],
  ["amount >"],
  [""],
])("%s can only be edited as text", (text) => {
  expect(formOfText(text, LISTS)).toBeNull();
});

const text = fc.string({ unit: "binary", maxLength: 30 });
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .filter((one) => !Object.is(one, -0) && (!Number.isInteger(one) || Number.isSafeInteger(one)));
const anyCondition = fc.constantFrom(...FACTS).chain(({ name, type }): fc.Arbitrary<FormCondition> => {
  const operators = FORM_OPERATORS[type].filter((operator) => name === "card" || !operator.endsWith("in list"));
  return fc.constantFrom(...operators).chain((operator) => {
    const one: fc.Arbitrary<number | string> = type === "number" ? number : text;
    const values: Partial<Record<typeof operator, fc.Arbitrary<FormCondition["value"]>>> = {
      in: fc.array(one, { minLength: 1, maxLength: 4 }),
      ...{ "in list": fc.constant("vip"), "not in list": fc.constant("vip") },
      ...{ is: fc.constant(true as const), "is not": fc.constant(true as const) },
    };
    return (values[operator] ?? one).map((value) => ({ fact: name, operator, value }));
  });
});

test("what a form writes is read back as the same form, whatever signs its texts have", () => {
  const forms = fc.record({ all: fc.boolean(), conditions: fc.array(anyCondition, { minLength: 1, maxLength: 5 }) });
  fc.assert(
    fc.property(forms, (form: RuleForm) => {
      const written = textOfForm(form);
      const read = readRule(written, LISTS);
      // A random number may look like a card's.
      if (!read.ok && read.problem.includes("card's number")) return;
      expect(read, written).toMatchObject({ ok: true });
      expect(formOfText(written, LISTS)).toEqual({ ...form, all: form.all || form.conditions.length === 1 });
    }),
    { numRuns: 2_000 },
  );
});
