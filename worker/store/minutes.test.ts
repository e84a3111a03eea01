import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { minuteTotals } from "./minutes.ts";

const MINUTE = Date.UTC(2026, 10, 20, 10, 0, 0);

test("payments are counted by outcome, amount and label in the minute they were paid", () => {
  const batch = [
    scoredPayment({ amountCents: 100, paidAt: MINUTE }),
    scoredPayment({ amountCents: 20, paidAt: MINUTE + 1, outcome: "review", label: "legitimate" }),
    scoredPayment({ amountCents: 3, paidAt: MINUTE + 59_999, outcome: "decline", label: "fraud" }),
    scoredPayment({ amountCents: 4000, paidAt: MINUTE + 59_999, label: "fraud" }),
  ];
  expect(minuteTotals(batch)).toEqual([
    {
      start: MINUTE,
      payments: 4,
      amountCents: 4123,
      reviews: 1,
      declines: 1,
      flaggedCents: 23,
      labelledFrauds: 2,
      labelledFraudsFlagged: 1,
    },
  ]);
});

test("a payment at the first moment of a minute belongs to that minute", () => {
  const totals = minuteTotals([scoredPayment({ paidAt: MINUTE - 1 }), scoredPayment({ paidAt: MINUTE })]);
  expect(totals.map(({ start }) => start)).toEqual([MINUTE - 60_000, MINUTE]);
});

test("a label that comes later moves the frauds of its minute, and the flagged ones only where it was flagged", () => {
  const later = (outcome: "approve" | "decline", was: "fraud" | "legitimate" | null, label: "fraud" | "legitimate") =>
    minuteTotals([], [{ before: scoredPayment({ paidAt: MINUTE, outcome, label: was }), label }]).map(
      ({ payments, labelledFrauds, labelledFraudsFlagged }) => [payments, labelledFrauds, labelledFraudsFlagged],
    );
  expect(later("approve", null, "fraud")).toEqual([[0, 1, 0]]);
  expect(later("decline", "legitimate", "fraud")).toEqual([[0, 1, 1]]);
  expect(later("approve", "fraud", "legitimate")).toEqual([[0, -1, 0]]);
  expect(later("decline", "fraud", "legitimate")).toEqual([[0, -1, -1]]);
});

test("no payments, no minutes", () => {
  expect(minuteTotals([])).toEqual([]);
});
