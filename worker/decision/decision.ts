// What Vigie concludes about a payment: score, outcome and reasons.

export type Outcome = "approve" | "review" | "decline";

export interface Reason {
  /** Stable, for programs: `amount`, `time`, … */
  code: string;
  /** Share of this reason in everything that speaks for fraud, 0…1. */
  share: number;
  /** Plain words with the facts in them. */
  text: string;
}

/** A reason's words for use outside the board: the card holder's age stays on the board. */
export function impersonal({ code, text }: Reason): string {
  return code === "card_holder" ? "unusual for this card holder" : text;
}

export interface Decision {
  /** Calibrated probability of fraud, 0…1; null when the payment could not be scored. */
  score: number | null;
  outcome: Outcome;
  /** At most five, the weightiest first; empty for an approved payment. */
  reasons: Reason[];
  /** Content hash of the model that scored, first 12 hex digits. */
  model: string;
}
