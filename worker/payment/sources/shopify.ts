// Shopify's webhooks. A new order is a payment; orders cancelled for fraud, and chargebacks for fraud, are labels.
import type { Mapping } from "./mapping.ts";
import type { Preset } from "./preset.ts";

const mapping: Mapping = {
  event: {
    header: "x-shopify-topic",
    // An event that was pasted has no header. Most are orders.
    const: "orders/create",
    payment: ["orders/create"],
    label: ["orders/cancelled", "disputes/create", "disputes/update"],
    refund: ["refunds/create"],
    else: "ignore",
  },
  id: { header: "x-shopify-webhook-id" },
  payment: {
    trans_num: { path: "/id" },
    amt: { path: "/total_price" },
    currency: { path: "/currency" },
    current_time: { first: [{ path: "/processed_at" }, { path: "/created_at" }], unit: "iso" },
    merchant: { header: "x-shopify-shop-domain" },
    // No card is told, so that the customer stands for it; an order by nobody known stands for itself.
    card: {
      first: [
        { path: "/customer/id" },
        { path: "/email" },
        { path: "/contact_email" },
        { path: "/phone" },
        { path: "/token" },
        { path: "/admin_graphql_api_id" },
      ],
    },
    bin: { path: "/payment_details/credit_card_bin" },
  },
  label: {
    payment: { first: [{ path: "/order_id" }, { path: "/id" }] },
    verdict: {
      first: [
        { path: "/cancel_reason", table: { fraud: "fraud" }, else: null },
        { path: ["/reason", "/status"], table: { "fraudulent:won": "legitimate" }, else: null },
        { path: "/reason", table: { fraudulent: "fraud" }, else: null },
      ],
    },
    note: { first: [{ path: "/cancel_reason" }, { path: ["/type", "/reason"] }] },
  },
  refund: {
    trans_num: { path: "/id" },
    refund_of: { path: "/order_id" },
    amt: { path: "/transactions/0/amount" },
    currency: { path: "/transactions/0/currency" },
    current_time: { first: [{ path: "/processed_at" }, { path: "/created_at" }], unit: "iso" },
    merchant: { header: "x-shopify-shop-domain" },
  },
  signature: { header: "x-shopify-hmac-sha256", algorithm: "sha256", encoding: "base64" },
};

export const shopify: Preset = { name: "shopify", title: "Shopify", mapping, ownIds: ["/id", "/order_id"] };
