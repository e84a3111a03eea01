// What a reason's code means when many payments share it: the facts of one payment would say nothing about the others.

const WORDS: Readonly<Record<string, string>> = {
  amount: "The amount",
  time: "The time of day",
  velocity: "Payments in quick succession",
  earlier_today: "What the card paid earlier that day",
  recent_night: "Payments at night just before",
  previous_payment: "The payment before",
  day_before: "What the card paid the day before",
  card_habit: "Not what the card is used for",
  card_holder: "What is known of the card holder",
  merchant: "What is usual at the merchant",
  merchant_frauds: "Known frauds at the merchant",
  card_frauds: "Known frauds of the card",
  new_card: "The card's first payment seen",
  unfamiliar_amount: "An amount that the model does not know there",
  unfamiliar_category: "A category that the model does not know",
  unfamiliar_hour: "An hour at which the model knows no such payments",
  unfamiliar_pace: "More payments of a card than the model knows",
  payments_in_a_row: "Many payments within minutes",
  same_amount: "The same amount again and again",
  far_above_card: "Far above what the card usually pays",
  many_cards_at_merchant: "Many cards at one merchant within minutes",
  block_list: "On the block list",
  allow_list: "On the allow list",
  rule: "A rule",
  not_scored: "The model could not score it",
  not_explained: "The reasons could not be worked out",
};

export function reasonWords(code: string): string {
  return Object.hasOwn(WORDS, code) ? (WORDS[code] ?? code) : code.replaceAll("_", " ");
}
