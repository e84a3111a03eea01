// The list of features, in the model's input order. Appending a feature, moving one or changing the meaning of one
// needs a newly trained model. compute.ts computes their values.

/** `payment`: known for any payment. `time`: needs a real wall clock. `history`: needs the card's earlier payments. */
export type FeatureGroup = "payment" | "time" | "history";

export interface Feature {
  name: string;
  unit: string;
  group: FeatureGroup;
  meaning: string;
}

export const FEATURES = [
  { name: "amount", unit: "USD", group: "payment", meaning: "amount of this payment" },
  { name: "category", unit: "code", group: "payment", meaning: "category" },
  { name: "gender", unit: "0 = M, 1 = F", group: "payment", meaning: "gender on the card" },
  {
    name: "age",
    unit: "years",
    group: "payment",
    meaning: "age of the card holder when paying, kept between 14 and 80",
  },
  { name: "urban", unit: "0 or 1", group: "payment", meaning: "whether the holder's city has 2,500 people or more" },
  {
    name: "amount_evidence",
    unit: "log odds",
    group: "payment",
    meaning: "how much this amount looks like fraud in its category, for such a card holder",
  },

  {
    name: "hour",
    unit: "h after noon",
    group: "time",
    meaning: "local time, counted from noon so that a night is one piece",
  },
  { name: "weekday", unit: "0 = Monday", group: "time", meaning: "local day of the week" },
  { name: "evidence", unit: "log odds", group: "time", meaning: "how much amount and hour together look like fraud" },

  { name: "gap", unit: "h", group: "history", meaning: "time since the card's previous payment" },
  { name: "prev_amount", unit: "USD", group: "history", meaning: "amount of the previous payment" },
  { name: "prev_category", unit: "code", group: "history", meaning: "category of the previous payment" },
  { name: "prev_hour", unit: "h after noon", group: "history", meaning: "local time of the previous payment" },
  {
    name: "prev_evidence",
    unit: "log odds",
    group: "history",
    meaning: "how much the previous payment looked like fraud",
  },

  { name: "count_1h", unit: "payments", group: "history", meaning: "earlier payments in the last hour" },
  { name: "count_24h", unit: "payments", group: "history", meaning: "earlier payments in the last 24 hours" },
  { name: "count_7d", unit: "payments", group: "history", meaning: "earlier payments in the last 7 days" },
  { name: "count_30d", unit: "payments", group: "history", meaning: "earlier payments in the last 30 days" },
  { name: "sum_1h", unit: "USD", group: "history", meaning: "paid in the last hour before this" },
  { name: "span_1h", unit: "h", group: "history", meaning: "time since the earliest payment of the last hour" },
  { name: "sum_24h", unit: "USD", group: "history", meaning: "paid in the last 24 hours before this" },
  { name: "mean_24h", unit: "USD", group: "history", meaning: "mean amount of the last 24 hours" },
  { name: "mean_7d", unit: "USD", group: "history", meaning: "mean amount of the last 7 days" },
  { name: "mean_30d", unit: "USD", group: "history", meaning: "mean amount of the last 30 days" },
  {
    name: "night_24h",
    unit: "share",
    group: "history",
    meaning: "share of the last 24 hours' payments made at night (22 to 4 h)",
  },

  { name: "count_today", unit: "payments", group: "history", meaning: "earlier payments on this calendar day" },
  { name: "mean_today", unit: "USD", group: "history", meaning: "mean amount of this calendar day's earlier payments" },
  {
    name: "evidence_today",
    unit: "log odds",
    group: "history",
    meaning: "how much this day's earlier payments look like fraud, in all",
  },
  {
    name: "evidence_today_mean",
    unit: "log odds",
    group: "history",
    meaning: "how much this day's earlier payments look like fraud, on average",
  },
  {
    name: "evidence_today_max",
    unit: "log odds",
    group: "history",
    meaning: "how much the most suspicious of this day's earlier payments looks like fraud",
  },
  {
    name: "evidence_today_min",
    unit: "log odds",
    group: "history",
    meaning: "how much the least suspicious of this day's earlier payments looks like fraud",
  },
  { name: "count_yesterday", unit: "payments", group: "history", meaning: "payments on the calendar day before" },
  { name: "mean_yesterday", unit: "USD", group: "history", meaning: "mean amount of the calendar day before" },
  {
    name: "evidence_yesterday",
    unit: "log odds",
    group: "history",
    meaning: "how much the payments of the day before look like fraud, in all",
  },
  {
    name: "evidence_yesterday_mean",
    unit: "log odds",
    group: "history",
    meaning: "how much the payments of the day before look like fraud, on average",
  },
  {
    name: "evidence_yesterday_max",
    unit: "log odds",
    group: "history",
    meaning: "how much the most suspicious payment of the day before looks like fraud",
  },
  {
    name: "evidence_yesterday_min",
    unit: "log odds",
    group: "history",
    meaning: "how much the least suspicious payment of the day before looks like fraud",
  },

  { name: "ratio_card", unit: "×", group: "history", meaning: "this amount over the card's mean so far" },
  {
    name: "ratio_category",
    unit: "×",
    group: "history",
    meaning: "this amount over the card's mean so far in this category",
  },
  { name: "category_mean", unit: "USD", group: "history", meaning: "the card's mean so far in this category" },
  {
    name: "category_count",
    unit: "payments",
    group: "history",
    meaning: "the card's payments so far in this category",
  },
  {
    name: "category_share",
    unit: "share",
    group: "history",
    meaning: "share of the card's payments so far that are in this category",
  },
  { name: "card_count", unit: "payments", group: "history", meaning: "the card's payments so far" },
  { name: "card_rate", unit: "payments a day", group: "history", meaning: "the card's payments a day since its first" },
] as const satisfies readonly Feature[];

export type FeatureName = (typeof FEATURES)[number]["name"];
