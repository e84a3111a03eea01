// Each preset reads the events that its system documents.
import { describe, expect, test } from "vitest";
import {
  adyenItem,
  checkoutEvent,
  checkoutPayment,
  shopifyOrder,
  signedByAdyen,
  signedByShopify,
  stripeCharge,
  stripeEvent,
  wooOrder,
} from "../../../test/sourceEvents.ts";
import { apply, problemsOf, type Reading } from "./apply.ts";
import { PRESETS, presetOf } from "./presets.ts";
import { readMapping } from "./readMapping.ts";

function readBy(name: string, event: unknown, headers: Record<string, string> = {}): Reading[] {
  const preset = presetOf(name);
  if (preset === null) throw new Error(`no preset ${name}`);
  const applied = apply(preset.mapping, event, { source: name, headers });
  if (!applied.ok) throw new Error(applied.problem);
  return applied.readings;
}

function rowOf(reading: Reading | undefined): Record<string, unknown> {
  if (reading?.kind !== "payment" && reading?.kind !== "refund") throw new Error(`not a row: ${reading?.kind}`);
  expect(problemsOf(reading)).toEqual([]);
  return { ...reading.columns };
}

test.each(PRESETS.map(({ name, mapping }) => ({ name, mapping })))(
  "the mapping of $name is one that people could write",
  ({ mapping }) => {
    expect(readMapping(JSON.stringify(mapping))).toEqual({ ok: true, mapping: JSON.parse(JSON.stringify(mapping)) });
  },
);

describe("Stripe", () => {
  test("a charge is a payment by the card's fingerprint, in its own money", () => {
    const [payment] = readBy("stripe", stripeEvent("charge.succeeded", stripeCharge("ch_1")));
    expect(rowOf(payment)).toEqual({
      trans_num: "ch_1",
      amt: "84.2",
      currency: "eur",
      current_time: 1_795_000_000_000,
      merchant: "stripe",
      card: "Xt5EWLLDS7FJjR1c",
      last4: "4242",
      country: "FR",
    });
    expect(payment?.eventId).toBe("evt_charge_succeeded_ch_1");
  });

  test.each([
    ["jpy", 5000, "5000"],
    ["kwd", 1230, "1.23"],
    ["isk", 500, "5"],
    ["ugx", 500, "5"],
    ["usd", 5, "0.05"],
  ])("%s has its own number of decimals", (currency, amount, amt) => {
    expect(
      rowOf(readBy("stripe", stripeEvent("charge.succeeded", stripeCharge("ch_1", { currency, amount })))[0]),
    ).toMatchObject({
      amt,
    });
  });

  test("a platform's account is the merchant", () => {
    const event = stripeEvent("charge.succeeded", stripeCharge("ch_1"), { account: "acct_17" });
    expect(rowOf(readBy("stripe", event)[0]).merchant).toBe("acct_17");
  });

  test("a charge without a card is of its customer, or of nobody else", () => {
    const none = { payment_method_details: { type: "klarna", klarna: {} } };
    const known = stripeCharge("ch_1", { ...none, customer: "cus_7" });
    expect(rowOf(readBy("stripe", stripeEvent("charge.succeeded", known))[0]).card).toBe("cus_7");
    expect(rowOf(readBy("stripe", stripeEvent("charge.succeeded", stripeCharge("ch_1", none)))[0]).card).toBe("ch_1");
  });

  test.each([
    [
      "radar.early_fraud_warning.created",
      { charge: "ch_1", fraud_type: "made_with_stolen_card" },
      "fraud",
      "lost_or_stolen",
    ],
    ["radar.early_fraud_warning.created", { charge: "ch_1", fraud_type: "misc" }, "fraud", "other"],
    ["charge.dispute.created", { charge: "ch_1", reason: "fraudulent", status: "needs_response" }, "fraud", null],
    ["charge.dispute.closed", { charge: "ch_1", reason: "fraudulent", status: "lost" }, "fraud", null],
    ["charge.dispute.closed", { charge: "ch_1", reason: "fraudulent", status: "won" }, "legitimate", null],
    ["review.closed", { charge: "ch_1", reason: "refunded_as_fraud" }, "fraud", null],
    ["review.closed", { charge: "ch_1", reason: "approved" }, "legitimate", null],
  ])("%s %o says %s", (type, object, verdict, fraudType) => {
    const [label] = readBy("stripe", stripeEvent(type, { id: "x_1", ...object }));
    expect(label).toMatchObject({ kind: "label", said: { paymentId: "ch_1", verdict, fraudType, note: type } });
  });

  test.each(["product_not_received", "duplicate", "general"])("a dispute about %s says nothing of fraud", (reason) => {
    const [label] = readBy(
      "stripe",
      stripeEvent("charge.dispute.created", { id: "dp_1", charge: "ch_1", reason, status: "lost" }),
    );
    expect(label).toMatchObject({ kind: "ignored", why: "charge.dispute.created says nothing about fraud" });
  });

  test("a refund is a refund, and for fraud a label as well", () => {
    const refund = {
      id: "re_1",
      charge: "ch_1",
      amount: 1000,
      currency: "eur",
      created: 1_795_000_900,
      reason: "fraudulent",
    };
    const readings = readBy("stripe", stripeEvent("refund.created", refund));
    expect(readings.map(({ kind }) => kind)).toEqual(["label", "refund"]);
    expect(readings[0]).toMatchObject({ said: { paymentId: "ch_1", verdict: "fraud" } });
    expect(rowOf(readings[1])).toEqual({
      type: "refund",
      trans_num: "re_1",
      refund_of: "ch_1",
      amt: "10",
      currency: "eur",
      current_time: 1_795_000_900_000,
      merchant: "stripe",
    });
    const asked = readBy("stripe", stripeEvent("refund.created", { ...refund, reason: "requested_by_customer" }));
    expect(asked.map(({ kind }) => kind)).toEqual(["ignored", "refund"]);
  });

  test.each(["charge.failed", "payment_intent.succeeded", "customer.created"])(
    "%s is acknowledged, and is nothing",
    (type) => {
      expect(readBy("stripe", stripeEvent(type, stripeCharge("ch_1")))).toMatchObject([
        { kind: "ignored", eventType: type },
      ]);
    },
  );
});

