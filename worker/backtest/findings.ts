// What a backtest finds, counted: each payment by what it truly was, what was decided, what would be decided, and by what. Pure.

import type { Outcome } from "../decision/decision.ts";
import type { Situation } from "../features/situation.ts";
import type { Paid } from "../payment/paid.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import { type Truth, truthOf } from "../store/verdicts.ts";
import { binOf } from "./bins.ts";

/** A payment that was decided anew. */
export interface Anew {
  payment: ReplayedPayment;
  situation: Situation;
  /** Null where the model could not score it. */
  score: number | null;
  outcome: Outcome;
  /** Whether it goes to a person whatever its score. */
  isHeld: boolean;
  by: DecidedBy;
  /** The model reads days of its card and merchant that are not all in the store. Left out where it does not. */
  lacksDays?: true;
  /** Ids of rules. Left out where none says anything. */
  rules?: Readonly<Record<RuleSays, readonly string[]>>;
}

/** By what a payment is decided. `not_scored`: the model could not score it. */
export const DECIDERS = ["block_list", "allow_list", "rule", "model", "not_scored"] as const;
export type DecidedBy = (typeof DECIDERS)[number];

/** `decided`: a rule that the payment meets, and that none severer stands before. `met`: also those, and rules in shadow. */
export const RULE_SAYS = ["decided", "met", "missing", "failed"] as const;
export type RuleSays = (typeof RULE_SAYS)[number];

/** Payments that are alike in these ways. */
export interface Cell {
  category: string;
  truth: Truth;
  /** What was decided. */
  was: Outcome;
  /** What would be decided. */
  is: Outcome;
  payments: number;
  amountCents: number;
}

/** Payments with scores between two lines; see bins.ts. */
export interface ScoreCell {
  situation: Situation;
  bin: number;
  truth: Truth;
  isHeld: boolean;
  /** Decided by a list or a rule, whatever its score. */
  isRuled: boolean;
  payments: number;
  amountCents: number;
}

export interface DeciderCell {
  by: DecidedBy;
  is: Outcome;
  truth: Truth;
  payments: number;
  amountCents: number;
}

/** A payment is in those of each rule that says the same of it. */
export interface RuleCell {
  rule: string;
  says: RuleSays;
  truth: Truth;
  payments: number;
  amountCents: number;
}

/** A payment that would be decided otherwise. */
export interface Flip extends Pick<ReplayedPayment, "id" | "paidAt" | "category">, Paid {
  truth: Truth;
  was: Outcome;
  is: Outcome;
  /** The new one. */
  score: number | null;
}

export interface Findings {
  cells: Cell[];
  /** Called otherwise than in versions that counted other bins. */
  byScore: ScoreCell[];
  byDecider: DeciderCell[];
  byRule: RuleCell[];
  /** Time of the first payment that was decided anew, in epoch ms. */
  firstAt: number | null;
  /** The dearest first. */
  flips: Flip[];
  /** Payments by the version of the model that decided them then. */
  models: Record<string, number>;
  /** Payments that the same model decided then, and those of them that have the same score to the last bit. */
  ofSameModel: number;
  sameScores: number;
  /** Payments that counted as their card's first. */
  firsts: number;
  unscored: number;
  /** Payments of which the model was not told what their cards and merchants did by day, though it reads it. */
  withoutDays: number;
}

/** Examples that are kept, and categories that are told apart: what the feed calls a category is not bounded. */
export const MOST_FLIPS = 1_000;
export const MOST_CATEGORIES = 200;
export const OTHER_CATEGORIES = "all others";

export const NO_FINDINGS: Findings = {
  ...{ cells: [], byScore: [], byDecider: [], byRule: [], firstAt: null, flips: [], models: {} },
  ...{ ofSameModel: 0, sameScores: 0, firsts: 0, unscored: 0, withoutDays: 0 },
};

