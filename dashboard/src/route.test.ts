import fc from "fast-check";
import { expect, test } from "vitest";
import { openPaymentOf, paymentHref } from "./route.ts";

test("a link to a payment leads back to that payment, whatever its id holds", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (id) => {
      expect(openPaymentOf(paymentHref(id))).toBe(id);
    }),
  );
});

test("an id that is no proper text still makes a link", () => {
  expect(paymentHref("a\ud800")).toBe("#/payments/a%EF%BF%BD");
});

test("any other address is the board", () => {
  for (const hash of ["", "#/", "#payments", "#/payments/", "#/payments/%", "#/payments/a/b"]) {
    expect(openPaymentOf(hash)).toBeNull();
  }
});