describe("Adyen", () => {
  const read = (...items: Record<string, unknown>[]) => readBy("adyen", JSON.parse(signedByAdyen(items).body));

  test("an authorisation is a payment, and the items of a notification are read one by one", () => {
    const readings = read(
      adyenItem("AUTHORISATION"),
      adyenItem("REPORT_AVAILABLE"),
      adyenItem("AUTHORISATION", { success: "false" }),
    );
    expect(readings.map(({ kind }) => kind)).toEqual(["payment", "ignored", "ignored"]);
    expect(rowOf(readings[0])).toEqual({
      trans_num: "QFQTPCQ8HXSKGK82",
      amt: "11.3",
      currency: "EUR",
      current_time: "2026-11-20T18:04:11+01:00",
      merchant: "ExampleShopEU",
      card: "411111:1111:3/2030",
      last4: "1111",
      bin: "411111",
    });
    expect(readings[0]?.eventId).toBe("QFQTPCQ8HXSKGK82:AUTHORISATION:true");
  });

  test("an alias stands for the card where there is one", () => {
    const item = adyenItem("AUTHORISATION", { additionalData: { alias: "A123456789", cardBin: "411111" } });
    expect(rowOf(read(item)[0]).card).toBe("A123456789");
  });

  test.each([
    ["IDR", 5000, "5000"],
    ["ISK", 500, "5"],
    ["CLP", 500, "5"],
    ["JPY", 500, "500"],
  ])("%s has the decimals that Adyen gives it", (currency, value, amt) => {
    expect(rowOf(read(adyenItem("AUTHORISATION", { amount: { value, currency } }))[0]).amt).toBe(amt);
  });

  test.each([
    ["NOTIFICATION_OF_FRAUD", {}, "fraud"],
    ["CHARGEBACK", { chargebackReasonCode: "10.4" }, "fraud"],
    ["NOTIFICATION_OF_CHARGEBACK", { chargebackReasonCode: "4837" }, "fraud"],
  ])("%s %o says %s of the original payment", (code, additionalData, verdict) => {
    const [label] = read(
      adyenItem(code, { pspReference: "DSP1", originalReference: "QFQTPCQ8HXSKGK82", additionalData }),
    );
    expect(label).toMatchObject({ kind: "label", said: { paymentId: "QFQTPCQ8HXSKGK82", verdict } });
  });

  test("a chargeback for another reason says nothing of fraud", () => {
    const item = adyenItem("CHARGEBACK", { originalReference: "P1", additionalData: { chargebackReasonCode: "13.1" } });
    expect(read(item)).toMatchObject([{ kind: "ignored" }]);
  });

  test("a refund names its payment", () => {
    const [refund] = read(adyenItem("REFUND", { pspReference: "R1", originalReference: "P1" }));
    expect(rowOf(refund)).toMatchObject({
      type: "refund",
      trans_num: "R1",
      refund_of: "P1",
      amt: "11.3",
      merchant: "ExampleShopEU",
    });
  });

  test("a notification without items is no notification", () => {
    expect(apply(presetOf("adyen")?.mapping ?? {}, { live: "false" }, { source: "adyen" })).toEqual({
      ok: false,
      problem: "/notificationItems must be a list of events: items is the pointer to it",
    });
  });
});

