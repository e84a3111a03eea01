// The steps of a payment until it is decided: known → sorted out → assessed → scored → decided. What comes of it is kept by the
// caller, in one transaction; recordEntries.ts does the rest. What a challenger would have decided (challenge.ts) is kept beside it.

import { type DecisionSettings, explained, judge } from "../decision/decide.ts";
import type { RuleFindings } from "../decision/ruling.ts";
import { thresholdsThatHold } from "../decision/thresholds.ts";
import type { FeaturesOf } from "../features/compute.ts";
import type { CardHistory } from "../features/history.ts";
import { byPlace } from "../features/places.ts";
import { FIRST_CURRENCY } from "../money.ts";
import { asKnown, type CategoryTable, NO_CATEGORIES } from "../payment/knownAs.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { FeedKind } from "../payment/payment.ts";
import type { Refund } from "../payment/refund.ts";
import { type ColumnTable, columnNotes, NO_COLUMNS, withColumns } from "../policy/ownColumns.ts";
import { inCurrency, type RateTable } from "../policy/rates.ts";
import { keptFactsOf } from "../rules/facts.ts";
import type { Models } from "../scoring/detector.ts";
import { offsetMsAt } from "../zone.ts";
import type { Arrival, Conclusion, Receipt } from "./arrival.ts";
import { type Around, assess } from "./assess.ts";
import type { NotedCell } from "./came.ts";
import { type ChallengeFailure, challenge } from "./challenge.ts";
import type { DecidedPayment, Entries } from "./journalRows.ts";
import type { Remembered } from "./memory.ts";
import { type Finding, sortOut } from "./newOrRepeated.ts";
import type { SeenRefund } from "./newOrRepeatedRefunds.ts";
import { gapsIn, type RuleGap } from "./ruleGaps.ts";

/** What is known of the ids and the cards of a group before it is decided. */
export interface Known {
  payments: ReadonlyMap<string, Remembered>;
  refunds?: ReadonlyMap<string, Refund>;
  histories: ReadonlyMap<string, CardHistory>;
  /** The group is counted in its merchants, so that they must be made anew when it is not kept. */
  around: Around;
}

export interface DecideSettings extends DecisionSettings {
  feed: FeedKind;
  feedZone: string;
  /** The zone in which reasons tell a time. Left out: they name no zone. */
  reportZone?: string;
  /** Payments from before this time, in epoch ms, have left the store. */
  oldestMs?: number;
  /** What other currencies are worth. Left out: nobody has set a rate. */
  rates?: RateTable;
  /** How people have categories read. Left out: as they come. */
  categories?: CategoryTable;
  /** The columns of one's own that are declared. Left out: none. */
  columns?: ColumnTable;
  /** The version of the policy under which it is decided. Left out: nobody has set anything. */
  policy?: number;
}

export interface DecidedGroup {
  /** One for each arrival, in order. */
  receipts: Receipt[];
  entries: Entries;
  /** Epoch ms when scoring ended. */
  decidedAt: number;
  /** What of the decided payments was not understood here: money without a rate. */
  notes: NotedCell[];
  /** Where rules could not say anything. */
  gaps: RuleGap[];
  /** What failed in the challenger. Null when nothing did. */
  challengeFailure: ChallengeFailure | null;
}

