// Payments that a challenger scored beside the champion, counted by hour from the changes of one batch. The store adds these counts
// to those that it has.
import type { Outcome } from "../decision/decision.ts";
import { HOUR_MS } from "../duration.ts";
import type { Situation } from "../features/situation.ts";
import type { Cursor, ScoredPayment, StoredPayment } from "./payments.ts";
import { type LateLabel, type RecordedVerdict, type Truth, truthOf } from "./verdicts.ts";

/** Payments of one hour that both models judged alike. */
export interface Pair {
  /** Epoch ms of the hour's start, by time of payment. */
  hour: number;
  champion: string;
  challenger: string;
  category: string;
  situation: Situation;
  /** What was decided. */
  outcome: Outcome;
  /** What the challenger would have decided; `none` where it failed. */
  challengerOutcome: Outcome | "none";
  truth: Truth;
  payments: number;
  amountCents: number;
}

/** Payments of several hours that both models judged alike. */
export interface PairSum extends Omit<Pair, "hour"> {
  /** Epoch ms of the first and of the last hour's start. */
  firstHour: number;
  lastHour: number;
}

/** How the challenger would have decided otherwise. Each payment on which the two differ is in one of them. */
export const FLIP_KINDS = ["newly_declined", "let_through", "newly_reviewed", "no_longer_reviewed"] as const;
export type FlipKind = (typeof FLIP_KINDS)[number];

/** Null where both decide alike. */
export function flipKindOf(outcome: Outcome, challengerOutcome: Outcome): FlipKind | null {
  if (outcome === challengerOutcome) return null;
  if (challengerOutcome === "decline") return "newly_declined";
  if (outcome === "decline") return "let_through";
  return challengerOutcome === "review" ? "newly_reviewed" : "no_longer_reviewed";
}

export interface FlipsAsked {
  champion: string;
  challenger: string;
  /** Of payments made in [from, to). */
  from: number;
  to: number;
  /** Null: all of them. */
  kind: FlipKind | null;
  limit: number;
  /** Only those behind this position. */
  after: Cursor | null;
}

export interface PairStore {
  /** Payments made in [from, to), whole hours, that these two judged: in no order, summed over the hours. */
  pairs(champion: string, challenger: string, from: number, to: number): Promise<PairSum[]>;
  /** Payments that the challenger would have decided otherwise, the newest first. */
  flips(asked: FlipsAsked): Promise<StoredPayment[]>;
  /** Which two ever judged the same payments, and when: the newest first. */
  pairings(): Promise<{ champion: string; challenger: string; from: number; to: number; payments: number }[]>;
}

export function pairsOf(
  payments: readonly ScoredPayment[],
  verdicts: readonly RecordedVerdict[],
  labels: readonly LateLabel[] = [],
): Pair[] {
  const pairs = new Map<string, Pair>();
  const add = (payment: StoredPayment, times: 1 | -1) => {
    const pair = pairOf(payment, times);
    if (pair === null) return;
    const { payments, amountCents, ...alike } = pair;
    const key = JSON.stringify(Object.values(alike));
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, pair);
    else {
      known.payments += payments;
      known.amountCents += amountCents;
    }
  };
  for (const payment of payments) add(payment, 1);
  for (const { before, verdict } of verdicts) {
    add(before, -1);
    add({ ...before, verdict }, 1);
  }
  for (const { before, label } of labels) {
    add(before, -1);
    add({ ...before, label }, 1);
  }
  return [...pairs.values()].filter(({ payments, amountCents }) => payments !== 0 || amountCents !== 0);
}

function pairOf(payment: StoredPayment, times: 1 | -1): Pair | null {
  const { paidAt, model, challenger, category, situation, outcome, challengerOutcome, amountCents } = payment;
  if (challenger == null || situation == null) return null;
  return {
    hour: Math.floor(paidAt / HOUR_MS) * HOUR_MS,
    champion: model,
    challenger,
    category,
    situation,
    outcome,
    challengerOutcome: challengerOutcome ?? "none",
    truth: truthOf(payment),
    payments: times,
    amountCents: times * amountCents,
  };
}
