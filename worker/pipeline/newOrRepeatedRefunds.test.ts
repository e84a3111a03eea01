import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { Refund } from "../payment/refund.ts";
import { entriesIn, isEmpty, rowsOf } from "./journalRows.ts";
import { sortOut } from "./newOrRepeated.ts";

const REFUND: Refund = {
  ...{ id: "r-1", paymentId: "p-1", cardId: "card-a", last4: "4567", merchant: "Plum", amountCents: 500 },
  paidAt: payment().paidAt,
};

function sorted(refunds: Refund[], stored: Refund[] = [], payments = [payment({ id: "p-1" })]) {
  const arrivals = refunds.map((refund) => {
    return { admission: { ok: true, refund } as const, source: "push" as const, seenAt: 1 };
  });
  const known = new Map(stored.map((refund) => [refund.id, refund]));
  return sortOut(arrivals, new Map(payments.map((one) => [one.id, one])), "stream", 0, known);
}

test("a refund is taken once, and comes again as often as its sender likes", () => {
  const { findings, refunds, fresh, rejects } = sorted([REFUND, { ...REFUND }]);
  expect(findings).toMatchObject([
    { status: "refund", isRepeated: false },
    { status: "refund", isRepeated: true },
  ]);
  expect([...refunds.values()]).toEqual([{ ...REFUND, source: "push", seenAt: 1, feed: "stream" }]);
  expect([...fresh, ...rejects]).toEqual([]);
  expect(
    sorted([REFUND], [{ ...REFUND, sender: null, currency: null, paidMinor: null, rate: null }]).refunds.size,
  ).toBe(0);
});

test.each([
  ["amt", { amountCents: 501 }],
  ["refund_of", { paymentId: null }],
  ["cc_num", { cardId: "card-b" }],
  ["merchant", { merchant: "Pear" }],
  ["currency", { currency: "JPY", paidMinor: 5, rate: null }],
  ["current_time", { paidAt: REFUND.paidAt + 1 }],
])("another %s under a stored refund's id is a conflict, and the stored one stands", (field, changes) => {
  const { findings, refunds } = sorted([{ ...REFUND, ...changes }], [REFUND]);
  expect(findings).toMatchObject([{ status: "rejected", reject: { code: "conflict", field, paymentId: "r-1" } }]);
  expect(refunds.size).toBe(0);
});

test("a refund cannot have the id of a payment", () => {
  expect(sorted([{ ...REFUND, id: "p-1" }]).findings).toMatchObject([
    { reject: { code: "conflict", reason: expect.stringContaining("names its payment in refund_of") } },
  ]);
});

test("the journal keeps refunds, however it is cut", () => {
  const refunds = Array.from({ length: 2_000 }, (_, nth) => {
    return {
      ...REFUND,
      id: `r-${nth}`,
      merchant: "m".repeat(400),
      source: "push" as const,
      seenAt: 1,
      feed: "stream" as const,
    };
  });
  const nothing = { payments: [], rejects: [], labels: [], histories: [] };
  expect(isEmpty({ ...nothing, refunds })).toBe(false);
  const rows = rowsOf({ ...nothing, refunds });
  expect(rows.length).toBeGreaterThan(1);
  expect(entriesIn(rows.map(({ text }) => text)).refunds).toEqual(refunds);
});
