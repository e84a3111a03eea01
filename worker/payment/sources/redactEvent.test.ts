import { expect, test } from "vitest";
import {
  adyenItem,
  checkoutPayment,
  shopifyOrder,
  stripeCharge,
  stripeEvent,
  wooOrder,
} from "../../../test/sourceEvents.ts";
import { redactEvent } from "./redactEvent.ts";

const PERSONAL = /Ada|Lovelace|Grace|Hopper|John|Doe|Smith|example\.com|555|High Street|Main Street|4111|203\.0\.113/;

test.each([
  ["Stripe", stripeEvent("charge.succeeded", stripeCharge("ch_1", { receipt_email: "ada@example.com" }))],
  [
    "Adyen",
    {
      notificationItems: [
        {
          NotificationRequestItem: adyenItem("AUTHORISATION", {
            additionalData: {
              cardHolderName: "J. Smith",
              shopperEmail: "j.smith@example.com",
              shopperIP: "203.0.113.9",
            },
          }),
        },
      ],
    },
  ],
  [
    "Checkout.com",
    {
      type: "payment_approved",
      data: checkoutPayment("pay_1", {
        payment_ip: "203.0.113.9",
        customer: { name: "Ada", email: "ada@example.com" },
      }),
    },
  ],
  ["Shopify", shopifyOrder(5_123_456_789_012, { browser_ip: "203.0.113.9", note: "for Ada" })],
  ["WooCommerce", wooOrder(727, { customer_ip_address: "203.0.113.9", customer_note: "call John" })],
  ["free text", { text: "card 4111 1111 1111 1111 of ada@example.com at 203.0.113.9" }],
])("an event of %s shows no person and no card", (_, event) => {
  expect(JSON.stringify(redactEvent(event))).not.toMatch(PERSONAL);
});

test("ids, amounts, times and types stay", () => {
  const event = stripeEvent("charge.succeeded", stripeCharge("ch_1"));
  expect(redactEvent(event)).toMatchObject({
    id: "evt_charge_succeeded_ch_1",
    type: "charge.succeeded",
    data: {
      object: {
        id: "ch_1",
        amount: 8420,
        currency: "eur",
        created: 1_795_000_000,
        payment_method_details: { card: { country: "FR", last4: "4242" } },
      },
    },
  });
});

test("what stands for the card is hidden wherever it turns up", () => {
  expect(redactEvent({ a: "Xt5EWLLDS7FJjR1c", b: ["of Xt5EWLLDS7FJjR1c"] }, ["Xt5EWLLDS7FJjR1c"])).toEqual({
    a: "…",
    b: ["of …"],
  });
});

test("a large event is shown in part, and a deep one down to a depth", () => {
  const wide = redactEvent(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, "x".repeat(50)])));
  expect(JSON.stringify(wide).length).toBeLessThan(40_000);
  let deep: unknown = "end";
  for (let at = 0; at < 5_000; at += 1) deep = { a: deep };
  expect(JSON.stringify(redactEvent(deep)).length).toBeLessThan(200);
});
