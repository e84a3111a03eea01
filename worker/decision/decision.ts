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

/** Facts of rules that tell of the card holder, as conditions name them. */
const PERSONAL = /\b(age|gender|city_population|urban|distance_km)\b/;

/** A reason's words for use outside the board: the card holder's age stays on the board, also where a rule asks for it. */
export function impersonal({ code, text }: Pick<Reason, "code" | "text">): string {
  if (code === "card_holder") return "unusual for this card holder";
  const [, rule = text, why = ""] = code === "rule" ? (/^(the rule “.*?” [a-z ]+): (.*)$/s.exec(text) ?? []) : [];
  return PERSONAL.test(why) ? rule : text;
}

/** Reasons for which a payment goes to a person, whatever its score. */
export const CONCERNS = [
  "unfamiliar_amount",
  "unfamiliar_category",
  "unfamiliar_hour",
  "unfamiliar_pace",
  "payments_in_a_row",
  "same_amount",
  "far_above_card",
  "many_cards_at_merchant",
] as const;

/** Something for which a payment goes to a person, whatever its score. */
export interface Concern {
  code: (typeof CONCERNS)[number];
  text: string;
}

export function isConcern({ code }: Pick<Reason, "code">): boolean {
  return CONCERNS.some((concern) => concern === code);
}

/** True when the score alone would have approved the payment, and a concern sent it to a person: then no reason is the model's. */
export function isDecidedWithCare({ reasons }: Pick<Decision, "reasons">): boolean {
  return !isDecidedByPeople({ reasons }) && reasons.some(isConcern);
}

/** What of a payment a model may not have seen. Stable, for programs. */
export const UNFAMILIAR = ["amount", "category", "hour", "pace", "missing", "age"] as const;

/** Something about a payment that the model has not seen, so that a low score says little. */
export interface Unfamiliar {
  what: (typeof UNFAMILIAR)[number];
  /** Plain words with the facts in them. */
  why: string;
}

/** The pace alone does not count where payments are counted: one busy card would look like another world. */
export function isUnfamiliarBesidesPace(unfamiliar: readonly Unfamiliar[] | null): boolean {
  return unfamiliar?.some(({ what }) => what !== "pace") ?? false;
}

/** A rule that matched, by its id. `shadow`: it changed nothing. */
export interface RuleHit {
  rule: string;
  shadow?: true;
}

/** Codes of reasons that people gave: by a list, or by a rule. */
export const BY_PEOPLE = ["block_list", "allow_list", "rule"] as const;

/** What of people's decided; null where the model did. */
export function decidedByPeople({ reasons }: Pick<Decision, "reasons">): (typeof BY_PEOPLE)[number] | null {
  return BY_PEOPLE.find((code) => reasons.some((reason) => reason.code === code)) ?? null;
}

/** True when a list or a rule decided, and not the model. */
export function isDecidedByPeople({ reasons }: Pick<Decision, "reasons">): boolean {
  return decidedByPeople({ reasons }) !== null;
}

export interface Decision {
  /** Calibrated probability of fraud, 0…1; null when the payment could not be scored. */
  score: number | null;
  outcome: Outcome;
  /**
   * The weightiest first. The model gives at most five. Care gives one for each concern, of equal shares. A list or a rule that decided
   * comes first, and its share is the whole. Empty for a payment that the model approved.
   */
  reasons: Reason[];
  /** The rules that matched, active ones first. Null or left out when none did. */
  hits?: RuleHit[] | null;
  /** Content hash of the model that scored, first 12 hex digits. */
  model: string;
  /** Null when nothing is. */
  unfamiliar: Unfamiliar[] | null;
}
