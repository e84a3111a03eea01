// Which models leave the registry when it is full. Pure.
import type { PolicyVersion } from "../store/policies.ts";
import type { RegisteredModel } from "../store/registry.ts";
import { championUntil, deploysIn } from "./champions.ts";
import { stateOf } from "./modelStates.ts";

/** Each has up to 8 MB of the store. */
export const MOST_MODELS = 20;

export interface Kept {
  models: readonly Pick<RegisteredModel, "version" | "addedAt" | "via">[];
  /** Versions of the policy, the newest first. */
  versions: readonly PolicyVersion[];
  shipped: string;
  /** Payments that were decided before this time have left the store, epoch ms. */
  leftBefore: number;
}

/**
 * Returns the versions that make room for one more: the oldest first, those that never decided before those that did. Null where no
 * room can be made. A model that decides, that challenges or that stored decisions name is never dropped.
 */
export function surplusOf({ models, versions, shipped, leftBefore }: Kept): string[] | null {
  const many = models.length + 1 - MOST_MODELS;
  if (many <= 0) return [];
  const deploys = deploysIn(models);
  const droppable = models
    .flatMap(({ version, addedAt }) => {
      const state = stateOf(version, versions, shipped, deploys);
      if (state === "champion" || state === "challenger" || version === shipped) return [];
      const until = championUntil(versions, shipped, version, deploys);
      if (until === "now" || (until !== null && until >= leftBefore)) return [];
      return [{ version, addedAt, decided: until !== null }];
    })
    .sort((a, b) => Number(a.decided) - Number(b.decided) || a.addedAt - b.addedAt);
  return droppable.length < many ? null : droppable.slice(0, many).map(({ version }) => version);
}