/** Histories and merchants in `known` are changed in place. */
export async function decideGroup(
  arrivals: readonly Arrival[],
  known: Known,
  settings: DecideSettings,
  { models, now }: { models: Models; now: () => number },
): Promise<DecidedGroup> {
  const { feed, feedZone, oldestMs, policy = 0, rates = NO_RATES, currency = FIRST_CURRENCY } = settings;
  const { categories = NO_CATEGORIES, columns = NO_COLUMNS } = settings;
  const { fresh, findings, rejects, labels, refunds } = sortOut(
    arrivals,
    known.payments,
    feed,
    oldestMs,
    known.refunds,
  );
  for (const arrival of fresh) {
    arrival.payment = withColumns(asKnown(inCurrency(arrival.payment, rates, currency), categories), columns);
  }
  const offsetMs = (epochMs: number) => offsetMsAt(feedZone, epochMs);
  // The same detectors for the whole group, even if other models come meanwhile.
  const { champion, challenger } = models;
  const makers = { champion: champion.featuresOf, challenger: challenger?.featuresOf ?? null };
  const { assessed, histories } = assess(fresh, known.histories, feed, offsetMs, makers, known.around);
  const scores = await champion.score(assessed);
  const scored = assessed.map((arrival, at) => ({ ...arrival, score: scores[at] ?? null }));
  const judging = { ...settings, nowMs: now() };
  const { challenged, failure: challengeFailure } = await challenge(scored, challenger, judging);
  const decidedAt = now();

  const ruleFindings: RuleFindings[] = [];
  const payments = scored.map((arrival, at): DecidedPayment => {
    const { payment, features, situation, seenAt, source, past, facts } = arrival;
    const when = { feed, offsetMs: offsetMs(payment.paidAt) };
    const judged = { ...arrival, challengerScore: challenged[at]?.challengerScore ?? null };
    const judgement = judge(judged, champion, judging);
    ruleFindings.push(judgement.findings);
    return {
      ...payment,
      ...explained(judgement, judged, when, champion, judging),
      ...{ seenAt, decidedAt, feed, source, situation, policy },
      ...challenged[at],
      features: storable(features, champion.featuresOf),
      facts: keptFactsOf(facts),
      // No line was asked where people have decided.
      ...(judgement.ruled !== null
        ? {}
        : { thresholds: thresholdsThatHold(settings, situation, champion.thresholds(situation)) }),
      ...(past === undefined ? {} : { isPast: true }),
    };
  });
  const said = Array.from(labels, ([paymentId, label]) => ({ paymentId, label, at: decidedAt }));
  const byId = new Map<string, Conclusion>(known.payments);
  for (const payment of payments) byId.set(payment.id, payment);
  return {
    receipts: findings.map((finding, at) => noted(receiptOf(finding, byId), arrivals[at], columns)),
    entries: {
      ...{ payments, rejects, labels: said, histories: [...histories] },
      ...(refunds.size === 0 ? {} : { refunds: refundsIn([...refunds.values()], rates, currency) }),
    },
    decidedAt,
    challengeFailure,
    notes: payments.flatMap(moneyNote),
    gaps: gapsIn(ruleFindings),
  };
}

function receiptOf(finding: Finding, byId: ReadonlyMap<string, Conclusion>): Receipt {
  if (finding.status === "rejected") return finding;
  if (finding.status === "refund") {
    const { id, paymentId } = finding.refund;
    return { status: finding.isRepeated ? "repeated" : "stored", refund: { id, paymentId } };
  }
  const payment = byId.get(finding.id);
  if (payment === undefined) throw new Error(`payment ${finding.id} was sorted out but neither known nor decided`);
  const { id, score, outcome, reasons, unfamiliar, model, policy = null, knownAs = null } = payment;
  const read = knownAs === null ? {} : { knownAs };
  const conclusion = { id, score, outcome, reasons, unfamiliar, model, policy, ...read };
  if (finding.status === "fresh") return { status: "stored", payment: conclusion };
  return { status: "repeated", payment: conclusion, ...(finding.relabelled ? { label: "updated" } : {}) };
}

/** A repetition is told as well: the answer before may have been lost. */
function noted(receipt: Receipt, arrival: Arrival | undefined, columns: ColumnTable): Receipt {
  if (receipt.status === "rejected" || arrival?.admission.ok !== true) return receipt;
  const notes = columnNotes(arrival.admission.payment?.extra, columns);
  return notes.length === 0 ? receipt : { ...receipt, notes };
}

function refundsIn(refunds: readonly SeenRefund[], rates: RateTable, currency: string): SeenRefund[] {
  return refunds.map((refund) => inCurrency(refund, rates, currency));
}

const NO_RATES: RateTable = new Map();

function moneyNote(payment: DecidedPayment): NotedCell[] {
  if (isAmountKnown(payment)) return [];
  return [{ field: "currency", value: payment.currency ?? null, seenAt: payment.seenAt }];
}

/** JSON has no NaN, so null stands for it. A loop is used, because `Array.from` with a function takes ten times as long. */
function storable(features: Float32Array | null, featuresOf: FeaturesOf | null): (number | null)[] {
  if (features === null) return [];
  const placed = byPlace(features, featuresOf?.names);
  const values = new Array<number | null>(placed.length);
  for (let at = 0; at < placed.length; at++) values[at] = orNull(placed[at]);
  return values;
}

function orNull(value = Number.NaN): number | null {
  return Number.isNaN(value) ? null : value;
}
