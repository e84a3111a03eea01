// Events as other systems send them, made from their documented shapes, and signed as they sign.
import { createHmac } from "node:crypto";

type Shape = Record<string, unknown>;

export interface SentEvent {
  body: string;
  headers: Record<string, string>;
}

export const SECRETS = {
  stripe: "whsec_vigies_own_test_secret",
  adyen: "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
  checkout: "a signature key of Vigie's tests",
  shopify: "shpss_vigies_own_test_secret",
  woocommerce: "a shop's own words",
} as const;

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text);

export function stripeEvent(type: string, object: Shape, more: Shape = {}): Shape {
  const created = typeof object.created === "number" ? object.created : 1_795_000_000;
  const id = `evt_${type.replaceAll(".", "_")}_${String(object.id)}`;
  return { id, object: "event", type, created, livemode: true, data: { object }, ...more };
}

export function stripeCharge(id: string, more: Shape = {}): Shape {
  return {
    id,
    object: "charge",
    amount: 8420,
    currency: "eur",
    created: 1_795_000_000,
    status: "succeeded",
    customer: null,
    billing_details: { email: "ada@example.com", name: "Ada Lovelace", address: { line1: "1 High Street" } },
    payment_method_details: {
      type: "card",
      card: { brand: "visa", country: "FR", fingerprint: "Xt5EWLLDS7FJjR1c", last4: "4242", network: "visa" },
    },
    ...more,
  };
}

export function signedByStripe(event: Shape, nowMs: number, secret: string = SECRETS.stripe): SentEvent {
  const body = JSON.stringify(event);
  const seconds = Math.floor(nowMs / 1000);
  const signature = hmac(secret, `${seconds}.${body}`).digest("hex");
  return { body, headers: { "stripe-signature": `t=${seconds},v1=${signature},v0=00` } };
}

export function adyenItem(eventCode: string, more: Shape = {}): Shape {
  return {
    eventCode,
    success: "true",
    pspReference: "QFQTPCQ8HXSKGK82",
    merchantAccountCode: "ExampleShopEU",
    merchantReference: "order: 17",
    eventDate: "2026-11-20T18:04:11+01:00",
    amount: { value: 1130, currency: "EUR" },
    paymentMethod: "visa",
    additionalData: { cardBin: "411111", cardSummary: "1111", expiryDate: "3/2030", cardHolderName: "J. Smith" },
    ...more,
  };
}

export function signedByAdyen(items: readonly Shape[], secret: string = SECRETS.adyen): SentEvent {
  const notificationItems = items.map((item) => {
    const { value, currency } = item.amount as { value: number; currency: string };
    const named = ["pspReference", "originalReference", "merchantAccountCode", "merchantReference"];
    const parts = [...named.map((name) => item[name] ?? ""), value, currency, item.eventCode, item.success];
    const text = parts.map((part) => String(part).replaceAll("\\", "\\\\").replaceAll(":", "\\:")).join(":");
    const hmacSignature = hmac(Buffer.from(secret, "hex"), text).digest("base64");
    const additionalData = { ...(item.additionalData as Shape | undefined), hmacSignature };
    return { NotificationRequestItem: { ...item, additionalData } };
  });
  return { body: JSON.stringify({ live: "false", notificationItems }), headers: {} };
}

export function checkoutEvent(type: string, data: Shape): Shape {
  return {
    id: `evt_${type}_${String(data.action_id ?? data.id ?? "x")}`,
    type,
    version: "1.0.29",
    created_on: "2026-11-20T11:56:04.8821546Z",
    data,
  };
}

export function checkoutPayment(id: string, more: Shape = {}): Shape {
  return {
    id,
    action_id: `act_${id}`,
    reference: "ORD-5023-4E89",
    amount: 20_050,
    currency: "GBP",
    processed_on: "2026-11-20T11:56:03Z",
    source: {
      id: "src_nwd3m4in3hkuddfpjsaevunhdy",
      type: "card",
      fingerprint: "F31828E2BDABAE63EB694903825CDD36",
      bin: "42424242",
      last_4: "4242",
      issuer_country: "GB",
    },
    ...more,
  };
}

export function signedByCheckout(event: Shape, secret: string = SECRETS.checkout): SentEvent {
  const body = JSON.stringify(event);
  return { body, headers: { "cko-signature": hmac(secret, body).digest("hex") } };
}

export function shopifyOrder(id: number, more: Shape = {}): Shape {
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: "#1001",
    total_price: "409.94",
    currency: "CAD",
    created_at: "2026-11-20T09:04:11-05:00",
    processed_at: "2026-11-20T09:04:10-05:00",
    cancel_reason: null,
    email: "grace@example.com",
    customer: { id: 207119551, email: "grace@example.com", first_name: "Grace" },
    billing_address: { name: "Grace Hopper", address1: "1 Main Street", country_code: "CA" },
    ...more,
  };
}

export function signedByShopify(topic: string, body: Shape, secret: string = SECRETS.shopify): SentEvent {
  const text = JSON.stringify(body);
  return {
    body: text,
    headers: {
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": "example-shop.myshopify.com",
      "x-shopify-webhook-id": `b54557e4-bdd9-4b37-8a5f-${topic.replace("/", "-")}-${String(body.id)}`,
      "x-shopify-hmac-sha256": hmac(secret, text).digest("base64"),
    },
  };
}

export function wooOrder(id: number, more: Shape = {}): Shape {
  return {
    id,
    order_key: `wc_order_58d2d042d1d${id}`,
    status: "processing",
    currency: "USD",
    total: "29.35",
    date_created_gmt: "2026-11-20T16:28:02",
    date_paid_gmt: "2026-11-20T16:28:08",
    date_modified_gmt: "2026-11-20T16:28:08",
    customer_id: 0,
    billing: { first_name: "John", last_name: "Doe", email: "john.doe@example.com", phone: "(555) 555-5555" },
    payment_method: "bacs",
    ...more,
  };
}

export function signedByWoo(body: Shape, secret: string = SECRETS.woocommerce): SentEvent {
  const text = JSON.stringify(body);
  return {
    body: text,
    headers: {
      "x-wc-webhook-topic": "order.updated",
      "x-wc-webhook-source": "https://shop.example/",
      "x-wc-webhook-delivery-id": `delivery-${String(body.id)}-${String(body.status)}`,
      "x-wc-webhook-signature": hmac(secret, text).digest("base64"),
    },
  };
}
