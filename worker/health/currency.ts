// A store whose sums are in another currency than CURRENCY. Pure.
import type { DeciderStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

/** `kept`: what the payments of the store are summed in. Null or left out while that is not known. */
export function currencyProblems(kept: DeciderStatus["currency"], { currency }: { currency: string }): Problem[] {
  if (kept == null || kept === currency) return [];
  const text =
    `The payments kept here are summed in ${kept}, and CURRENCY is ${currency}: the two never mix, so no payment is decided. ` +
    `Set CURRENCY to ${kept} again, or give ${currency} a store of its own.`;
  return [{ kind: "currency", since: null, holdMs: 0, stops: "payments", text }];
}
