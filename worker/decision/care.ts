// Decides with care what lies outside of what the model learned, and what is odd by any measure: such payments go to a person,
// however low their score is. Levels and their price are in docs/care.md.
import { isAmountKnown } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import type { Support } from "../scoring/support.ts";
import { CARE_LEVELS, type CareLevels } from "./careLevels.ts";
import type { Concern, Unfamiliar } from "./decision.ts";
import { oddities } from "./oddities.ts";
import type { PaymentFacts } from "./paymentFacts.ts";
import type { Telling } from "./telling.ts";
import { unfamiliarIn } from "./unfamiliar.ts";
import { usualOf } from "./usual.ts";

export interface Care {
  unfamiliar: Unfamiliar[];
  concerns: Concern[];
}

/** `support`: null without a model. */
export function careFor(
  payment: Payment,
  facts: PaymentFacts,
  support: Support | null,
  levels: CareLevels = CARE_LEVELS,
  telling: Telling = {},
): Care {
  const unfamiliar = support === null ? [] : unfamiliarIn(payment, facts, support, telling);
  const usualCents = usualOf(facts.card) ?? facts.usualCents ?? support?.usualCents ?? Number.POSITIVE_INFINITY;
  // It may be much where nobody knows how much it is.
  const isMuch =
    levels.unfamiliarTimes !== null &&
    (!isAmountKnown(payment) || payment.amountCents > levels.unfamiliarTimes * usualCents);
  const concerns = unfamiliar.flatMap(({ what, why }): Concern[] =>
    what === "missing" || what === "age" ? [] : [{ code: `unfamiliar_${what}`, text: why }],
  );
  return {
    unfamiliar,
    concerns: [...(isMuch ? concerns : []), ...oddities(payment, facts.card, facts.merchant, levels, telling)],
  };
}
