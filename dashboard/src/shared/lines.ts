// The lines that scores are held against, beside a payment. Pure.
import { isDecidedWithCare } from "../../../worker/decision/decision.ts";
import {
  isDecidedBy,
  linesInWords,
  percentsOf,
  WITH_CARE,
  whateverItsScore,
} from "../../../worker/decision/outcomeWords.ts";
import type { Health, PaymentView } from "../../../worker/wire/board.ts";

/** What decides now: the model, and its lines for each situation that has others. */
export type Deciding = Pick<Health, "thresholds"> & { model: string };
type Judged = Pick<PaymentView, "score" | "outcome" | "reasons" | "model"> & Partial<Pick<PaymentView, "situation">>;
export type Lines = Pick<Health["thresholds"][number], "review" | "decline">;

export function decidingOf({ thresholds, model }: Pick<Health, "thresholds" | "model">): Deciding {
  return { thresholds, model: model.version };
}

export function isSameDeciding(a: Deciding | null, b: Deciding | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The lines that this payment was held against; null where that is not known. The lines of that moment are not kept: where
 * today's, or another model, would have decided otherwise, others held then. And where lines differ by what is known of a
 * card, a payment of an older version does not say which were its own.
 */
export function linesOf(payment: Judged, deciding: Deciding | null): Lines | null {
  const all = deciding?.thresholds ?? [];
  const { situation = null } = payment;
  const [only, other] = situation === null ? all : all.filter(({ situations }) => situations.includes(situation));
  if (only === undefined || other !== undefined || payment.model !== deciding?.model) return null;
  return isDecidedBy(payment, only) ? only : null;
}

const SITUATIONS = {
  stream: "cards that have paid before",
  first: "a card’s first payment",
  snapshot: "every payment",
};

/** All lines of now; empty without a model. */
export function linesNow({ thresholds }: Pick<Deciding, "thresholds">): string {
  return thresholds
    .map((lines) => {
      const words = linesInWords(percentsOf(null, lines));
      return thresholds.length === 1
        ? words
        : `${words} (${lines.situations.map((each) => SITUATIONS[each]).join(", ")})`;
    })
    .join("; ");
}

/**
 * The levels from which payments go to a person whatever their score; null where nothing is looked at. A server of the version
 * before, while a deploy mixes both, does not say them.
 */
export function careNow({
  care,
  feed,
}: Partial<Pick<Health, "care">> & { feed: Pick<Health["feed"], "kind"> }): string | null {
  if (care === undefined) return null;
  const words = [
    care.unfamiliarTimes === null ? null : `unfamiliar, and above ${care.unfamiliarTimes} × the card’s usual`,
    ...(feed.kind === "snapshot" ? [] : plainChecks(care)),
  ].filter((each) => each !== null);
  return words.length === 0 ? null : words.join("; ");
}

/** They need the times of payments. */
function plainChecks(care: Health["care"]): (string | null)[] {
  return [
    care.farAboveTimes === null ? null : `above ${care.farAboveTimes} × the card’s usual`,
    care.paymentsInTenMinutes === null ? null : `${care.paymentsInTenMinutes} payments of a card in ten minutes`,
    care.paymentsInHour === null ? null : `${care.paymentsInHour} in an hour`,
    care.sameAmountInDay === null ? null : `the same amount ${care.sameAmountInDay} times a day`,
    care.cardsAtMerchant === null ? null : `${care.cardsAtMerchant} cards at a merchant in ten minutes`,
  ];
}

/** What stands below the score of one payment; null for nothing. */
export function linesWords(payment: Judged, deciding: Deciding | null): string | null {
  const byPeople = whateverItsScore(payment);
  if (byPeople !== null) return `${byPeople}.`;
  if (payment.score === null || deciding === null || deciding.thresholds.length === 0) return null;
  const care = isDecidedWithCare(payment) ? ` ${WITH_CARE}.` : "";
  const lines = linesOf(payment, deciding);
  if (lines !== null) return `Payments are ${linesInWords(percentsOf(payment.score, lines))}.${care}`;
  const now = `Payments are ${linesNow(deciding)}.${care}`;
  if (deciding.thresholds.length > 1 && payment.model === deciding.model) return now;
  return `Other thresholds, or another model, decided this payment. ${now.replace("are", "are now")}`;
}

/** The score of one payment in the digits that show on which side of the lines it lies. */
export function scoreBeside(score: number, lines: Lines): string {
  const words = percentsOf(score, lines).score ?? "";
  // The signs of the list beside it.
  return `${words.replace("above ", ">").replace("below ", "<")}\u00a0%`;
}
