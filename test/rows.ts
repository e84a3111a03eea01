// Made-up rows in the feed's columns and wire format, and the payments they become, for tests.
import { DAY_MS, MINUTE_MS } from "../worker/duration.ts";
import type { Payment, PaymentDetails } from "../worker/payment/payment.ts";
import type { ScoredPayment } from "../worker/store/payments.ts";

export interface FeedRow {
  cc_num: string;
  merchant: string;
  category: string;
  amt: number;
  first: string;
  last: string;
  gender: string;
  street: string;
  city: string;
  state: string;
  zip: number;
  lat: number;
  long: number;
  city_pop: number;
  job: string;
  dob: string;
  trans_num: string;
  merch_lat: number;
  merch_long: number;
  is_fraud: number;
  current_time: number | string;
}

let made = 0;

/** A harmless payment at a grocer's; every call makes another id. */
export function feedRow(changes: Partial<FeedRow> = {}): FeedRow {
  made += 1;
  return {
    cc_num: "4000123412341234567",
    merchant: "fraud_Plum, Pear and Sons",
    category: "grocery_pos",
    amt: 84.2,
    first: "Wilhelmina",
    last: "Quickfeather",
    gender: "F",
    street: "12 Imaginary Lane",
    city: "Nowhere",
    state: "ZZ",
    zip: 1234,
    lat: 40.1,
    long: -75.2,
    city_pop: 5300,
    job: "Cartographer/surveyor",
    dob: "1981-04-12",
    // All digits first: "beef" before "47" would be what "be" is before "ef47".
    trans_num: made.toString(16).padStart(8, "0").padStart(32, "beef"),
    merch_lat: 40.5,
    merch_long: -75.9,
    is_fraud: 0,
    current_time: Date.UTC(2026, 10, 20, 10, 0, 0),
    ...changes,
  };
}

/** What any model must flag: the dearest category far above its usual amounts, late at night. */
export function fraudRow(changes: Partial<FeedRow> = {}): FeedRow {
  const night = Date.UTC(2026, 10, 19, 23, 12, 0);
  return feedRow({ category: "shopping_net", amt: 1012.4, current_time: night, is_fraud: 1, ...changes });
}

/** A moment of the last 24 hours that is late at night, when a fraud is one to any model. */
export function lastNight(): number {
  const now = Date.now();
  const tonight = new Date(now).setUTCHours(23, 12, 0, 0);
  const last = tonight < now ? tonight : tonight - DAY_MS;
  // A day is nearly over since then, so it is late at night again.
  return now - last > DAY_MS - 30 * MINUTE_MS ? now : last;
}

/** Rows as the real feed sends them: a JSON string that holds JSON, split form, bare integers, escaped slashes. */
export function feedBody(rows: readonly FeedRow[]): string {
  return JSON.stringify(splitForm(rows));
}

/** The inner JSON, as some mirrors send it. */
export function splitForm(rows: readonly FeedRow[]): string {
  const columns = Object.keys(feedRow());
  const data = rows.map((row) => {
    const cells = Object.entries(row).map(([name, value]) => (name === "cc_num" ? value : JSON.stringify(value)));
    return `[${cells.join(",")}]`;
  });
  const index = rows.map((_, at) => at);
  return `{"columns":${JSON.stringify(columns)},"index":[${index}],"data":[${data}]}`.replaceAll("/", "\\/");
}

/** A harmless payment that has passed the door; every call makes another id. */
export function payment(changes: Partial<Payment> = {}): Payment {
  made += 1;
  return {
    id: `payment-${made}`,
    cardId: "card-a",
    last4: "4567",
    merchant: "Plum, Pear and Sons",
    category: "grocery_pos",
    amountCents: 8420,
    paidAt: Date.UTC(2026, 10, 20, 10, 0, 0),
    gender: "F",
    ageYears: 45,
    cityPopulation: 5300,
    distanceKm: 74.18,
    latTenths: 405,
    longTenths: -759,
    label: null,
    ...changes,
  };
}

/** What only some senders tell. */
export const NOTHING_MORE: PaymentDetails = {
  ...{ sender: null, currency: null, paidMinor: null, rate: null, mcc: null, knownAs: null, bin: null, country: null },
  ...{ latTenths: null, longTenths: null, extra: null },
};

export function scoredPayment(changes: Partial<ScoredPayment> = {}): ScoredPayment {
  return {
    ...payment(),
    ...NOTHING_MORE,
    score: 0.01,
    outcome: "approve",
    reasons: [],
    model: "0123456789ab",
    unfamiliar: null,
    seq: 1,
    seenAt: Date.UTC(2026, 10, 20, 10, 0, 1),
    storedAt: Date.UTC(2026, 10, 20, 10, 0, 2),
    features: [84.2, null],
    feed: "stream",
    source: "poll",
    verdict: null,
    policy: 3,
    situation: "first",
    challenger: null,
    challengerScore: null,
    challengerOutcome: null,
    hits: null,
    facts: null,
    ...changes,
  };
}
