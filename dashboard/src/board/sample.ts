// Made-up payments for the tests beside it.
import { CARE_LEVELS } from "../../../worker/decision/careLevels.ts";
import type { PaymentView, Status, Totals } from "../../../worker/wire/board.ts";
import type { DeadLetterView, RejectView } from "./ask.ts";

export function samplePayment(change: Partial<PaymentView> = {}): PaymentView {
  return {
    id: "a1",
    seq: 1,
    paidAt: "2026-11-20T10:00:00.000Z",
    seenAt: "2026-11-20T10:00:04.000Z",
    amount: "912.40",
    currency: "USD",
    paid: null,
    merchant: "Tidewater Electronics",
    category: "shopping_net",
    card: { id: "c0ffee", last4: "1234" },
    ageYears: 41,
    gender: "F",
    distanceKm: 12,
    cityPopulation: 50_000,
    extra: null,
    score: 0.98,
    outcome: "decline",
    reasons: [],
    unfamiliar: [],
    label: null,
    verdict: null,
    model: "3fa9c21b7d04",
    source: "poll",
    policy: 1,
    situation: null,
    hits: [],
    challenger: null,
    ...change,
  };
}

export function sampleReject(change: Partial<RejectView> = {}): RejectView {
  return {
    id: "r1",
    code: "invalid",
    field: "amt",
    reason: "amt must not be negative",
    snippet: '{"trans_num":"a1","amt":-1}',
    paymentId: null,
    source: "poll",
    firstSeenAt: "2026-11-20T10:00:00.000Z",
    lastSeenAt: "2026-11-20T10:00:00.000Z",
    times: 1,
    ...change,
  };
}

export function sampleDeadLetter(change: Partial<DeadLetterView> = {}): DeadLetterView {
  return {
    id: "d1",
    payments: 1,
    paymentIds: ["a1"],
    attempts: 21,
    reason: "the store went away",
    firstFailedAt: "2026-11-20T10:00:00.000Z",
    lastFailedAt: "2026-11-20T10:00:00.000Z",
    ...change,
  };
}

const NONE: Totals = {
  payments: 0,
  amount: "0.00",
  reviews: 0,
  declines: 0,
  amountAtRisk: "0.00",
  labelledFrauds: 0,
  labelledFraudsFlagged: 0,
};

export function sampleStatus(problems: string[] = []): Status {
  return {
    date: "2026-11-20",
    zone: "Europe/Paris",
    currency: "USD",
    today: NONE,
    lastHour: [],
    day: [],
    quality: { known: 0, caught: 0, falseAlarms: 0, missed: 0, precision: null, recall: null, models: [] },
    health: {
      status: problems.length === 0 ? "ok" : "degraded",
      flowing: true,
      problems,
      incidents: [],
      simulated: false,
      feed: { kind: "stream", host: "payments.example", simulated: false, pollSeconds: 12, zone: "UTC" },
      lastTick: null,
      lastPayment: null,
      alertsPending: 0,
      alertsHeldBack: 0,
      alertsFailed: 0,
      rejects: 0,
      notUnderstood: [],
      rows: { polled: { rows: 0, refused: 0 }, pushed: { rows: 0, refused: 0 } },
      unfamiliar: {
        payments: 0,
        unfamiliar: 0,
        what: { amount: 0, category: 0, hour: 0, pace: 0, missing: 0, age: 0 },
      },
      past: { loading: null, ofToday: 0 },
      deadLetters: 0,
      model: { version: "3fa9c21b7d04", engine: "onnx", problem: null },
      thresholds: [
        {
          situations: ["stream", "first"],
          review: 0.05,
          decline: 1 / 6,
          reviewSetBy: "model",
          declineSetBy: "model",
        },
      ],
      care: CARE_LEVELS,
      ...{ store: "d1", storeProblem: null, needsStore: false, filling: null, storage: null },
      waiting: { payments: 0, bytes: 0, since: null, problem: null, lasts: false },
      open: false,
    },
  };
}
