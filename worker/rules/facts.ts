// What rules know of a payment: each fact by its name. What is not known of a payment is missing: it is no 0 and no empty text.
import { DAY_MS, hourOf } from "../duration.ts";
import { PLACED_FEATURES } from "../features/places.ts";
import type { Situation } from "../features/situation.ts";
import { formatMinor } from "../money.ts";
import { isAmountKnown, ownMoneyOf } from "../payment/paid.ts";
import type { Extra, FeedKind, Payment } from "../payment/payment.ts";

export type FactType = "number" | "text" | "yes or no";
/** Undefined: it is missing. */
export type Value = number | string | boolean | undefined;

export interface Fact {
  name: string;
  type: FactType;
  /** Null for what is no number. */
  unit: string | null;
  meaning: string;
  of(seen: Seen): Value | null;
}

/** A payment when it is decided, or as it is read back later. */
export interface Seen {
  payment: Omit<Payment, "id" | "label">;
  /** CURRENCY. */
  currency: string;
  source: "poll" | "push";
  feed: FeedKind;
  /** Null in payments of versions that did not keep it. */
  situation: Situation | null;
  features: FeatureInputs | null;
  score: number | null;
  challengerScore: number | null;
  /** Besides pace. */
  isUnfamiliar: boolean;
  /** Null where nothing was counted, and in payments of versions that did not keep it. */
  kept: KeptFacts | null;
  /** What to add to epoch milliseconds to read them on the clocks of REPORT_TIMEZONE. */
  offsetMs: number;
}

/** The model's inputs by place (features/places.ts). Null, NaN and what is not there are missing. */
export type FeatureInputs = ArrayLike<number | null>;

/** What was counted around a payment. It cannot be read from the payment later, so it is kept with it. */
interface Around {
  card: {
    payments: number;
    settledPayments: number;
    settledMeanCents: number;
    inTenMinutes: number;
    inHour: number;
    inDay: number;
    sameAmountInDay: number;
  } | null;
  merchant: { cards: number; usualCards: number | null } | null;
}

/** In the order of WINDOWS, null where missing. */
export type KeptFacts = readonly (number | null)[];

interface Window {
  name: string;
  unit: string;
  meaning: string;
  count(around: Around): number | null | undefined;
}

/** The order is that in which they are kept, so new ones come last. */
const WINDOWS: readonly Window[] = [
  {
    ...{ name: "card_payments_10m", unit: "payments" },
    meaning: "earlier payments of the card in the ten minutes before this one",
    count: ({ card }) => card?.inTenMinutes,
  },
  {
    ...{ name: "card_payments_1h", unit: "payments" },
    meaning: "earlier payments of the card in the hour before this one",
    count: ({ card }) => card?.inHour,
  },
  {
    ...{ name: "card_payments_24h", unit: "payments" },
    meaning: "earlier payments of the card in the 24 hours before this one",
    count: ({ card }) => card?.inDay,
  },
  {
    ...{ name: "card_same_amount_24h", unit: "payments" },
    meaning: "those of the 24 hours before that had exactly this amount; missing where amount is",
    count: ({ card }) => (card && !Number.isNaN(card.sameAmountInDay) ? card.sameAmountInDay : null),
  },
  {
    ...{ name: "card_usual_amount", unit: "money" },
    meaning: "mean of what the card paid a week ago or before; missing for a newer card",
    count: ({ card }) => (card && card.settledPayments > 0 ? Math.round(card.settledMeanCents) / 100 : null),
  },
  {
    ...{ name: "card_payments", unit: "payments" },
    meaning: "all earlier payments of the card that are known",
    count: ({ card }) => card?.payments,
  },
  {
    ...{ name: "merchant_cards_10m", unit: "cards" },
    meaning: "cards that paid at the merchant within ten minutes, this one among them",
    count: ({ merchant }) => merchant?.cards,
  },
  {
    ...{ name: "merchant_usual_cards", unit: "cards" },
    meaning: "the most that there were lately; missing where the merchant is new or quiet",
    count: ({ merchant }) => merchant?.usualCards,
  },
];