describe("Checkout.com", () => {
  test("an approved payment is a payment by the card's fingerprint", () => {
    const [payment] = readBy("checkout", checkoutEvent("payment_approved", checkoutPayment("pay_1")));
    expect(rowOf(payment)).toEqual({
      trans_num: "pay_1",
      amt: "200.5",
      currency: "GBP",
      current_time: "2026-11-20T11:56:03Z",
      merchant: "checkout",
      card: "F31828E2BDABAE63EB694903825CDD36",
      last4: "4242",
      bin: "42424242",
      country: "GB",
    });
  });

  test.each([
    ["fraud_reported", { payment: { id: "pay_1" }, fraud: { type: "6" } }, "fraud", "card_details"],
    ["dispute_received", { id: "dsp_1", payment_id: "pay_1", reason_code: "10.4" }, "fraud", null],
    ["dispute_lost", { id: "dsp_1", payment_id: "pay_1", category: "fraudulent" }, "fraud", null],
    ["dispute_won", { id: "dsp_1", payment_id: "pay_1", reason_code: "10.4" }, "legitimate", null],
    ["dispute_won", { id: "dsp_1", payment_id: "pay_1", category: "fraudulent" }, "legitimate", null],
  ])("%s %o says %s", (type, data, verdict, fraudType) => {
    const [label] = readBy("checkout", checkoutEvent(type, data));
    expect(label).toMatchObject({ kind: "label", said: { paymentId: "pay_1", verdict, fraudType } });
  });

  test("a refund has the action's id, and names its payment", () => {
    const [refund] = readBy(
      "checkout",
      checkoutEvent("payment_refunded", checkoutPayment("pay_1", { action_id: "act_9" })),
    );
    expect(rowOf(refund)).toMatchObject({ type: "refund", trans_num: "act_9", refund_of: "pay_1" });
  });

  test.each(["payment_declined", "payment_captured"])("%s is acknowledged, and is nothing", (type) => {
    expect(readBy("checkout", checkoutEvent(type, checkoutPayment("pay_1")))).toMatchObject([{ kind: "ignored" }]);
  });
});

describe("Shopify", () => {
  const read = (topic: string, body: Record<string, unknown>) =>
    readBy("shopify", body, signedByShopify(topic, body).headers);

  test("an order is a payment of its customer at the shop", () => {
    const [payment] = read("orders/create", shopifyOrder(5_123_456_789_012));
    expect(rowOf(payment)).toEqual({
      trans_num: 5_123_456_789_012,
      amt: "409.94",
      currency: "CAD",
      current_time: "2026-11-20T09:04:10-05:00",
      merchant: "example-shop.myshopify.com",
      card: 207119551,
    });
  });

  test("an order cancelled for fraud, and a chargeback for fraud, are labels", () => {
    const [cancelled] = read("orders/cancelled", shopifyOrder(17, { cancel_reason: "fraud" }));
    expect(cancelled).toMatchObject({ kind: "label", said: { paymentId: "17", verdict: "fraud" } });
    const dispute = { id: 598735659, order_id: 17, type: "chargeback", reason: "fraudulent", status: "needs_response" };
    expect(read("disputes/create", dispute)).toMatchObject([
      { kind: "label", said: { paymentId: "17", verdict: "fraud" } },
    ]);
    expect(read("disputes/update", { ...dispute, status: "won" })).toMatchObject([{ said: { verdict: "legitimate" } }]);
    expect(read("orders/cancelled", shopifyOrder(17, { cancel_reason: "customer" }))).toMatchObject([
      { kind: "ignored" },
    ]);
  });

  test("a refund names its order", () => {
    const refund = {
      id: 929361464,
      order_id: 17,
      created_at: "2026-11-21T09:04:11-05:00",
      transactions: [{ amount: "41.94", currency: "CAD", kind: "refund" }],
    };
    expect(rowOf(read("refunds/create", refund)[0])).toMatchObject({
      type: "refund",
      trans_num: 929361464,
      refund_of: 17,
      amt: "41.94",
    });
  });
});

describe("WooCommerce", () => {
  const headers = { "x-wc-webhook-source": "https://shop.example/", "x-wc-webhook-delivery-id": "d1" };

  test("a paid order is a payment of its customer", () => {
    const [payment] = readBy("woocommerce", wooOrder(727), headers);
    expect(rowOf(payment)).toEqual({
      trans_num: "727:wc_order_58d2d042d1d727",
      amt: "29.35",
      currency: "USD",
      current_time: "2026-11-20T16:28:08Z",
      merchant: "https://shop.example/",
      card: "john.doe@example.com",
    });
  });

  test.each(["pending", "on-hold", "failed", "cancelled", "trash"])("an order that is %s is nothing", (status) => {
    expect(readBy("woocommerce", wooOrder(727, { status }), headers)).toMatchObject([{ kind: "ignored" }]);
  });

  test("an order that is refunded is a refund of its payment", () => {
    expect(rowOf(readBy("woocommerce", wooOrder(727, { status: "refunded" }), headers)[0])).toMatchObject({
      type: "refund",
      trans_num: "727:wc_order_58d2d042d1d727:refunded",
      refund_of: "727:wc_order_58d2d042d1d727",
      amt: "29.35",
    });
  });
});
