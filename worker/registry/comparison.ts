// Compares what was decided with what a challenger would have decided, on the payments that both judged. docs/models.md says what
// counts, and why. Pure.
import type { Outcome } from "../decision/decision.ts";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import type { Situation } from "../features/situation.ts";
import { formatAmount } from "../money.ts";
import { FLIP_KINDS, type FlipKind, flipKindOf, type PairSum } from "../store/pairs.ts";
import type { Truth } from "../store/verdicts.ts";
import type { Comparison, FlipView, Judged, SideView } from "../wire/comparison.ts";
import { isoTime } from "../wire/views.ts";
import { type Cells, intervalOf, precisionDifference, recallDifference } from "./intervals.ts";

/** A card holder who finds a payment that is not theirs says so within days, a chargeback comes within weeks. */
export const MATURE_DAYS = 7;
/** With so many known, what a young payment was did not come from who looked at it, and they count at once. */
const KNOWN_SHARE = 0.95;

export interface Span {
  from: number;
  to: number;
}

export interface ComparedModels {
  champion: string;
  challenger: string;
}

/** Sums of pairs, of payments that are old enough and of those that are not. */
export interface Pairs {
  aged: readonly PairSum[];
  young: readonly PairSum[];
}

/** The beginning of the hour from which on payments are young. */
export function youngFrom(nowMs: number, matureDays: number): number {
  return Math.floor((nowMs - matureDays * DAY_MS) / HOUR_MS) * HOUR_MS;
}

export function comparisonOf(
  models: ComparedModels,
  asked: Span,
  all: Pairs,
  matureDays: number,
  currency: string,
): Comparison {
  const everything = [...all.aged, ...all.young];
  const aged = all.aged.filter(isScored);
  const young = all.young.filter(isScored);
  const known = paymentsOf(young.filter(({ truth }) => truth !== "unknown"));
  const youngCount = young.length > 0 && known >= KNOWN_SHARE * paymentsOf(young);
  // What nobody has said anything about in all that time counts as legitimate.
  const matured = [...aged, ...(youngCount ? young.filter(({ truth }) => truth !== "unknown") : [])];
  const scored = [...aged, ...young];

  const judgedWhere = (isMeant: (pair: ScoredPair) => boolean) =>
    judged(scored.filter(isMeant), matured.filter(isMeant), currency);
  const categories = [...new Set(scored.map(({ category }) => category))];
  const situations = [...new Set(scored.map(({ situation }) => situation))];
  return {
    ...models,
    from: isoTime(asked.from),
    to: isoTime(asked.to),
    scored: spanOf(everything),
    failed: paymentsOf(everything) - paymentsOf(scored),
    matureDays,
    young: { payments: paymentsOf(young), known, count: youngCount },
    ...judgedWhere(() => true),
    byCategory: largestFirst(
      categories.map((category) => ({ category, ...judgedWhere((pair) => pair.category === category) })),
    ),
    bySituation: largestFirst(
      situations.map((situation: Situation) => ({ situation, ...judgedWhere((pair) => pair.situation === situation) })),
    ),
  };
}

type ScoredPair = PairSum & { challengerOutcome: Outcome };

function isScored(pair: PairSum): pair is ScoredPair {
  return pair.challengerOutcome !== "none";
}

function judged(scored: readonly ScoredPair[], matured: readonly ScoredPair[], currency: string): Judged {
  const fraud = cellsOf(matured.filter(({ truth }) => truth === "fraud"));
  const legitimate = cellsOf(matured.filter(({ truth }) => truth !== "fraud"));
  return {
    ...amountOf(scored, currency),
    matured: { payments: paymentsOf(matured), frauds: totalOf(fraud) },
    sides: {
      champion: sideOf(scored, ({ outcome }) => outcome, fraud, legitimate, "champion", currency),
      challenger: sideOf(
        scored,
        ({ challengerOutcome }) => challengerOutcome,
        fraud,
        legitimate,
        "challenger",
        currency,
      ),
    },
    difference: { precision: precisionDifference(fraud, legitimate), recall: recallDifference(fraud) },
    flips: FLIP_KINDS.map((kind) => flipOf(kind, scored, currency)),
  };
}

