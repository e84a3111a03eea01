import { expect, test } from "vitest";
import type { OwnList } from "../../../worker/policy/lists.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import { FACTS } from "../../../worker/rules/facts.ts";
import { readRule } from "../../../worker/rules/readRule.ts";
import type { ListView } from "../../../worker/wire/policy.ts";
import { FACT_GROUPS, factNamed, meaningIn, operatorsFor } from "./facts.ts";
import { EMPTY_FORM, type FormRow, fieldsOfText, rowProblem, textOfFields } from "./form.ts";

const VIP: ListView = { name: "vip", kind: "card", note: null, entries: 0, isBuiltIn: false };
const COLUMNS: Column[] = [
  { name: "channel", kind: "text" },
  { name: "device_age_days", kind: "number" },
];
const LISTS: OwnList[] = [{ name: "vip", kind: "card", note: null }];

test("the form offers each fact once, in a group, with its meaning", () => {
  const offered = FACT_GROUPS.flatMap(({ facts }) => facts);
  expect(new Set(offered.map(({ name }) => name)).size).toBe(offered.length);
  for (const { name } of FACTS) expect(factNamed(name, [])?.meaning, name).toBeTruthy();
  expect(factNamed("features.merchant_count_7d", [])?.meaning).toContain("missing where the model that decides");
  // A new fact has to be given a group.
  expect(FACT_GROUPS.map(({ group }) => group)).not.toContain("Others");
});

test("a list can be asked for only where there is one that holds such values", () => {
  expect(operatorsFor("card", [VIP], [])).toContain("in list");
  expect(operatorsFor("merchant", [VIP], [])).not.toContain("in list");
  expect(operatorsFor("amount", [VIP], [])).toContain(">");
  expect(operatorsFor("first_payment", [], [])).toEqual(["is", "is not"]);
});

test("a column of one's own is offered as what it is, and one that is not declared is left to the text", () => {
  expect(factNamed("extra.channel", COLUMNS)?.type).toBe("text");
  expect(operatorsFor("extra.device_age_days", [VIP], COLUMNS)).toContain(">");
  expect(operatorsFor("extra.channel", [VIP], COLUMNS)).not.toContain("in list");
  expect(rowProblem({ fact: "extra.device_age_days", operator: "<", value: "old" }, COLUMNS)).toBe(
    "“old” is no number.",
  );
  expect(fieldsOfText('extra.chanel == "app"', LISTS, COLUMNS)).toBeNull();
});

test("the rows that are whole write the condition, and the others say what they lack", () => {
  const rows: FormRow[] = [
    { fact: "amount", operator: ">", value: "2000" },
    { fact: "hour", operator: "in", value: "22, 23" },
    { fact: "category", operator: "in", value: "travel, home" },
    { fact: "card", operator: "not in list", value: "vip" },
    { fact: "first_payment", operator: "is not", value: "" },
    { fact: "score", operator: "<", value: "low" },
    { fact: "merchant", operator: "contains", value: "" },
  ];
  const text = textOfFields({ all: true, rows }, COLUMNS);
  expect(text).toBe(
    'amount > 2000 && hour in [22, 23] && category in ["travel", "home"] && !(card in lists.vip) && !first_payment',
  );
  expect(readRule(text, LISTS).ok).toBe(true);
  expect(rows.map((row) => rowProblem(row, COLUMNS)).slice(5)).toEqual(["“low” is no number.", "Give a text."]);
  expect(rowProblem({ fact: "amount", operator: ">", value: "0x10" }, COLUMNS)).toBe("“0x10” is no number.");
});

test.each([
  "amount > 2000 && hour >= 22",
  'merchant.contains("a, b") || first_payment',
  'category in ["travel", "home"]',
  "features.gap < 0.5 && !(card in lists.vip)",
  'extra.channel in ["app", "web"] && extra.device_age_days < 3',
])("%s is shown by the form and written back as it is", (text) => {
  const fields = fieldsOfText(text, LISTS, COLUMNS);
  expect(fields && textOfFields(fields, COLUMNS)).toBe(text);
});

test.each([
  ["brackets", "amount > 5 && (hour > 22 || hour < 5)"],
  ["a comma within one of several values", 'merchant in ["Smith, Jones", "Kirlin"]'],
  ["an empty value", 'merchant == ""'],
  ["what cannot be read", "amount >"],
])("%s is left to the text", (_, text) => {
  expect(fieldsOfText(text, LISTS, COLUMNS)).toBeNull();
});

test("an empty text is an empty form", () => {
  expect(fieldsOfText("  ", LISTS, COLUMNS)).toEqual(EMPTY_FORM);
});

test("what a fact means names the zone that people read, and no variable of the deploy", () => {
  const meanings = FACT_GROUPS.flatMap(({ facts }) => facts).map((fact) => meaningIn(fact, "Europe/Paris", "EUR"));
  expect(meanings).toContain(
    "hour of the day in Europe/Paris; a night is one of 22, 23, 0, 1 and so on; missing on a snapshot feed",
  );
  expect(meanings.filter((meaning) => /[A-Z]_[A-Z]/.test(meaning))).toEqual([]);
});
