// Checkout.com's webhooks. An approved payment is a payment; reported frauds and disputes for fraud are labels.
import { fraudReasons, REPORTED_KINDS } from "./cardReasons.ts";
import type { Mapping } from "./mapping.ts";
import type { Preset } from "./preset.ts";

const mapping: Mapping = {
  event: {
    path: "/type",
    payment: ["payment_approved"],
    label: ["fraud_reported", "dispute_received", "dispute_evidence_required", "dispute_lost", "dispute_won"],
    refund: ["payment_refunded"],
    else: "ignore",
  },
  id: { path: "/id" },
  payment: {
    trans_num: { path: "/data/id" },
    amt: { path: "/data/amount", scale: "currency" },
    currency: { path: "/data/currency" },
    current_time: {
      first: [{ path: "/data/processed_on" }, { path: "/created_on" }, { path: "/timestamp" }],
      unit: "iso",
    },
    card: {
      first: [
        { path: "/data/source/fingerprint" },
        { path: "/source/fingerprint" },
        { path: "/data/source/id" },
        { path: "/data/customer/id" },
        { path: "/data/id" },
      ],
    },
    last4: { first: [{ path: "/data/source/last_4" }, { path: "/source/last_4" }] },
    bin: { first: [{ path: "/data/source/bin" }, { path: "/source/bin" }] },
    country: { first: [{ path: "/data/source/issuer_country" }, { path: "/source/issuer_country" }] },
  },
  label: {
    payment: { first: [{ path: "/data/payment_id" }, { path: "/data/payment/id" }] },
    verdict: {
      first: [
        { path: "/type", table: { fraud_reported: "fraud" }, else: null },
        {
          path: ["/type", "/data/reason_code"],
          table: fraudReasons("legitimate", "dispute_won:"),
          else: null,
        },
        { path: ["/type", "/data/category"], table: { "dispute_won:fraudulent": "legitimate" }, else: null },
        { path: "/data/reason_code", table: fraudReasons("fraud"), else: null },
        { path: "/data/category", table: { fraudulent: "fraud" }, else: null },
      ],
    },
    fraudType: { path: "/data/fraud/type", table: REPORTED_KINDS, else: "other" },
    note: { path: "/type" },
  },
  refund: {
    trans_num: { path: "/data/action_id" },
    refund_of: { path: "/data/id" },
    amt: { path: "/data/amount", scale: "currency" },
    currency: { path: "/data/currency" },
    current_time: {
      first: [{ path: "/data/processed_on" }, { path: "/created_on" }, { path: "/timestamp" }],
      unit: "iso",
    },
  },
  decimals: { CLP: 2 },
  signature: { header: "cko-signature", algorithm: "sha256", encoding: "hex" },
};

export const checkout: Preset = { name: "checkout", title: "Checkout.com", mapping, ownIds: [] };