/** `model`: the version that decides anew. */
export function createCounting(model: string, before: Findings = NO_FINDINGS) {
  const cells = byKey(before.cells, keyOfCell);
  const scores = byKey(before.byScore, keyOfScore);
  const deciders = byKey(before.byDecider, keyOfDecider);
  const rules = byKey(before.byRule, keyOfRule);
  const categories = new Set(before.cells.map(({ category }) => category));
  const models = new Map(Object.entries(before.models));
  const sums = { ...before };
  let flips = [...before.flips];

  function add({ payment, situation, score, outcome, isHeld, by, lacksDays, rules: said }: Anew): void {
    const { id, paidAt, amountCents, currency, paidMinor, rate, outcome: was } = payment;
    const truth = truthOf(payment);
    const category = categoryOf(payment.category);
    const one = { payments: 1, amountCents };
    count(cells, { category, truth, was, is: outcome, ...one }, keyOfCell);
    count(deciders, { by, is: outcome, truth, ...one }, keyOfDecider);
    if (score === null) sums.unscored += 1;
    else {
      const isRuled = by !== "model";
      count(scores, { situation, bin: binOf(score), truth, isHeld, isRuled, ...one }, keyOfScore);
    }
    if (said !== undefined) {
      for (const says of RULE_SAYS)
        for (const rule of said[says]) count(rules, { rule, says, truth, ...one }, keyOfRule);
    }
    sums.firstAt ??= paidAt;
    if (situation === "first") sums.firsts += 1;
    if (lacksDays === true) sums.withoutDays += 1;
    models.set(payment.model, (models.get(payment.model) ?? 0) + 1);
    if (payment.model === model) {
      sums.ofSameModel += 1;
      if (score === payment.score) sums.sameScores += 1;
    }
    if (outcome === was) return;
    flips.push({
      id,
      paidAt,
      amountCents,
      currency,
      paidMinor,
      rate,
      category: payment.category,
      truth,
      was,
      is: outcome,
      score,
    });
    if (flips.length >= 2 * MOST_FLIPS) flips = dearest(flips);
  }

  function categoryOf(category: string): string {
    if (categories.has(category)) return category;
    if (categories.size >= MOST_CATEGORIES) return OTHER_CATEGORIES;
    categories.add(category);
    return category;
  }

  return {
    add,
    findings: (): Findings => ({
      ...sums,
      cells: [...cells.values()],
      byScore: [...scores.values()],
      byDecider: [...deciders.values()],
      byRule: [...rules.values()],
      models: Object.fromEntries(models),
      flips: dearest(flips),
    }),
  };
}

/** The earlier of two equal amounts comes first, so that the order is always the same. */
function dearest(flips: readonly Flip[]): Flip[] {
  const order = (a: Flip, b: Flip) => b.amountCents - a.amountCents || a.paidAt - b.paidAt || (a.id < b.id ? -1 : 1);
  return [...flips].sort(order).slice(0, MOST_FLIPS);
}

function keyOfCell({ category, truth, was, is }: Cell): string {
  return `${truth} ${was} ${is} ${category}`;
}

function keyOfScore({ situation, bin, truth, isHeld, isRuled }: ScoreCell): string {
  return `${situation} ${bin} ${truth} ${isHeld} ${isRuled}`;
}

function keyOfDecider({ by, is, truth }: DeciderCell): string {
  return `${by} ${is} ${truth}`;
}

function keyOfRule({ rule, says, truth }: RuleCell): string {
  return `${rule} ${says} ${truth}`;
}

function byKey<Counted>(counted: readonly Counted[], keyOf: (one: Counted) => string): Map<string, Counted> {
  return new Map(counted.map((one) => [keyOf(one), { ...one }]));
}

function count<Counted extends { payments: number; amountCents: number }>(
  counted: Map<string, Counted>,
  one: Counted,
  keyOf: (one: Counted) => string,
): void {
  const key = keyOf(one);
  const known = counted.get(key);
  if (known === undefined) counted.set(key, one);
  else {
    known.payments += one.payments;
    known.amountCents += one.amountCents;
  }
}
