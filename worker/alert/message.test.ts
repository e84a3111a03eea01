import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { alertFor } from "./message.ts";

const settings = { reportZone: "Europe/Paris", publicUrl: "https://vigie.example" };
const fraud = scoredPayment({
  id: "a:1",
  amountCents: 101_240,
  score: 0.9312,
  outcome: "decline",
  reasons: [{ code: "night", share: 1, text: "paid at 23:12, when fraud is frequent" }],
});

test("an alert says what was paid where and when, how sure the model is, and why", () => {
  expect(alertFor(fraud, settings)).toEqual({
    id: "fraud:a:1",
    paymentId: "a:1",
    createdAt: fraud.storedAt,
    subject: "Fraud: $1012.40 at Plum, Pear and Sons",
    body: [
      "$1012.40 at Plum, Pear and Sons (grocery_pos), card •••• 4567",
      "Paid 20 Nov 2026, 11:00:00 (Europe/Paris)",
      "Score 93.1 %",
      "",
      "- paid at 23:12, when fraud is frequent",
      "",
      "https://vigie.example/#/payments/a%3A1",
    ].join("\n"),
  });
});

test("without a public address there is no link", () => {
  expect(alertFor(fraud, { ...settings, publicUrl: null }).body).not.toContain("http");
});

test("the same payment always gives the same bytes", () => {
  expect(alertFor({ ...fraud }, settings)).toEqual(alertFor(fraud, settings));
});
