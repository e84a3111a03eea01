// What the Worker says to browsers and programs, as JSON: shared by the HTTP answers, the live socket and the dashboard.
// Money is a decimal string, times are ISO 8601 UTC.
import type { Outcome, Reason } from "../scoring/decision.ts";
import type { Label } from "../payment/payment.ts";

export interface PaymentView {
  id: string;
  /** Sequence number of the row's last change; grows by one with each. */
  seq: number;
  paidAt: string;
  seenAt: string;
  amount: string;
  merchant: string;
  category: string;
  card: { id: string; last4: string };
  ageYears: number | null;
  gender: "F" | "M" | null;
  distanceKm: number | null;
  cityPopulation: number | null;
  /** Null when the payment could not be scored. */
  score: number | null;
  outcome: Outcome;
  reasons: Reason[];
  label: Label | null;
  model: string;
  /** How it came in. */
  source: "poll" | "push";
}

/** Totals of a span of time. Amounts at risk are those of payments flagged: review or decline. */
export interface Totals {
  payments: number;
  amount: string;
  reviews: number;
  declines: number;
  /** Sum of the amounts of reviewed and declined payments. */
  amountAtRisk: string;
  /** Payments that the feed itself labels as fraud, and how many of those were flagged; zero on feeds without labels. */
  labelledFrauds: number;
  labelledFraudsFlagged: number;
}

/** One point of the chart: `start` is the minute's (or quarter hour's) beginning. */
export interface Point {
  start: string;
  payments: number;
  flagged: number;
}

export interface Health {
  status: "ok" | "degraded";
  /** In plain words, worst first; empty when all is well. */
  problems: string[];
  feed: {
    kind: "stream" | "snapshot";
    /** Host of PAYMENTS_URL; null when payments are only pushed. */
    host: string | null;
    simulated: boolean;
    pollSeconds: number;
  };
  lastTick: { at: string; ok: boolean; error: string | null; received: number; rejected: number } | null;
  /** When a payment was last stored. */
  lastPayment: string | null;
  alertsPending: number;
  rejects: number;
  model: { version: string; engine: "onnx" | "trees" | "none"; problem: string | null };
  store: "d1" | "neon";
  /** True where no token guards the page (local development). */
  open: boolean;
}

export interface Status {
  /** The day that `today` counts, in REPORT_TIMEZONE. */
  date: string;
  zone: string;
  today: Totals;
  /** The last 60 minutes, a point a minute, oldest first. */
  lastHour: Point[];
  /** Today so far, a point each quarter of an hour, oldest first. */
  day: Point[];
  health: Health;
}

/**
 * Frames of `GET /api/live?since=SEQ`. `payment` carries the row's own `seq`; the others carry the newest one known.
 * After `hello` with `reset: true` the client must reload its table (it missed more than is kept).
 */
export type LiveFrame =
  | { type: "hello"; seq: number; reset: boolean; status: Status }
  | { type: "payment"; seq: number; payment: PaymentView }
  | { type: "status"; seq: number; status: Status };
