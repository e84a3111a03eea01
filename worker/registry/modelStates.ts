// What became of each model of the registry. Pure.

import type { PolicyModels } from "../policy/policy.ts";
import type { PolicyVersion } from "../store/policies.ts";
import { championUntil, type Deploys } from "./champions.ts";

/** `candidate`: it was proved, and has never been in use. `retired`: it has been, and is no longer. */
export type ModelState = "candidate" | "challenger" | "champion" | "retired";

type Change = Pick<PolicyVersion, "at" | "policy">;

/** The models that are in use, by their versions. `shipped`: the model that is shipped now. */
export function inUse(
  { champion, challenger }: PolicyModels,
  shipped: string,
): { champion: string; challenger: string | null } {
  return { champion: champion ?? shipped, challenger };
}

/** `versions`: of the policy, the newest first. */
export function stateOf(version: string, versions: readonly Change[], shipped: string, deploys: Deploys): ModelState {
  const until = championUntil(versions, shipped, version, deploys);
  if (until === "now") return "champion";
  if (versions[0]?.policy.models.challenger === version) return "challenger";
  const hasChallenged = versions.some(({ policy }) => policy.models.challenger === version);
  return until !== null || hasChallenged ? "retired" : "candidate";
}
