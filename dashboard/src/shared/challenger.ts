// What the challenger would have made of a payment, in words. Pure.
import type { PaymentView } from "../../../worker/wire/board.ts";
import * as format from "./format.ts";

type Challenger = NonNullable<PaymentView["challenger"]>;

const WOULD_HAVE = {
  approve: "would have approved it",
  review: "would have sent it to a person",
  decline: "would have declined it",
} as const satisfies Record<PaymentView["outcome"], string>;

/** Follows its version. `differs`: it would have decided otherwise. */
export function challengerWords(
  { score, outcome }: Challenger,
  payment: Pick<PaymentView, "outcome">,
): { words: string; differs: boolean } {
  if (outcome === null) return { words: "could not judge it", differs: false };
  const differs = outcome !== payment.outcome;
  const beside = score === null ? "" : ` (score ${format.score(score)})`;
  return { words: `${WOULD_HAVE[outcome]}${differs ? "" : ", too"}${beside}`, differs };
}
