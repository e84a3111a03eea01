import { expect, test } from "vitest";
import type { LiveFrame } from "../../../worker/wire/board.ts";
import { announcement, isTimely, newFrauds, pageTitle } from "./newFrauds.ts";
import { samplePayment } from "./sample.ts";

const fraud = samplePayment();
const frame: LiveFrame = { type: "payment", seq: 1, payment: fraud };

test("a fraud is announced by amount, merchant and score", () => {
  expect(announcement([fraud])).toBe("Fraud: $912.40 at Tidewater Electronics, score 98\u00a0%");
});

test("several frauds at once make one sentence", () => {
  const small = samplePayment({ id: "b", amount: "80.00", merchant: "Juniper Home" });
  expect(announcement([small, fraud])).toBe("2 frauds, the largest: $912.40 at Tidewater Electronics, score 98\u00a0%");
});

test("a fraud is news once, however often it comes", () => {
  expect(newFrauds([frame, frame], new Map(), new Set())).toEqual([fraud]);
  expect(newFrauds([frame], new Map([[fraud.id, fraud]]), new Set())).toEqual([]);
  expect(newFrauds([frame], new Map(), new Set([fraud.id]))).toEqual([]);
});

test("what a list or a rule declined is told as such, and is called no fraud", () => {
  const byRule = samplePayment({
    score: 0.01,
    reasons: [{ code: "rule", share: 1, text: "the rule “Nights” declines" }],
  });
  expect(announcement([byRule])).toMatch(/^Declined by a rule: \$/);
  expect(announcement([byRule, samplePayment({ id: "b2" })])).toMatch(/^2 declined payments, the largest: /);
  expect(announcement([samplePayment()])).toMatch(/^Fraud: /);
});

test("payments let through or to review are not announced", () => {
  const review: LiveFrame = { type: "payment", seq: 2, payment: samplePayment({ outcome: "review" }) };
  expect(newFrauds([review], new Map(), new Set())).toEqual([]);
});

test("a fraud that someone has looked at is no news, however old", () => {
  const judged: LiveFrame = { type: "payment", seq: 9, payment: samplePayment({ seq: 9, verdict: "fraud" }) };
  expect(newFrauds([judged], new Map(), new Set())).toEqual([]);
});

test("a fraud of just now calls, one of a past day that is loaded does not", () => {
  const seenAt = "2026-11-20T10:00:00.000Z";
  expect(isTimely({ paidAt: "2026-11-20T09:30:00.000Z", seenAt })).toBe(true);
  // The sender's clock may be ahead.
  expect(isTimely({ paidAt: "2026-11-20T10:01:00.000Z", seenAt })).toBe(true);
  expect(isTimely({ paidAt: "2026-11-18T09:30:00.000Z", seenAt })).toBe(false);
});

test("the tab counts the frauds that nobody has looked at, and names what is open", () => {
  expect([0, 3].map((unseen) => pageTitle(unseen))).toEqual(["Vigie", "(3) Vigie"]);
  expect([0, 3].map((unseen) => pageTitle(unseen, "Declined: $9.50"))).toEqual([
    "Declined: $9.50 – Vigie",
    "(3) Declined: $9.50 – Vigie",
  ]);
});
