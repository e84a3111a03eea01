// The policy as answers show it.
import { inUse } from "../registry/states.ts";
import { shippedVersion } from "../scoring/shippedBundle.ts";
import type { Policy, PolicyVersion } from "../store/policies.ts";
import type { PolicyView } from "../wire/models.ts";
import { isoTime } from "../wire/views.ts";

export function shownPolicy({ version, models }: Policy): PolicyView {
  return { version, ...inUse(models, shippedVersion), followsShipped: models.champion === null };
}

export function shownVersion({ version, policy, at, by, via, note }: PolicyVersion) {
  return { ...shownPolicy({ ...policy, version }), at: isoTime(at), by, via, note };
}

export function etagOf({ version }: Pick<Policy, "version">): { etag: string } {
  return { etag: `"${version}"` };
}
