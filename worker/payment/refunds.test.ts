// Money that goes back, as rows tell it.
import { expect, test } from "vitest";
import { feedRow } from "../../test/rows.ts";
import { admit } from "./admit.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const DOOR = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: NOW };

function admitted(changes: Record<string, unknown>) {
  return admit({ columns: { ...feedRow({ trans_num: "r-1" }), ...changes } }, DOOR);
}

test.each([
  [{ amt: -12.5 }, { amountCents: 1250, paymentId: null }],
  [{ amt: "-12.50" }, { amountCents: 1250, paymentId: null }],
  [{ amt: null, amount_minor: -1250 }, { amountCents: 1250 }],
  [
    { type: "refund", amt: 12.5 },
    { amountCents: 1250, paymentId: null },
  ],
  [{ type: " Refund", amt: -12.5 }, { amountCents: 1250 }],
  [
    { refund_of: "p-1", amt: 12.5 },
    { amountCents: 1250, paymentId: "p-1" },
  ],
  [
    { refund_of: 77, amt: -12.5 },
    { amountCents: 1250, paymentId: "77" },
  ],
  [
    { type: "refund", amt: null, amount_minor: 5000, currency: "JPY" },
    { amountCents: 0, currency: "JPY", paidMinor: 5000 },
  ],
  [{ type: "refund", amt: 1, category: null, mcc: "x" }, { amountCents: 100 }],
])("a row with %j is a refund", (changes, expected) => {
  const admission = admitted(changes);
  expect(admission).toMatchObject({
    ok: true,
    refund: { id: "r-1", merchant: "Plum, Pear and Sons", last4: "4567", ...expected },
  });
  expect(admission).not.toHaveProperty("payment");
  expect(admission).not.toHaveProperty("refund.category");
});

test("a refund that names its payment may lack the card and the merchant, and no other", () => {
  const bare = { cc_num: null, merchant: null, amt: -5 };
  expect(admitted({ ...bare, refund_of: "p-1" })).toMatchObject({
    refund: { cardId: "", last4: "", merchant: "", paymentId: "p-1" },
  });
  expect(admitted(bare)).toMatchObject({ reject: { reason: "cc_num or card and merchant are missing" } });
  expect(admitted({ refund_of: "p-1", amt: null })).toMatchObject({ reject: { field: "amt" } });
});

test.each([
  [{ type: "payment", amt: -5 }, "amt must not be negative in a payment"],
  [{ type: "payment", amt: null, amount_minor: -5 }, "amount_minor must not be negative in a payment"],
  [{ type: "payment", refund_of: "p-1" }, "refund_of must be left out in a payment"],
  [{ type: "chargeback" }, "type must be payment or refund, or left out"],
  [{ refund_of: "two words" }, "refund_of must be 1 to 64 letters, digits or . : _ -"],
  [{ refund_of: "4000123412341234567" }, "refund_of must not hold the card number"],
])("a row with %j is refused: %s", (changes, reason) => {
  expect(admitted(changes)).toMatchObject({ ok: false, reject: { reason } });
});

test("an amount of minus zero is no refund", () => {
  expect(admitted({ amt: "-0.00" })).toMatchObject({ payment: { amountCents: 0 } });
});