export const FACTS: readonly Fact[] = [
  number("amount", "money", "what is paid, in CURRENCY; missing where no rate is known", ({ payment }) =>
    isAmountKnown(payment) ? payment.amountCents / 100 : null,
  ),
  text(
    "currency",
    "the currency that it was paid in, by its three letters, such as EUR",
    ({ payment, currency }) => payment.currency ?? currency,
  ),
  number("own_amount", "money", "what is paid, in that currency", ({ payment }) => {
    const own = ownMoneyOf(payment);
    return own === null ? payment.amountCents / 100 : Number(formatMinor(own));
  }),
  text(
    "category",
    "what kind of shop it is, such as grocery_pos; missing where the sender does not tell",
    ({ payment }) => payment.category || null,
  ),
  text("merchant", "the merchant's name", ({ payment }) => payment.merchant),
  text("card", "the card's id, as the board shows it; never its number", ({ payment }) => payment.cardId),
  text(
    "last4",
    "the last four digits of the card's number; missing where the sender does not tell",
    ({ payment }) => payment.last4 || null,
  ),
  text(
    "mcc",
    "merchant category code: four digits, as text; missing where the sender does not tell",
    ({ payment }) => payment.mcc ?? null,
  ),
  text(
    "bin",
    "the first six to eight digits of the card's number; missing where the sender does not tell",
    ({ payment }) => payment.bin ?? null,
  ),
  text(
    "country",
    "where the card was issued, by two letters, such as FR; missing where the sender does not tell",
    ({ payment }) => payment.country ?? null,
  ),
  text(
    "source",
    "how the payment came: poll, push, or the name of the source that sent it",
    ({ payment, source }) => payment.sender ?? source,
  ),
  text("gender", "F or M; missing where the feed does not tell", ({ payment }) => payment.gender),
  number("age", "years", "the card holder's age on that day", ({ payment }) => payment.ageYears),
  number("city_population", "people", "people in the card holder's city", ({ payment }) => payment.cityPopulation),
  number("distance_km", "km", "from the card holder's home to the merchant", ({ payment }) => payment.distanceKm),
  yesOrNo(
    "first_payment",
    "whether it is the first payment of its card; missing on a snapshot feed",
    ({ situation }) => (situation === null || situation === "snapshot" ? null : situation === "first"),
  ),
  number(
    "hour",
    "0 to 23",
    "hour of the day in REPORT_TIMEZONE; a night is one of 22, 23, 0, 1 and so on; missing on a snapshot feed",
    (seen) => (seen.feed === "stream" ? hourOf(seen.payment.paidAt + seen.offsetMs) : null),
  ),
  number("weekday", "1 to 7", "in REPORT_TIMEZONE, 1 is Monday; missing on a snapshot feed", (seen) =>
    seen.feed === "stream" ? weekdayOf(seen.payment.paidAt + seen.offsetMs) : null,
  ),
  number("score", "0 to 1", "the model's probability of fraud; missing where it could not score", ({ score }) => score),
  number(
    "challenger_score",
    "0 to 1",
    "the challenger's; missing without one",
    ({ challengerScore }) => challengerScore,
  ),
  yesOrNo(
    "unfamiliar",
    "whether the model has seen nothing like it, as the board marks it",
    (seen) => seen.isUnfamiliar,
  ),
  ...WINDOWS.map(({ name, unit, meaning }, place) => number(name, unit, meaning, ({ kept }) => kept?.[place])),
];

export interface Facts {
  /** In the order of FACTS. Null in JSON, which has no undefined. */
  readonly values: readonly (Value | null)[];
  /** Null where they could not be made. */
  readonly features: FeatureInputs | null;
  /** Columns of one's own. Left out or null: there are none. */
  readonly extra?: Extra | null;
}

const keptNames = new Set(WINDOWS.map(({ name }) => name));
const placeOfFact = new Map(FACTS.map(({ name }, place) => [name, place]));
const placeOfFeature = new Map(PLACED_FEATURES.map(({ name }, place) => [name, place]));

/** Where the fact stands in FACTS. Null: there is none of that name. */
export function placeOf(fact: string): number | null {
  return placeOfFact.get(fact) ?? null;
}

/** Whether a fact is kept with a payment, since it cannot be read from it. */
export function isKept(fact: string): boolean {
  return keptNames.has(fact);
}

/** Where the feature stands in `FeatureInputs`. Null: there is none of that name. */
export function placeOfInput(feature: string): number | null {
  return placeOfFeature.get(feature) ?? null;
}

export function factsOf(seen: Seen): Facts {
  const { features, payment } = seen;
  return { values: FACTS.map((fact) => fact.of(seen)), features, extra: payment.extra ?? null };
}

/** Null where nothing was counted. */
export function keptFactsOf(around: Around): KeptFacts | null {
  if (around.card === null && around.merchant === null) return null;
  return WINDOWS.map(({ count }) => count(around) ?? null);
}

/** 1 is Monday. The first day of 1970 was a Thursday. */
function weekdayOf(wallMs: number): number {
  const days = Math.floor(wallMs / DAY_MS);
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

function number(name: string, unit: string, meaning: string, of: (seen: Seen) => number | null | undefined): Fact {
  return { name, type: "number", unit, meaning, of };
}

function text(name: string, meaning: string, of: (seen: Seen) => string | null): Fact {
  return { name, type: "text", unit: null, meaning, of };
}

function yesOrNo(name: string, meaning: string, of: (seen: Seen) => boolean | null): Fact {
  return { name, type: "yes or no", unit: null, meaning, of };
}
