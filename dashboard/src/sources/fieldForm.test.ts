import { expect, test } from "vitest";
import type { ValueMapping } from "../../../worker/payment/sources/mapping.ts";
import { formOf, mappingOf, NEW_FIELD, scalarOf } from "./fieldForm.ts";

test.each<[string, ValueMapping, string]>([
  ["a pointer", { path: "/a" }, "path none"],
  ["an amount in minor units", { path: "/a", scale: "currency" }, "path currency"],
  ["an amount in mills", { path: "/a", scale: 1000 }, "path divide"],
  ["seconds", { path: "/a", unit: "s" }, "path s"],
  ["a table", { path: "/a", table: { fraudulent: "fraud", "1": 2, null: null, " ": true }, else: null }, "json none"],
  ["a table of words", { path: "/a", table: { fraudulent: "fraud", lost: "2", won: null } }, "path table"],
  ["a table with all else", { header: "x-topic", table: { a: "b" }, else: "c" }, "header table"],
  ["a constant", { const: "My shop" }, "const none"],
  ["a constant that looks like a number", { const: "12" }, "const none"],
  ["a number", { const: 12.5 }, "const none"],
  ["the first of several", { first: [{ path: "/a" }, { path: "/b" }], unit: "iso" }, "first iso"],
  ["several, joined", { path: ["/a", "/b"] }, "joined none"],
  ["a first with converters of its own", { first: [{ path: "/a", unit: "s" }, { path: "/b" }] }, "json none"],
  ["a table and a divisor", { path: "/a", table: { a: 1 }, scale: 100 }, "json none"],
])("%s is shown, and written back as it was", (_, mapping, shown) => {
  const form = formOf(mapping);
  expect(`${form.origin} ${form.conversion}`).toBe(shown);
  expect(mappingOf(form)).toEqual({ ok: true, mapping });
});

test("what is no mapping at all is shown as JSON, and nothing is made of what is not JSON", () => {
  expect(formOf(7)).toMatchObject({ origin: "json", text: "7" });
  expect(formOf({ path: 7 })).toMatchObject({ origin: "json" });
  expect(formOf({ first: [null] })).toMatchObject({ origin: "json" });
  expect(mappingOf({ ...NEW_FIELD, origin: "json", text: "{" })).toMatchObject({ ok: false });
  expect(mappingOf({ ...NEW_FIELD, origin: "json", text: "[]" })).toMatchObject({ ok: false });
});

test("what is not whole yet is said", () => {
  const problem = (form: Partial<typeof NEW_FIELD>) => {
    const made = mappingOf({ ...NEW_FIELD, text: "/a", ...form });
    return made.ok ? null : made.problem;
  };
  expect(problem({ text: " " })).toBe("Say where it stands.");
  expect(problem({ origin: "first", text: "\n" })).toBe("Say where it stands, a line for each place.");
  expect(problem({ origin: "header", text: "" })).toBe("Give the header’s name.");
  expect(problem({ conversion: "divide", by: "7" })).toContain("Divide by 1, 10, 100");
  expect(problem({ conversion: "table", table: "fraudulent" })).toBe(
    "“fraudulent” must be such as fraudulent = fraud.",
  );
  expect(problem({ conversion: "table", table: "" })).toContain("Give the table a line");
});

test("texts are texts, unless they look like a number, true, false or null", () => {
  expect(["12", '"12"', "true", "null", " My shop ", "0012", '"', ""].map(scalarOf)).toEqual([
    ...[12, "12", true, null, "My shop", "0012", '"', ""],
  ]);
});
