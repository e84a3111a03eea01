// Adyen's standard webhooks. An authorisation that succeeded is a payment; notifications of fraud and chargebacks for fraud are labels.
import { fraudReasons } from "./cardReasons.ts";
import type { Mapping } from "./mapping.ts";
import type { Preset } from "./preset.ts";

const ITEM = "/NotificationRequestItem";

const mapping: Mapping = {
  items: "/notificationItems",
  event: {
    path: [`${ITEM}/eventCode`, `${ITEM}/success`],
    payment: ["AUTHORISATION:true"],
    label: [
      "NOTIFICATION_OF_FRAUD:true",
      "NOTIFICATION_OF_CHARGEBACK:true",
      "DISPUTE_OPENED_WITH_CHARGEBACK:true",
      "CHARGEBACK:true",
      "SECOND_CHARGEBACK:true",
    ],
    refund: ["REFUND:true"],
    else: "ignore",
  },
  id: { path: [`${ITEM}/pspReference`, `${ITEM}/eventCode`, `${ITEM}/success`] },
  payment: {
    trans_num: { path: `${ITEM}/pspReference` },
    amt: { path: `${ITEM}/amount/value`, scale: "currency" },
    currency: { path: `${ITEM}/amount/currency` },
    current_time: { path: `${ITEM}/eventDate`, unit: "iso" },
    merchant: { path: `${ITEM}/merchantAccountCode` },
    card: {
      first: [
        { path: `${ITEM}/additionalData/alias` },
        { path: `${ITEM}/additionalData/paymentAccountReference` },
        { path: `${ITEM}/additionalData/recurring.recurringDetailReference` },
        // Not one card for certain, but seldom two.
        {
          path: [
            `${ITEM}/additionalData/cardBin`,
            `${ITEM}/additionalData/cardSummary`,
            `${ITEM}/additionalData/expiryDate`,
          ],
        },
        { path: `${ITEM}/additionalData/shopperReference` },
        { path: `${ITEM}/additionalData/recurring.shopperReference` },
        { path: `${ITEM}/additionalData/shopperEmail` },
        { path: `${ITEM}/pspReference` },
      ],
    },
    last4: { path: `${ITEM}/additionalData/cardSummary` },
    bin: { first: [{ path: `${ITEM}/additionalData/issuerBin` }, { path: `${ITEM}/additionalData/cardBin` }] },
    country: {
      first: [{ path: `${ITEM}/additionalData/cardIssuingCountry` }, { path: `${ITEM}/additionalData/issuerCountry` }],
    },
  },
  label: {
    payment: { path: `${ITEM}/originalReference` },
    verdict: {
      first: [
        { path: `${ITEM}/eventCode`, table: { NOTIFICATION_OF_FRAUD: "fraud" }, else: null },
        { path: `${ITEM}/additionalData/chargebackReasonCode`, table: fraudReasons("fraud"), else: null },
      ],
    },
    note: { path: [`${ITEM}/eventCode`, `${ITEM}/reason`] },
  },
  refund: {
    trans_num: { path: `${ITEM}/pspReference` },
    refund_of: { path: `${ITEM}/originalReference` },
    amt: { path: `${ITEM}/amount/value`, scale: "currency" },
    currency: { path: `${ITEM}/amount/currency` },
    current_time: { path: `${ITEM}/eventDate`, unit: "iso" },
    merchant: { path: `${ITEM}/merchantAccountCode` },
  },
  decimals: { CLP: 2, CVE: 0, IDR: 0, ISK: 2 },
  signature: "adyen",
  answer: "accepted",
};

export const adyen: Preset = {
  name: "adyen",
  title: "Adyen",
  mapping,
  ownIds: [`${ITEM}/pspReference`, `${ITEM}/originalReference`],
};
