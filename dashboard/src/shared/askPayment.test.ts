import { expect, test } from "vitest";
import { notPayment } from "./askPayment.ts";

test("an address of a refund says whose payment it is, instead of showing nothing", () => {
  const at = { paidAt: "2026-11-20T10:00:00.000Z", seenAt: "2026-11-20T10:00:01.000Z", source: "push" };
  const card = { id: "c0ffee", last4: "" };
  const paid = { amount: "20.50", currency: "USD", paid: null };
  const refund = { id: "r-1", refundOf: "p-1", ...at, ...paid, merchant: "", card };
  const detail = { type: "refund" as const, refund, simulated: false, recorded: true };
  expect(notPayment(detail).problem).toBe("This is a refund of $20.50, of the payment p-1.");
  expect(notPayment({ ...detail, refund: { ...refund, refundOf: null } }).problem).toBe(
    "This is a refund of $20.50, and does not say of which payment.",
  );
});
