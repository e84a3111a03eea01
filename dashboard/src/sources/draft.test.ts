import { expect, test } from "vitest";
import { bodyOf, draftOf, isDirty, newDraft, withForm, withText } from "./draft.ts";
import { NEW_FIELD } from "./fieldForm.ts";
import { NEW_MAPPING } from "./mappingForm.ts";

const BASE = { name: "shop", mapping: { payment: NEW_MAPPING.payment } };

test("what was typed and says the same is no change", () => {
  const draft = draftOf(BASE);
  expect(isDirty(draft)).toBe(false);
  expect(isDirty(withText(draft, JSON.stringify(BASE.mapping)))).toBe(false);
  expect(isDirty(withText(draft, "{"))).toBe(true);
  expect(isDirty(newDraft())).toBe(false);
  expect(isDirty({ ...newDraft(), name: "shop" })).toBe(true);
});

test("form and text write one another", () => {
  const draft = draftOf(BASE);
  if (draft.form === null) throw new Error("no form");
  const payment = { ...draft.form.parts.payment, mcc: { ...NEW_FIELD, text: "/mcc" } };
  const changed = withForm(draft, { ...draft.form, parts: { ...draft.form.parts, payment } });
  expect(JSON.parse(changed.text).payment.mcc).toEqual({ path: "/mcc" });
  expect(withText(changed, draft.text).form?.parts.payment).not.toHaveProperty("mcc");
  expect(withText(changed, "{").form).toBeNull();
});

test("nothing is saved that has no name, is not whole, or cannot be read", () => {
  const made = (change: Partial<ReturnType<typeof newDraft>>) =>
    bodyOf({ ...newDraft(), name: "mine", ...change }, ["shop"]);
  expect(made({})).toEqual({ ok: true, name: "mine", mapping: NEW_MAPPING, note: null });
  expect(made({ name: "My shop" })).toMatchObject({ ok: false, field: "name" });
  expect(made({ name: "shop" })).toMatchObject({ ok: false, problem: "There is a source shop already." });
  expect(made(withText(newDraft(), "{"))).toMatchObject({ field: "name" });
  expect(made({ ...withText(newDraft(), "{"), name: "mine" })).toMatchObject({
    problem: "The mapping cannot be saved: it is not JSON, or was cut off.",
  });
  const { form } = newDraft();
  if (form === null) throw new Error("no form");
  const payment = { ...form.parts.payment, mcc: NEW_FIELD };
  expect(made({ form: { ...form, parts: { ...form.parts, payment } } })).toMatchObject({
    problem: "payment.mcc: Say where it stands.",
  });
});
