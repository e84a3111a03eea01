// Asks the gate about a model, with what the store knows of it now.
import { FIRST_CURRENCY } from "../money.ts";
import type { Store } from "../store/store.ts";
import type { Comparison, Gate } from "../wire/comparison.ts";
import { deploysIn, earlierChampions, VERSIONS_READ } from "./champions.ts";
import { type Candidate, gateOf } from "./gate.ts";
import { latestSpan, readComparison } from "./readComparison.ts";

export interface GateAsked {
  /** The model that is to become the champion. */
  version: string;
  /** The model that decides now. */
  champion: string;
  /** The version of the model that is shipped with this Vigie. */
  shipped: string;
}

/** Compared with the champion of now, over the latest thirty days. `currency`: of the sums in the comparison, which the gate does not read. */
export async function gateNow(
  store: Pick<Store, "models" | "pairs" | "policyVersions">,
  { version, champion, shipped }: GateAsked,
  nowMs: number,
  currency = FIRST_CURRENCY,
): Promise<{ gate: Gate; comparison: Comparison }> {
  const [models, versions, comparison] = await Promise.all([
    store.models(),
    store.policyVersions(VERSIONS_READ, null, "models"),
    readComparison(store, { champion, challenger: version }, latestSpan(nowMs), nowMs, currency),
  ]);
  const earlier = earlierChampions(versions, shipped, deploysIn(models));
  const candidate: Candidate = {
    version,
    isShipped: version === shipped,
    proof: models.find((model) => model.version === version)?.proof ?? null,
    championUntil: version === champion ? "now" : (earlier.find((each) => each.version === version)?.until ?? null),
  };
  return { gate: gateOf(candidate, comparison, nowMs), comparison };
}
