import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { MINUTE_MS } from "../duration.ts";
import { emptyTotals } from "../store/minutes.ts";
import { paymentView } from "./board.ts";
import { pointsView, totalsView, toView } from "./views.ts";

const HOUR = Date.UTC(2026, 10, 20, 10, 0, 0);

test("a payment is told with its amount as decimal text and its times in ISO 8601, as the schema promises", () => {
  const view = toView(scoredPayment(), "USD");
  expect(view).toMatchObject({
    amount: "84.20",
    paidAt: "2026-11-20T10:00:00.000Z",
    card: { id: "card-a", last4: "4567" },
  });
  expect(paymentView.strict().parse(view)).toEqual(view);
});

test("a payment says under what it was decided, and what a challenger would have decided", () => {
  const challenged = { challenger: "ba5e11e00000", challengerScore: 0.91, challengerOutcome: "decline" } as const;
  const view = toView(scoredPayment(challenged), "USD");
  expect(view).toMatchObject({ policy: 3, situation: "first" });
  expect(view.challenger).toEqual({ model: "ba5e11e00000", score: 0.91, outcome: "decline" });
  expect(paymentView.strict().parse(view)).toEqual(view);
  const failed = toView(scoredPayment({ ...challenged, challengerScore: null, challengerOutcome: null }), "USD");
  expect(failed.challenger).toEqual({ model: "ba5e11e00000", score: null, outcome: null });
  expect(toView(scoredPayment(), "USD").challenger).toBeNull();
});

test("a payment from before there was a policy or a challenger says that nothing is known of them", () => {
  const { policy, situation, challenger, challengerScore, challengerOutcome, ...older } = scoredPayment();
  expect(toView(older, "USD")).toMatchObject({ policy: null, situation: null, challenger: null });
});

test("what the boards need not know, the model's inputs among it, is not told", () => {
  expect(toView(scoredPayment(), "USD")).not.toHaveProperty("features");
});

test("totals add up, in money too", () => {
  const spans = [
    { ...emptyTotals(HOUR), payments: 2, amountCents: 1005, reviews: 1, flaggedCents: 5 },
    { ...emptyTotals(HOUR + MINUTE_MS), payments: 1, amountCents: 10, declines: 1, flaggedCents: 10 },
  ];
  expect(totalsView(spans, "USD")).toEqual({
    payments: 3,
    amount: "10.15",
    reviews: 1,
    declines: 1,
    amountAtRisk: "0.15",
    labelledFrauds: 0,
    labelledFraudsFlagged: 0,
  });
});

test("a chart has a point for every span, the empty ones too", () => {
  const spans = [{ ...emptyTotals(HOUR + MINUTE_MS), payments: 5, reviews: 1, declines: 2 }];
  expect(pointsView(spans, HOUR, HOUR + 3 * MINUTE_MS, MINUTE_MS)).toEqual([
    { start: "2026-11-20T10:00:00.000Z", payments: 0, flagged: 0 },
    { start: "2026-11-20T10:01:00.000Z", payments: 5, flagged: 3 },
    { start: "2026-11-20T10:02:00.000Z", payments: 0, flagged: 0 },
  ]);
});

test("a payment in other money is shown in CURRENCY and in its own, and without an amount where no rate was known", () => {
  const yen = scoredPayment({ amountCents: 3120, currency: "JPY", paidMinor: 5000, rate: "0.00624" });
  const paid = { amount: "5000", currency: "JPY", rate: "0.00624" };
  expect(toView(yen, "EUR")).toMatchObject({ amount: "31.20", currency: "EUR", paid });
  expect(toView({ ...yen, amountCents: 0, rate: null }, "EUR")).toMatchObject({
    ...{ amount: null, currency: "EUR", paid: { ...paid, rate: null } },
  });
});
