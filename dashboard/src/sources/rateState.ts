// The state of rates: the newest payments, which tell the currencies that have none, and changes.
import { signal } from "@preact/signals";
import type { PaymentView } from "../../../worker/wire/board.ts";
import type { Answer } from "../shared/ask.ts";
import { changeAsSeen } from "../shared/changePolicy.ts";
import { zone } from "../shared/zone.ts";
import { askNewest, putRates } from "./ask.ts";
import { isSame } from "./fieldForm.ts";
import { type RateView, rateKey, withoutRate, withRate } from "./rates.ts";
import { changing, loadPolicy, noteProblem, policy } from "./state.ts";

export const newest = signal<readonly PaymentView[]>([]);

export async function loadNewest(): Promise<void> {
  const answer = await askNewest();
  noteProblem("payments", answer);
  if (answer.ok) newest.value = answer.value.payments;
}

/** One change of the rates, made on those that hold. `touched`: what must still be as the person saw it. */
function changeRates(
  change: (rates: readonly RateView[]) => RateView[],
  touched: RateView,
  said: string,
): Promise<Answer<unknown>> {
  const seen = rateAmong(policy.peek()?.rates ?? [], touched);
  const send = (version: number) => putRates(change(policy.peek()?.rates ?? []), version);
  const look = async () => {
    await loadPolicy();
    const now = policy.peek();
    return now === null ? null : { version: now.version, isSame: isSame(rateAmong(now.rates, touched), seen) };
  };
  return changing(changeAsSeen(send, policy.peek()?.version ?? 0, look), said, loadPolicy);
}

function rateAmong(rates: readonly RateView[], rate: RateView): RateView | null {
  return rates.find((each) => rateKey(each, zone.peek()) === rateKey(rate, zone.peek())) ?? null;
}

/** `instead`: the rate that is changed by it; null: it is one more. */
export function setRate(rate: RateView, instead: RateView | null): Promise<Answer<unknown>> {
  const said = `1 ${rate.currency} is ${rate.rate} ${policy.peek()?.currency ?? ""} for payments from ${rate.from} on.`;
  return changeRates((rates) => withRate(rates, rate, instead, zone.peek()), instead ?? rate, said);
}

export function removeRate(rate: RateView): Promise<Answer<unknown>> {
  return changeRates(
    (rates) => withoutRate(rates, rate, zone.peek()),
    rate,
    `The rate of ${rate.currency} is removed.`,
  );
}
