import fc from "fast-check";
import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { formatAmount } from "../money.ts";
import type { ScoredPayment } from "../store/payments.ts";
import { QUARTER_MS, talliesOf } from "../store/tallies.ts";
import { truthOf } from "../store/verdicts.ts";
import { dayOf, hoursOf } from "../zone.ts";
import { reportOf } from "./report.ts";
import { sumsOf } from "./sums.ts";

const label = fc.constantFrom("fraud" as const, "legitimate" as const, null);
const days = fc.constantFrom(
  ["Europe/Paris", "2026-03-29"] as const,
  ["Europe/Paris", "2025-10-26"] as const,
  ["America/New_York", "2026-03-08"] as const,
  ["Asia/Kolkata", "2028-02-29"] as const,
  ["Australia/Lord_Howe", "2026-04-05"] as const,
  ["Australia/Lord_Howe", "2026-10-04"] as const,
  ["Pacific/Apia", "2011-12-29"] as const,
  ["UTC", "2026-11-20"] as const,
);

const SILENCE_MS = 15 * 60_000;

/** The report as the store would give it, but only the tallies of the day are read. */
function reported(zone: string, date: string, payments: ScoredPayment[]) {
  const day = dayOf(zone, date);
  if (day === null) throw new Error(`${date} is no day in ${zone}`);
  const tallies = talliesOf(payments, []).filter(({ quarter }) => quarter >= day.from && quarter < day.to);
  const facts = { tallies, largest: [], cards: [], reasons: [], rejects: [], silences: [], paidBetween: null };
  const report = reportOf({ zone, currency: "USD" }, day, { facts, incidents: [], silenceMs: SILENCE_MS }, day.to);
  return { day, report };
}

function bruteForce(payments: readonly ScoredPayment[]) {
  const cents = (some: readonly ScoredPayment[]) =>
    formatAmount(
      some.reduce((sum, each) => sum + each.amountCents, 0),
      "USD",
    );
  const declined = payments.filter(({ outcome }) => outcome === "decline");
  const flagged = payments.filter(({ outcome }) => outcome !== "approve");
  const frauds = payments.filter((payment) => truthOf(payment) === "fraud");
  const missed = frauds.filter(({ outcome }) => outcome === "approve");
  const known = (some: readonly ScoredPayment[]) => some.filter((payment) => truthOf(payment) !== "unknown").length;
  const hits = (some: readonly ScoredPayment[]) => some.filter((payment) => truthOf(payment) === "fraud").length;
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    payments: payments.length,
    amount: cents(payments),
    declines: declined.length,
    declinedAmount: cents(declined),
    reviews: flagged.length - declined.length,
    amountAtRisk: cents(flagged),
    fraudRate: share(declined.length, payments.length),
    knownFrauds: frauds.length,
    knownFraudAmount: cents(frauds),
    missedFrauds: missed.length,
    missedAmount: cents(missed),
    unknown: payments.length - known(payments),
    precision: share(hits(declined), known(declined)),
    recall: share(hits(declined), frauds.length),
    flaggedPrecision: share(hits(flagged), known(flagged)),
    flaggedRecall: share(hits(flagged), frauds.length),
  };
}

test("every total is what adding up the payments of the day gives, to the cent", () => {
  const payment = fc.record({
    hours: fc.double({ min: -3, max: 28, noNaN: true }),
    amountCents: fc.oneof(fc.integer({ min: 0, max: 50_000 }), fc.constant(999_999_999)),
    outcome: fc.constantFrom("approve" as const, "review" as const, "decline" as const),
    category: fc.constantFrom("home", "travel", "kids_pets"),
    model: fc.constantFrom("m1", "m2"),
    label,
    verdict: label,
  });
  fc.assert(
    fc.property(days, fc.array(payment, { maxLength: 60 }), ([zone, date], made) => {
      const from = dayOf(zone, date)?.from ?? 0;
      const payments = made.map(({ hours, ...rest }) =>
        scoredPayment({ ...rest, paidAt: from + Math.round(hours * 3_600_000) }),
      );
      const { day, report } = reported(zone, date, payments);
      const ofDay = payments.filter(({ paidAt }) => paidAt >= day.from && paidAt < day.to);
      expect(report.totals).toEqual(bruteForce(ofDay));

      const hours = hoursOf(zone, day);
      report.byHour.forEach(({ hour, start, minutes, doubled, ...sums }, at) => {
        const { from = 0, to = 0 } = hours[at] ?? {};
        expect(sums).toEqual(bruteForce(ofDay.filter(({ paidAt }) => paidAt >= from && paidAt < to)));
        expect([Date.parse(start), minutes]).toEqual([from, (to - from) / 60_000]);
        expect(start).toContain(`T${hour}`);
        expect(doubled).toBe(hours[at]?.doubled);
      });
      for (const { category, ...sums } of report.byCategory) {
        expect(sums).toEqual(bruteForce(ofDay.filter((each) => each.category === category)));
      }
      for (const { model, ...sums } of report.models) {
        expect(sums).toEqual(bruteForce(ofDay.filter((each) => each.model === model)));
      }
    }),
  );
});

test("a verdict moves a payment from one truth to another, and the totals with it", () => {
  const before = scoredPayment({ outcome: "decline", label: "fraud" });
  const verdict = { id: "v", paymentId: before.id, verdict: "legitimate" as const, note: null, by: "ann", at: 0 };
  const changes = talliesOf([], [{ ...verdict, via: "api", seq: 2, before }]);
  const sums = sumsOf([...talliesOf([before], []), ...changes], "USD");
  expect(sums).toEqual(bruteForce([{ ...before, verdict: "legitimate" }]));
});

test("a payment at the first moment of a quarter is counted there", () => {
  const at = Date.UTC(2026, 10, 20, 10, 15);
  const tallies = talliesOf([scoredPayment({ paidAt: at - 1 }), scoredPayment({ paidAt: at })], []);
  expect(tallies.map(({ quarter }) => quarter)).toEqual([at - QUARTER_MS, at]);
});
