// A stored payment as rules saw it when it was decided.
import { isUnfamiliarBesidesPace } from "../decision/decision.ts";
import { type Facts, factsOf } from "../rules/facts.ts";
import type { SeenPayment } from "../store/seen.ts";
import { offsetMsAt } from "../zone.ts";

export function storedFacts(
  payment: SeenPayment,
  { reportZone, currency }: { reportZone: string; currency: string },
): Facts {
  const { source, feed, situation, features, score, challengerScore, unfamiliar, facts, paidAt } = payment;
  return factsOf({
    ...{ payment, currency, source, feed, situation, features, score, challengerScore, kept: facts },
    isUnfamiliar: isUnfamiliarBesidesPace(unfamiliar),
    offsetMs: offsetMsAt(reportZone, paidAt),
  });
}
