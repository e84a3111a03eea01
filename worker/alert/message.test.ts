import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { alertFor, subjectOf } from "./message.ts";

test("an alert is owed by payment: the same one has the same id", () => {
  const fraud = scoredPayment({ id: "p1", outcome: "decline" });
  expect(alertFor(fraud).id).toBe("fraud:p1");
  expect(alertFor(fraud)).toEqual(alertFor({ ...fraud }));
});

test("the subject says what was paid where", () => {
  expect(subjectOf({ amountCents: 123456, merchant: "Plum & Pear" })).toBe("Fraud: $1234.56 at Plum & Pear");
});
