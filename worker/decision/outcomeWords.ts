// The word for each band of scores: the same on the board, in mails, in chats and in reports. Pure.
import type { Thresholds } from "../scoring/detector.ts";
import { decidedByPeople, isDecidedWithCare, type Outcome, type Reason } from "./decision.ts";
import { outcomeOf } from "./thresholds.ts";

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  approve: "Approved",
  review: "To review",
  decline: "Declined",
};

/** Where the bands begin: "reviewed from 5 %, declined from 16.7 %". */
export function linesInWords(percents: Pick<Percents, "review" | "decline">): string {
  const { review, decline } = percents;
  return review === decline
    ? `declined from ${decline} %, none is reviewed`
    : `reviewed from ${review} %, declined from ${decline} %`;
}

/** The lines, in the digits in which a score beside them lies on its own side of each. */
export interface Percents {
  /** Null where there is no score. */
  score: string | null;
  review: string;
  decline: string;
}

const MOST_DIGITS = 12;

export function percentsOf(score: number | null, { review, decline }: Thresholds): Percents {
  // 0 and 100 % are told only where they are.
  const places = [0, review, decline, 1];
  const extreme = score === null ? null : extremeWords(score, { review, decline });
  const told = score === null || extreme !== null ? places : [score, ...places];
  for (let digits = 1; ; digits += 1) {
    const shown = (share: number) => Number((share * 100).toFixed(digits));
    const isTold = told.every((one) => places.every((other) => shown(one) >= shown(other) === one >= other));
    if (!isTold && digits < MOST_DIGITS) continue;
    return {
      score: extreme ?? (score === null ? null : String(shown(score))),
      review: String(shown(review)),
      decline: String(shown(decline)),
    };
  }
}

/** A score that is all but certain, on this side of the lines as well; null for any other. */
function extremeWords(score: number, { review, decline }: Thresholds): string | null {
  if (score > 0.999 && decline <= 0.999) return "above 99.9";
  return score < 0.001 && review >= 0.001 ? "below 0.1" : null;
}

/** Said after the lines of a payment that its score alone would have approved. */
export const WITH_CARE = "This one goes to a person whatever its score";

const BY_PEOPLE = { block_list: "by the block list", allow_list: "by the allow list", rule: "by a rule" } as const;

/** What of people's decided a payment, as "by a rule"; null where the model did. */
export function byPeopleWords(payment: { reasons: Reason[] }): string | null {
  const by = decidedByPeople(payment);
  return by === null ? null : BY_PEOPLE[by];
}

/** Said in place of the lines of a payment that people decided. Null where the model did. */
export function whateverItsScore(payment: { outcome: Outcome; reasons: Reason[] }): string | null {
  const by = byPeopleWords(payment);
  return by === null ? null : `It was ${DONE[payment.outcome]} ${by}, whatever its score`;
}

const DONE: Readonly<Record<Outcome, string>> = {
  approve: "approved",
  review: "sent to a person",
  decline: "declined",
};

/** True when these lines lead to the payment's outcome. False when it was decided by other lines, or by people. */
export function isDecidedBy(
  { score, outcome, reasons }: { score: number | null; outcome: Outcome; reasons: Reason[] },
  lines: Thresholds,
): boolean {
  if (score === null || decidedByPeople({ reasons }) !== null) return false;
  return outcomeOf(score, lines) === (isDecidedWithCare({ reasons }) ? "approve" : outcome);
}
