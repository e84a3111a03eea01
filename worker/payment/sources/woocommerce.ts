// WooCommerce's webhooks of orders. An order that is paid is a payment, and one that is refunded a refund. It tells nothing of fraud.
import type { Mapping } from "./mapping.ts";
import type { Preset } from "./preset.ts";

const mapping: Mapping = {
  event: {
    path: "/status",
    payment: ["processing", "completed"],
    label: [],
    refund: ["refunded"],
    else: "ignore",
  },
  id: { header: "x-wc-webhook-delivery-id" },
  payment: {
    // Every shop counts from 1. The key makes an order's number one's own.
    trans_num: { path: ["/id", "/order_key"] },
    amt: { path: "/total" },
    currency: { path: "/currency" },
    current_time: { first: [{ path: "/date_paid_gmt" }, { path: "/date_created_gmt" }], unit: "iso" },
    merchant: { header: "x-wc-webhook-source" },
    // No card is told, so that the customer stands for it; an order by nobody known stands for itself.
    card: { first: [{ path: "/billing/email" }, { path: "/billing/phone" }, { path: ["/id", "/order_key"] }] },
  },
  refund: {
    trans_num: { path: ["/id", "/order_key", "/status"] },
    refund_of: { path: ["/id", "/order_key"] },
    amt: { path: "/total" },
    currency: { path: "/currency" },
    current_time: { first: [{ path: "/date_modified_gmt" }, { path: "/date_created_gmt" }], unit: "iso" },
    merchant: { header: "x-wc-webhook-source" },
  },
  signature: { header: "x-wc-webhook-signature", algorithm: "sha256", encoding: "base64" },
};

export const woocommerce: Preset = { name: "woocommerce", title: "WooCommerce", mapping, ownIds: [] };