function sideOf(
  scored: readonly ScoredPair[],
  decided: (pair: ScoredPair) => Outcome,
  fraud: Cells,
  legitimate: Cells,
  side: "champion" | "challenger",
  currency: string,
): SideView {
  const declined = scored.filter((pair) => decided(pair) === "decline");
  const missed = scored.filter((pair) => pair.truth === "fraud" && decided(pair) !== "decline");
  const caught = fraud.both + fraud[side];
  return {
    declines: paymentsOf(declined),
    reviews: paymentsOf(scored.filter((pair) => decided(pair) === "review")),
    declined: byTruth(declined, currency),
    missed: amountOf(missed, currency),
    precision: shareOf(caught, caught + legitimate.both + legitimate[side]),
    recall: shareOf(caught, totalOf(fraud)),
  };
}

function cellsOf(pairs: readonly ScoredPair[]): Cells {
  const cells: Cells = { both: 0, champion: 0, challenger: 0, neither: 0 };
  for (const { outcome, challengerOutcome, payments } of pairs) {
    const [first, second] = [outcome === "decline", challengerOutcome === "decline"];
    cells[first ? (second ? "both" : "champion") : second ? "challenger" : "neither"] += payments;
  }
  return cells;
}

function flipOf(kind: FlipKind, scored: readonly ScoredPair[], currency: string): FlipView {
  const flipped = scored.filter((pair) => flipKindOf(pair.outcome, pair.challengerOutcome) === kind);
  const declineIs = (other: (pair: ScoredPair) => Outcome) => flipped.filter((pair) => other(pair) === "review");
  return {
    kind,
    ...amountOf(flipped, currency),
    truth: byTruth(flipped, currency),
    toReview: kind === "let_through" ? paymentsOf(declineIs(({ challengerOutcome }) => challengerOutcome)) : 0,
    fromReview: kind === "newly_declined" ? paymentsOf(declineIs(({ outcome }) => outcome)) : 0,
  };
}

function byTruth(pairs: readonly PairSum[], currency: string) {
  const of = (wanted: Truth) =>
    amountOf(
      pairs.filter(({ truth }) => truth === wanted),
      currency,
    );
  return { fraud: of("fraud"), legitimate: of("legitimate"), unknown: of("unknown") };
}

function shareOf(part: number, of: number): SideView["precision"] {
  const interval = intervalOf(part, of);
  return interval === null ? null : { value: part / of, part, of, ...interval };
}

function spanOf(pairs: readonly PairSum[]): Comparison["scored"] {
  if (pairs.length === 0) return null;
  const from = Math.min(...pairs.map(({ firstHour }) => firstHour));
  const to = Math.max(...pairs.map(({ lastHour }) => lastHour)) + HOUR_MS;
  return { from: isoTime(from), to: isoTime(to) };
}

function amountOf(pairs: readonly PairSum[], currency: string) {
  return {
    payments: paymentsOf(pairs),
    amount: formatAmount(
      sum(pairs, ({ amountCents }) => amountCents),
      currency,
    ),
  };
}

function paymentsOf(pairs: readonly PairSum[]): number {
  return sum(pairs, ({ payments }) => payments);
}

function totalOf({ both, champion, challenger, neither }: Cells): number {
  return both + champion + challenger + neither;
}

function sum(pairs: readonly PairSum[], of: (pair: PairSum) => number): number {
  return pairs.reduce((total, pair) => total + of(pair), 0);
}

function largestFirst<Group extends { payments: number }>(groups: Group[]): Group[] {
  return groups.sort((a, b) => b.payments - a.payments);
}
