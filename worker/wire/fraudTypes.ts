// The kinds of fraud in plain words, as buttons, pages and tables name them.
import type { FraudType } from "../payment/fraudType.ts";

export const FRAUD_TYPE_WORDS = {
  lost_or_stolen: "lost or stolen card",
  card_details: "card details stolen",
  counterfeit: "counterfeit card",
  account_takeover: "account taken over",
  friendly: "the card holder’s own (friendly fraud)",
  other: "another kind",
} as const satisfies Record<FraudType, string>;
