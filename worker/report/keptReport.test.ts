import { expect, test } from "vitest";
import { keptCorrectionsIn, keptReport } from "./keptReport.ts";

test("a report from before there was more than one currency is in dollars", () => {
  const old = { date: "2026-11-20", largestFrauds: [{ id: "a", amount: "1.00" }] };
  expect(keptReport(JSON.stringify(old))).toEqual({
    ...old,
    currency: "USD",
    largestFrauds: [{ id: "a", amount: "1.00", currency: "USD", paid: null }],
  });
});

test("a report keeps the currency that it was made in", () => {
  const paid = { amount: "5000", currency: "JPY", rate: "0.00624" };
  const report = { currency: "EUR", largestFrauds: [{ id: "a", amount: "31.20", currency: "EUR", paid }] };
  expect(keptReport(JSON.stringify(report))).toEqual(report);
});

test("corrections from before are in dollars, too, and may lack changed labels", () => {
  const old = { newestLate: [{ id: "a" }], changedVerdicts: [{ id: "b" }] };
  expect(keptCorrectionsIn(JSON.stringify(old))).toEqual({
    newestLate: [{ id: "a", currency: "USD", paid: null }],
    changedVerdicts: [{ id: "b", currency: "USD", paid: null }],
    changedLabels: [],
  });
  expect(keptCorrectionsIn("null")).toBeNull();
});
