// Reasons for which card networks take money back, as far as they say fraud.

/** Visa 10.1 to 10.5; Mastercard 4837 to 4871; American Express F; Discover UA. */
const FRAUD = `10.1 10.2 10.3 10.4 10.5 4837 4840 4849 4863 4870 4871
  F10 F14 F22 F24 F29 F30 F31 UA01 UA02 UA05 UA06 UA10 UA11 UA12`;
export const FRAUD_REASONS: readonly string[] = FRAUD.split(/\s+/);

/** The kinds of fraud that issuers report to Visa, and with a zero in front to Mastercard. */
export const REPORTED_KINDS = {
  ...{ 0: "lost_or_stolen", 1: "lost_or_stolen", 2: "lost_or_stolen", 4: "counterfeit", 6: "card_details" },
  ...{ "00": "lost_or_stolen", "01": "lost_or_stolen", "02": "lost_or_stolen", "04": "counterfeit" },
  ...{ "05": "account_takeover", "06": "card_details" },
} as const;

/** Each reason, after what stands before it in a joined text. */
export function fraudReasons<Said extends string>(said: Said, before = ""): Record<string, Said> {
  return Object.fromEntries(FRAUD_REASONS.map((reason) => [`${before}${reason}`, said]));
}
