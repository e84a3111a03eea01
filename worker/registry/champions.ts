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

/** A model that decided before the one of now, and that one may go back to. */
export interface Earlier {
  version: string;
  /** Epoch ms until which it decided. */
  until: number;
}

/**
 * The models that one may go back to, the latest first. Going back takes a step back: the model that was gone back from is not among
 * them afterwards, for whoever goes back does so because it does harm. The arguments are those of `championUntil`.
 */
export function earlierChampions(versions: readonly Change[], shipped: string, deploys: Deploys): Earlier[] {
  const steps: string[] = [];
  const until = new Map<string, number>();
  const turns = turnsOf(versions, shipped, deploys);
  for (const [at, { version }] of turns.entries()) {
    const place = steps.indexOf(version);
    steps.length = place === -1 ? steps.length : place;
    steps.push(version);
    const next = turns[at + 1];
    if (next !== undefined) until.set(version, next.from);
  }
  const earlier = steps.slice(0, -1).toReversed();
  return earlier.map((version) => ({ version, until: until.get(version) ?? Number.NEGATIVE_INFINITY }));
}

/** Which model decided from when on, the earliest first. The first one decided from the beginning. */
function turnsOf(versions: readonly Change[], shipped: string, deploys: Deploys): { version: string; from: number }[] {
  const periods = [{ at: Number.NEGATIVE_INFINITY, policy: { models: { champion: null } } }, ...versions.toReversed()];
  const turns: { version: string; from: number }[] = [];
  const decides = (version: string, from: number) => {
    if (turns.at(-1)?.version !== version) turns.push({ version, from });
  };
  for (const [place, { at: from, policy }] of periods.entries()) {
    const until = periods[place + 1]?.at ?? Number.POSITIVE_INFINITY;
    const { champion } = policy.models;
    if (champion !== null) {
      decides(champion, from);
      continue;
    }
    decides(shippedAt(from, deploys, shipped), from);
    for (const { version, addedAt } of deploys.toReversed()) {
      if (from < addedAt && addedAt < until) decides(version, addedAt);
    }
  }
  return turns;
}
