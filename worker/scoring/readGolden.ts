// Golden vectors: made-up payments, and what the model made of them where it was trained, which is its features, margin and score.
// They come from the bundle's golden.json, which model/goldenVectors.ts makes. proveGolden.ts compares.
import type { DaysAround, SubjectDays } from "../features/days.ts";
import type { Situation } from "../features/situation.ts";
import type { FeedKind, Payment } from "../payment/payment.ts";
import {
  elements,
  field,
  fields,
  type JsonPart,
  number,
  numbers,
  numbersOrMissing,
  refused,
  text,
} from "./jsonPart.ts";

export interface GoldenVector {
  feed: FeedKind;
  /** Of the wall clock, as FEED_TIMEZONE gives it. */
  offsetMs: number;
  /** The card's earlier payments. Null: no history is kept. */
  past: PastPayment[];
  payment: Payment;
  /** What was known by day of its card and merchant. Null where the model does not read it, or nothing was. */
  days: DaysAround | null;
  situation: Situation;
  /** NaN for a missing feature (null in the file). */
  features: Float32Array;
  /** Exact to the last bit. */
  margin: number;
  /** Calibrated. */
  score: number;
}

export type PastPayment = Pick<Payment, "paidAt" | "amountCents" | "category">;

export function readGolden(root: JsonPart): GoldenVector[] {
  const vectors = elements(root);
  if (vectors.length === 0) throw refused(root, "has no golden vectors");
  return vectors.map((vector) => ({
    feed: oneOf(field(vector, "feed"), ["stream", "snapshot"]),
    offsetMs: number(field(vector, "offsetMs")),
    past: elements(field(vector, "past")).map(pastIn),
    payment: paymentIn(field(vector, "payment")),
    days: daysIn(field(vector, "days")),
    situation: oneOf(field(vector, "situation"), ["stream", "first", "snapshot"]),
    features: numbersOrMissing(field(vector, "features")),
    margin: number(field(vector, "margin")),
    score: number(field(vector, "score")),
  }));
}

function pastIn(part: JsonPart): PastPayment {
  return {
    paidAt: timeIn(field(part, "paidAt")),
    amountCents: number(field(part, "amountCents")),
    category: text(field(part, "category")),
  };
}

function daysIn(part: JsonPart): DaysAround | null {
  if (part.value === undefined || part.value === null) return null;
  return { card: subjectIn(field(part, "card")), merchant: subjectIn(field(part, "merchant")) };
}

function subjectIn(part: JsonPart): SubjectDays {
  return {
    days: elements(field(part, "days")).map((each) => {
      const [day = 0, payments = 0, cents = 0, cards = 0] = numbers(each);
      return { day, payments, cents, cards };
    }),
    frauds: elements(field(part, "frauds")).map((each) => {
      const [paidAt = 0, knownAt = 0, cents = 0] = numbers(each);
      return { paidAt, knownAt, cents };
    }),
  };
}

/** Columns of one's own. */
function extraIn(part: JsonPart): Pick<Payment, "extra"> {
  if (part.value === undefined) return {};
  const cells = fields(part).map(([name, cell]) => [name, typeof cell.value === "string" ? text(cell) : number(cell)]);
  return { extra: Object.fromEntries(cells) };
}

/** What the features read of a payment. Who paid, and where, they never see. */
function paymentIn(part: JsonPart): Payment {
  const orNull = (name: string): number | null => (field(part, name).value === null ? null : number(field(part, name)));
  const gender = field(part, "gender");
  return {
    ...pastIn(part),
    gender: gender.value === null ? null : oneOf(gender, ["F", "M"] as const),
    ageYears: orNull("ageYears"),
    cityPopulation: orNull("cityPopulation"),
    ...extraIn(field(part, "extra")),
    ...{ id: "golden", cardId: "golden", last4: "", merchant: "", distanceKm: null, label: null },
  };
}

function timeIn(part: JsonPart): number {
  const epochMs = Date.parse(text(part));
  if (Number.isNaN(epochMs)) throw refused(part, "must be a time such as 2026-01-05T20:00:00.000Z");
  return epochMs;
}

function oneOf<Word extends string>(part: JsonPart, words: readonly Word[]): Word {
  const word = words.find((each) => each === part.value);
  if (word === undefined) throw refused(part, `must be ${words.join(" or ")}`);
  return word;
}
