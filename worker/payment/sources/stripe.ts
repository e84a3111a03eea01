// Stripe's webhooks. A charge is a payment; disputes, early fraud warnings, closed reviews and refunds for fraud are labels.
import type { Mapping } from "./mapping.ts";
import type { Preset } from "./preset.ts";

const KINDS = {
  made_with_lost_card: "lost_or_stolen",
  made_with_stolen_card: "lost_or_stolen",
  card_never_received: "lost_or_stolen",
  made_with_counterfeit_card: "counterfeit",
  unauthorized_use_of_card: "card_details",
};

const mapping: Mapping = {
  event: {
    path: "/type",
    payment: ["charge.succeeded"],
    label: [
      "radar.early_fraud_warning.created",
      "charge.dispute.created",
      "charge.dispute.closed",
      "review.closed",
      "refund.created",
    ],
    refund: ["refund.created"],
    else: "ignore",
  },
  id: { path: "/id" },
  payment: {
    trans_num: { path: "/data/object/id" },
    amt: { path: "/data/object/amount", scale: "currency" },
    currency: { path: "/data/object/currency" },
    current_time: { path: "/data/object/created", unit: "s" },
    // An account of a platform. Without one, the source's name is the merchant.
    merchant: { path: "/account" },
    card: {
      first: [
        { path: "/data/object/payment_method_details/card/fingerprint" },
        { path: "/data/object/payment_method_details/card_present/fingerprint" },
        { path: "/data/object/payment_method_details/sepa_debit/fingerprint" },
        { path: "/data/object/payment_method_details/us_bank_account/fingerprint" },
        { path: "/data/object/customer" },
        { path: "/data/object/payment_method" },
        { path: "/data/object/id" },
      ],
    },
    last4: {
      first: [
        { path: "/data/object/payment_method_details/card/last4" },
        { path: "/data/object/payment_method_details/card_present/last4" },
      ],
    },
    bin: { path: "/data/object/payment_method_details/card/iin" },
    country: {
      first: [
        { path: "/data/object/payment_method_details/card/country" },
        { path: "/data/object/payment_method_details/card_present/country" },
      ],
    },
  },
  label: {
    payment: { path: "/data/object/charge" },
    verdict: {
      first: [
        // Every early fraud warning has a kind, and nothing else has one.
        { path: "/data/object/fraud_type", table: {}, else: "fraud" },
        {
          path: ["/data/object/reason", "/data/object/status"],
          table: { "fraudulent:won": "legitimate", "fraudulent:warning_closed": "legitimate" },
          else: null,
        },
        {
          path: "/data/object/reason",
          table: { fraudulent: "fraud", refunded_as_fraud: "fraud", approved: "legitimate" },
          else: null,
        },
      ],
    },
    fraudType: { path: "/data/object/fraud_type", table: KINDS, else: "other" },
    note: { path: "/type" },
  },
  refund: {
    trans_num: { path: "/data/object/id" },
    refund_of: { path: "/data/object/charge" },
    amt: { path: "/data/object/amount", scale: "currency" },
    currency: { path: "/data/object/currency" },
    current_time: { path: "/data/object/created", unit: "s" },
    merchant: { path: "/account" },
  },
  // Stripe kept these as they were before: 5 króna are 500, and an ariary has no parts.
  decimals: { ISK: 2, UGX: 2, MGA: 0 },
  signature: "stripe",
};

export const stripe: Preset = { name: "stripe", title: "Stripe", mapping, ownIds: [] };
