import { expect, test } from "vitest";
import { readMapping } from "../../../worker/payment/sources/readMapping.ts";
import { NEW_FIELD } from "./fieldForm.ts";
import { formOfText, lackingIn, NEW_MAPPING, textOfMapping, textWithForm, withType } from "./mappingForm.ts";

const STRIPE = {
  event: { path: "/type", payment: ["charge.succeeded"], label: ["charge.dispute.created"], else: "ignore" },
  id: { path: "/id" },
  payment: { trans_num: { path: "/data/object/id" }, amount_minor: { path: "/data/object/amount" } },
  label: { payment: { path: "/data/object/charge" }, verdict: { const: "fraud" } },
  decimals: { ISK: 2 },
  signature: "stripe",
};
const TEXT = JSON.stringify(STRIPE);

function formOf(text: string) {
  const form = formOfText(text);
  if (form === null) throw new Error("no form");
  return form;
}

test("the form writes what it read, and keeps what it does not show", () => {
  const written = JSON.parse(textWithForm(TEXT, formOf(TEXT)));
  expect(written).toEqual({ ...STRIPE, event: { ...STRIPE.event, refund: [] } });
});

test("a field is changed, added and taken away by the form; one that is not whole stays as it was", () => {
  const form = formOf(TEXT);
  const payment = { ...form.parts.payment, card: { ...NEW_FIELD, text: "/card" }, merchant: NEW_FIELD };
  const fewer = Object.fromEntries(Object.entries(payment).filter(([name]) => name !== "amount_minor"));
  const changed = { ...form, parts: { ...form.parts, payment: fewer, label: null } };
  const written = JSON.parse(textWithForm(TEXT, changed));
  expect(written.payment).toEqual({ trans_num: { path: "/data/object/id" }, card: { path: "/card" } });
  expect(written.label).toBeUndefined();
  expect(lackingIn(changed)).toEqual({ field: "payment.merchant", problem: "Say where it stands." });
  expect(lackingIn(form)).toBeNull();
});

test("an event's type becomes a payment, and nothing else", () => {
  const form = withType(formOf(TEXT), "charge.dispute.created", "refund");
  expect(form.event).toMatchObject({ payment: "charge.succeeded", label: "", refund: "charge.dispute.created" });
  expect(form.parts.refund).toEqual({});
  expect(withType(formOf(textOfMapping(NEW_MAPPING)), "sale", "payment").event).toMatchObject({ payment: "sale" });
});

test("a text that is no mapping has no form", () => {
  expect(formOfText("{")).toBeNull();
  expect(formOfText("[]")).toBeNull();
  expect(formOfText('{"payment":7}')).toBeNull();
  expect(formOfText("{}")).toEqual({ event: null, parts: { payment: null, label: null, refund: null } });
});

test("events that the form cannot show stay in the text as they are", () => {
  for (const event of [{ path: ["/a", "/b"] }, { path: "/a", payment: ["a, b"] }, { path: "/a", else: "label" }, 7]) {
    const text = JSON.stringify({ event, payment: {} });
    const form = formOf(text);
    expect(form.event).toBe("text");
    expect(JSON.parse(textWithForm(text, withType(form, "sale", "payment")))).toEqual({ event, payment: {} });
  }
});

test("a type may stand in a header, or in the event, or be always the same", () => {
  const event = {
    header: "x-topic",
    path: "/type",
    const: "sale",
    payment: ["sale"],
    label: [],
    refund: [],
    else: "ignore",
  };
  expect(JSON.parse(textWithForm("{}", formOf(JSON.stringify({ event }))))).toEqual({ event });
});

test("a source of one's own begins with a mapping that can be read", () => {
  expect(readMapping(textOfMapping(NEW_MAPPING))).toMatchObject({ ok: true });
});
