// Labelled payments in memory, as columns (about 40 bytes a row) in event order, ready for the features.
import { textOf } from "../paymentFile/cells.ts";
import { type Findings, noFindings } from "../paymentFile/findings.ts";
import { type FilePayment, type PaymentColumn, paymentOf } from "../paymentFile/payment.ts";
import { UnusableFile } from "../paymentFile/unusable.ts";
import { ageYears } from "../worker/payment/age.ts";
import { distanceKm } from "../worker/payment/distance.ts";
import type { Extra, Payment } from "../worker/payment/payment.ts";

export type RawRow = Record<PaymentColumn, unknown> & { merchant?: unknown };

export interface Dataset {
  rows: number;
  frauds: number;
  /** Local wall time in ms, as if it were UTC. Files carry no zone, so the offset for features is 0. */
  paidAt: Float64Array;
  /** Cards as numbers from 0. */
  card: Int32Array;
  amountCents: Float64Array;
  /** Empty where the file has none. The model does not look at it; what is decided with care does. */
  merchant: string[];
  category: string[];
  gender: Array<"F" | "M" | null>;
  /** NaN when unknown, as in the other columns of floats. */
  ageYears: Float32Array;
  cityPopulation: Float64Array;
  distanceKm: Float64Array;
  fraud: Uint8Array;
  /** Only an export of payments has it (ownPayments.ts). Kaggle files and the simulator have none. */
  own?: OwnColumns;
}

/** What only one's own payments tell. */
export interface OwnColumns {
  /** ISO 4217, in whose hundredths amounts are. NaN in `amountCents`: paid in a currency of which no rate was known. */
  currency: string;
  /** What was added to UTC for the wall clock at each payment. */
  offsetMs: Float64Array;
  /** Epoch ms at which it was said what the payment was. NaN: nobody said anything. */
  knownAt: Float64Array;
  /** The columns that the policy declares, by payment. Null: it has none. */
  extra: (Extra | null)[];
}

export interface Collector {
  /** Throws when a row is no payment. */
  add(row: RawRow, where: () => string): void;
  /** Everything that could not be read so far. */
  findings: Findings;
  /** The first `most` rows in event order, or all. */
  finish(most?: number): Dataset;
}

/** One payment of a data set, before it is put into columns. */
export interface Collected {
  /** As in `Dataset`. */
  paidAt: number;
  card: number;
  amountCents: number;
  merchant: string;
  category: string;
  gender: "F" | "M" | null;
  age: number;
  people: number;
  distance: number;
  fraud: 0 | 1;
}

/**
 * Takes rows in any order. `finish` sorts them by event time; rows of the same second keep their order. `cards` numbers
 * the cards: data sets that share cards need the same map.
 */
export function collectRows(cards = new Map<string, number>()): Collector {
  const rows: Collected[] = [];
  const findings = noFindings();
  /** Each name once in memory. */
  const merchants = new Map<string, string>();
  return {
    findings,
    add(row, where) {
      const payment = paymentOf(row, findings, where);
      if ("what" in payment) throw new UnusableFile(`${where()}: ${payment.column} ${payment.what}`);
      const card = cards.get(payment.cardNumber) ?? cards.size;
      cards.set(payment.cardNumber, card);
      const { wallMs, birthDate } = payment;
      const merchant = textOf(row.merchant);
      merchants.set(merchant, merchants.get(merchant) ?? merchant);
      rows.push({
        paidAt: wallMs,
        card,
        amountCents: Math.round(payment.amount * 100),
        merchant: merchants.get(merchant) ?? merchant,
        category: payment.category,
        gender: payment.gender,
        age: (birthDate === null ? null : ageYears(birthDate, wallMs)) ?? Number.NaN,
        people: payment.cityPopulation ?? Number.NaN,
        distance: distanceOf(payment),
        fraud: payment.fraud,
      });
    },
    finish(most) {
      rows.sort((a, b) => a.paidAt - b.paidAt);
      if (most !== undefined && most < rows.length) rows.length = most;
      return datasetOf(rows);
    },
  };
}

