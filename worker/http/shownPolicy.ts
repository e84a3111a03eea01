// The policy as answers show it.

import type { Policy } from "../policy/policy.ts";
import { type Deploys, shippedAt } from "../registry/champions.ts";
import { inUse } from "../registry/states.ts";
import { shippedVersion } from "../scoring/shippedBundle.ts";
import type { PolicyVersion } from "../store/policies.ts";
import type { PolicyView } from "../wire/models.ts";
import { isoTime } from "../wire/views.ts";

export function shownPolicy({ version, models }: Policy): PolicyView {
  return { version, ...inUse(models, shippedVersion), followsShipped: models.champion === null };
}

/** As it was meant at that time: another model may have been shipped then. */
export function shownVersion({ version, policy, at, by, via, note }: PolicyVersion, deploys: Deploys) {
  const { champion, challenger } = inUse(policy.models, shippedAt(at, deploys, shippedVersion));
  const followsShipped = policy.models.champion === null;
  return { version, champion, challenger, followsShipped, at: isoTime(at), by, via, note };
}

export function etagOf({ version }: Pick<Policy, "version">): { etag: string } {
  return { etag: `"${version}"` };
}
