/** The kinds that European fraud statistics ask for, as far as a person may know them. */
export const FRAUD_TYPES = [
  "lost_or_stolen",
  "card_details",
  "counterfeit",
  "account_takeover",
  "friendly",
  "other",
] as const;
export type FraudType = (typeof FRAUD_TYPES)[number];

export function isFraudType(value: unknown): value is FraudType {
  return FRAUD_TYPES.some((each) => each === value);
}
