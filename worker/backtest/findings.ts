// What a backtest finds, counted: each payment by what it truly was, what was decided, and what would be decided. Pure.
import type { Outcome } from "../decision/decision.ts";
import type { Situation } from "../features/situation.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import { type Truth, truthOf } from "../store/verdicts.ts";

/** A payment that was decided anew. */
export interface Anew {
  payment: ReplayedPayment;
  situation: Situation;
  /** Null where the model could not score it. */
  score: number | null;
  outcome: Outcome;
  /** Whether it goes to a person whatever its score. */
  isHeld: boolean;
}

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

/** Payments with scores between two lines; see `binOf`. */
export interface ScoreCell {
  bin: number;
  truth: Truth;
  isHeld: boolean;
  payments: number;
  amountCents: number;
}

/** A payment that would be decided otherwise. */
export interface Flip extends Pick<ReplayedPayment, "id" | "paidAt" | "amountCents" | "category"> {
  truth: Truth;
  was: Outcome;
  is: Outcome;
  /** The new one. */
  score: number | null;
}

export interface Findings {
  cells: Cell[];
  scores: ScoreCell[];
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
}

/** Examples that are kept, and categories that are told apart: what the feed calls a category is not bounded. */
export const MOST_FLIPS = 1_000;
export const MOST_CATEGORIES = 200;
export const OTHER_CATEGORIES = "all others";

/** Bins are as wide as a quarter of log odds, so that they are fine where most scores lie: close to 0. */
const BINS_A_LOG_ODD = 4;
/** Scores further out share the outermost bins. */
const OUTERMOST = 12 * BINS_A_LOG_ODD;

export const NO_FINDINGS: Findings = {
  ...{ cells: [], scores: [], flips: [], models: {} },
  ...{ ofSameModel: 0, sameScores: 0, firsts: 0, unscored: 0 },
};

export function binOf(score: number): number {
  const bin = Math.floor(Math.log(score / (1 - score)) * BINS_A_LOG_ODD);
  return Math.min(OUTERMOST - 1, Math.max(-OUTERMOST, bin));
}

/** The score at which a bin begins; the next one begins where it ends. */
export function scoreFrom(bin: number): number {
  if (bin <= -OUTERMOST) return 0;
  return bin >= OUTERMOST ? 1 : 1 / (1 + Math.exp(-bin / BINS_A_LOG_ODD));
}

/** `model`: the version that decides anew. */
export function createCounting(model: string, before: Findings = NO_FINDINGS) {
  const cells = byKey(before.cells, keyOfCell);
  const scores = byKey(before.scores, keyOfScore);
  const categories = new Set(before.cells.map(({ category }) => category));
  const models = new Map(Object.entries(before.models));
  const sums = { ...before };
  let flips = [...before.flips];

  function add({ payment, situation, score, outcome, isHeld }: Anew): void {
    const { id, paidAt, amountCents, outcome: was } = payment;
    const truth = truthOf(payment);
    const category = categoryOf(payment.category);
    const one = { payments: 1, amountCents };
    count(cells, { category, truth, was, is: outcome, ...one }, keyOfCell);
    if (score === null) sums.unscored += 1;
    else count(scores, { bin: binOf(score), truth, isHeld, ...one }, keyOfScore);
    if (situation === "first") sums.firsts += 1;
    models.set(payment.model, (models.get(payment.model) ?? 0) + 1);
    if (payment.model === model) {
      sums.ofSameModel += 1;
      if (score === payment.score) sums.sameScores += 1;
    }
    if (outcome === was) return;
    flips.push({ id, paidAt, amountCents, category: payment.category, truth, was, is: outcome, score });
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
      scores: [...scores.values()],
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

function keyOfScore({ bin, truth, isHeld }: ScoreCell): string {
  return `${bin} ${truth} ${isHeld}`;
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
