// Which model decided when, by the versions of the policy. Pure.
import type { PolicyVersion } from "../store/policies.ts";

/** Versions of the policy that are looked at for former champions: more than people set in thirty days. */
export const VERSIONS_READ = 500;

type Change = Pick<PolicyVersion, "at" | "policy">;

/**
 * Epoch ms until which a model was last the champion; `now`: it is; null: it never was. `versions`: the newest first. `shipped`: the
 * version of the model that is shipped now, which stands for the shipped one of every time.
 */
export function championUntil(versions: readonly Change[], shipped: string, version: string): number | "now" | null {
  // The shipped model decided before anybody had set anything.
  const champions = [...versions.map(({ policy }) => policy.models.champion ?? shipped), shipped];
  const at = champions.indexOf(version);
  if (at === -1) return null;
  return at === 0 ? "now" : (versions[at - 1]?.at ?? null);
}
