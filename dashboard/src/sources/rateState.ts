// The state of rates: what came in currencies without one, and changes.
import { signal } from "@preact/signals";
import type { Health } from "../../../worker/wire/board.ts";
import type { Answer } from "../shared/ask.ts";
import { askHealth } from "../shared/askHealth.ts";
import { changeAsSeen } from "../shared/changePolicy.ts";
import { zone } from "../shared/zone.ts";
import { putRates } from "./ask.ts";
import { isSame } from "./fieldForm.ts";
import { type RateView, rateKey, withoutRate, withRate } from "./rates.ts";
import { changing, loadPolicy, policy } from "./state.ts";

/** Counts of what came lately and was not understood, currencies without a rate among it. Null: it is not known. */
export const cameLately = signal<Health["notUnderstood"] | null>([]);

export async function loadCame(): Promise<void> {
  const health = await askHealth();
  cameLately.value = health?.notUnderstood ?? null;
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
