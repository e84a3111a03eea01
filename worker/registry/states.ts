// What became of each model of the registry. Pure.
import type { PolicyModels, PolicyVersion } from "../store/policies.ts";

/** `candidate`: it was proved, and has never been in use. `retired`: it has been, and is no longer. */
export type ModelState = "candidate" | "challenger" | "champion" | "retired";

type Change = Pick<PolicyVersion, "policy">;

/** The models that are in use, by their versions. `shipped`: the model that is shipped now. */
export function inUse(
  { champion, challenger }: PolicyModels,
  shipped: string,
): { champion: string; challenger: string | null } {
  return { champion: champion ?? shipped, challenger };
}

/** `versions`: of the policy, the newest first. */
export function stateOf(version: string, versions: readonly Change[], shipped: string): ModelState {
  const held = [
    ...versions.map(({ policy }) => inUse(policy.models, shipped)),
    { champion: shipped, challenger: null },
  ];
  if (held[0]?.champion === version) return "champion";
  if (held[0]?.challenger === version) return "challenger";
  return held.some(({ champion, challenger }) => champion === version || challenger === version)
    ? "retired"
    : "candidate";
}