/** In the order of the rows. */
export function datasetOf(rows: readonly Collected[]): Dataset {
  return {
    rows: rows.length,
    frauds: rows.reduce((sum, row) => sum + row.fraud, 0),
    paidAt: Float64Array.from(rows, (row) => row.paidAt),
    card: Int32Array.from(rows, (row) => row.card),
    amountCents: Float64Array.from(rows, (row) => row.amountCents),
    merchant: rows.map((row) => row.merchant),
    category: rows.map((row) => row.category),
    gender: rows.map((row) => row.gender),
    ageYears: Float32Array.from(rows, (row) => row.age),
    cityPopulation: Float64Array.from(rows, (row) => row.people),
    distanceKm: Float64Array.from(rows, (row) => row.distance),
    fraud: Uint8Array.from(rows, (row) => row.fraud),
  };
}

/** The rows at these positions, in this order. */
export function takeRows(data: Dataset, positions: readonly number[]): Dataset {
  const floats = (column: Float64Array): Float64Array => Float64Array.from(positions, (i) => column[i] ?? Number.NaN);
  const fraud = Uint8Array.from(positions, (i) => data.fraud[i] ?? 0);
  return {
    rows: positions.length,
    frauds: fraud.reduce((sum, label) => sum + label, 0),
    paidAt: floats(data.paidAt),
    card: Int32Array.from(positions, (i) => data.card[i] ?? -1),
    amountCents: floats(data.amountCents),
    merchant: positions.map((i) => data.merchant[i] ?? ""),
    category: positions.map((i) => data.category[i] ?? ""),
    gender: positions.map((i) => data.gender[i] ?? null),
    ageYears: Float32Array.from(positions, (i) => data.ageYears[i] ?? Number.NaN),
    cityPopulation: floats(data.cityPopulation),
    distanceKm: floats(data.distanceKm),
    fraud,
    ...(data.own === undefined ? {} : { own: takeOwn(data.own, positions) }),
  };
}

function takeOwn({ currency, offsetMs, knownAt, extra }: OwnColumns, positions: readonly number[]): OwnColumns {
  return {
    currency,
    offsetMs: Float64Array.from(positions, (i) => offsetMs[i] ?? 0),
    knownAt: Float64Array.from(positions, (i) => knownAt[i] ?? Number.NaN),
    extra: positions.map((i) => extra[i] ?? null),
  };
}

export function paymentAt(data: Dataset, i: number): Payment {
  const payment = plainPaymentAt(data, i);
  const { own } = data;
  if (own === undefined) return payment;
  payment.paidAt -= own.offsetMs[i] ?? 0;
  payment.extra = own.extra[i] ?? null;
  // The Worker keeps an unknown amount as 0 in a currency without a rate. XXX is ISO 4217's code for none.
  if (Number.isNaN(payment.amountCents)) return { ...payment, amountCents: 0, currency: "XXX", rate: null };
  return payment;
}

function plainPaymentAt(data: Dataset, i: number): Payment {
  return {
    id: String(i),
    cardId: String(data.card[i]),
    last4: "",
    merchant: data.merchant[i] ?? "",
    category: data.category[i] ?? "",
    amountCents: data.amountCents[i] ?? Number.NaN,
    paidAt: data.paidAt[i] ?? Number.NaN,
    gender: data.gender[i] ?? null,
    ageYears: orNull(data.ageYears[i]),
    cityPopulation: orNull(data.cityPopulation[i]),
    distanceKm: orNull(data.distanceKm[i]),
    label: data.fraud[i] === 1 ? "fraud" : "legitimate",
  };
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function distanceOf({ latitude, longitude, merchantLatitude, merchantLongitude }: FilePayment): number {
  if (latitude === null || longitude === null || merchantLatitude === null || merchantLongitude === null)
    return Number.NaN;
  return distanceKm({ lat: latitude, long: longitude }, { lat: merchantLatitude, long: merchantLongitude });
}
