// What the challenger would have decided. It decides nothing: whatever fails in it is said, and costs no decision.

import { type DecisionSettings, judge, type Scored } from "../decision/decide.ts";
import type { Outcome } from "../decision/decision.ts";
import { messageOf } from "../log.ts";
import type { Detector } from "../scoring/detector.ts";
import type { Assessment } from "./assess.ts";

/** What is kept of it beside the decision. */
export interface Challenged {
  /** Its version. Null without a challenger. */
  challenger: string | null;
  /** Both are null when it failed. */
  challengerScore: number | null;
  challengerOutcome: Outcome | null;
}

export interface ChallengeFailure {
  version: string;
  /** Why it failed for the first of them. */
  problem: string;
  payments: number;
}

export interface Challenge {
  /** One for each payment, in order. */
  challenged: Challenged[];
  /** Null when it failed for none that the champion could score: a payment that neither can score says nothing about either. */
  failure: ChallengeFailure | null;
}

/** `scored`: as the champion scored them. */
export async function challenge(
  scored: readonly (Scored & Assessment)[],
  challenger: Detector | null,
  settings: DecisionSettings,
): Promise<Challenge> {
  if (challenger === null) return { challenged: scored.map(() => UNCHALLENGED), failure: null };
  const { version } = challenger;
  const inputs = scored.map(({ challengerFeatures: made, situation }) => {
    return { features: made?.ok === true ? made.features : null, situation };
  });
  const scores = await scoresOf(challenger, inputs);
  let failure: ChallengeFailure | null = null;
  const challenged = scored.map((payment, at): Challenged => {
    const answer = answerFor(payment, scores, at, challenger, settings);
    if (answer.ok) return { challenger: version, challengerScore: answer.score, challengerOutcome: answer.outcome };
    if (payment.score !== null) {
      failure = { version, problem: failure?.problem ?? answer.problem, payments: (failure?.payments ?? 0) + 1 };
    }
    return { challenger: version, challengerScore: null, challengerOutcome: null };
  });
  return { challenged, failure };
}

const UNCHALLENGED: Challenged = { challenger: null, challengerScore: null, challengerOutcome: null };

type Scores = { ok: true; scores: readonly (number | null)[] } | { ok: false; problem: string };

async function scoresOf(challenger: Detector, inputs: Parameters<Detector["score"]>[0]): Promise<Scores> {
  try {
    const scores = await challenger.score(inputs);
    if (scores.length === inputs.length) return { ok: true, scores };
    return { ok: false, problem: `it gave ${scores.length} scores for ${inputs.length} payments` };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

type Answer = { ok: true; score: number; outcome: Outcome } | { ok: false; problem: string };

function answerFor(
  payment: Scored & Assessment,
  scores: Scores,
  at: number,
  challenger: Detector,
  settings: DecisionSettings,
): Answer {
  const { challengerFeatures: made } = payment;
  if (made?.ok === false) return made;
  if (!scores.ok) return scores;
  const score = scores.scores[at] ?? null;
  if (made === null || score === null) return { ok: false, problem: challenger.problem ?? "it gave no score" };
  if (!(score >= 0 && score <= 1)) return { ok: false, problem: `it scored ${score}, which is no probability` };
  try {
    return {
      ok: true,
      score,
      outcome: judge({ ...payment, features: made.features, score }, challenger, settings).outcome,
    };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}
