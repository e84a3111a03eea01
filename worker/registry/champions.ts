// Which model decided when, by the versions of the policy, and by which models were shipped when. Pure.
import type { PolicyVersion } from "../store/policies.ts";
import type { RegisteredModel } from "../store/registry.ts";

/** Versions of the policy that are looked at for former champions: more than people set in thirty days. */
export const VERSIONS_READ = 500;

type Change = Pick<PolicyVersion, "at" | "policy">;

/** The models that were shipped, by the row that each has in the registry since its deploy: the newest first. */
export type Deploys = readonly Pick<RegisteredModel, "version" | "addedAt">[];

export function deploysIn(models: readonly Pick<RegisteredModel, "version" | "addedAt" | "via">[]): Deploys {
  return models.filter(({ via }) => via === "deploy").toSorted((a, b) => b.addedAt - a.addedAt);
}

/** The model that was shipped at a time, epoch ms. `shipped`: the one of now. */
export function shippedAt(at: number, deploys: Deploys, shipped: string): string {
  return (deploys.find(({ addedAt }) => addedAt <= at) ?? deploys.at(-1))?.version ?? shipped;
}

/**
 * Epoch ms until which a model was last the champion; `now`: it is; null: it never was. `versions`: the newest first. `shipped`: the
 * version of the model that is shipped now.
 */
export function championUntil(
  versions: readonly Change[],
  shipped: string,
  version: string,
  deploys: Deploys,
): number | "now" | null {
  // The shipped model decided before anybody had set anything.
  const periods = [...versions, { at: Number.NEGATIVE_INFINITY, policy: { models: { champion: null } } }];
  for (const [place, { at: from, policy }] of periods.entries()) {
    const until = periods[place - 1]?.at ?? "now";
    const { champion } = policy.models;
    const last = champion ?? (until === "now" ? shipped : shippedAt(until, deploys, shipped));
    if (last === version) return until;
    if (champion !== null) continue;
    // Another model may have been shipped in the middle of it.
    const end = until === "now" ? Number.POSITIVE_INFINITY : until;
    const replaced = deploys.find(({ addedAt }, newer) => {
      return deploys[newer + 1]?.version === version && from < addedAt && addedAt <= end;
    });
    if (replaced !== undefined) return replaced.addedAt;
  }
  return null;
}
