// Says to the audit what a request did outside of the store's batches. See docs/audit.md.
import type { Context } from "hono";
import { logError } from "../log.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import type { Doer } from "../policy/policy.ts";
import type { AuditEntry } from "../store/audit.ts";
import type { App } from "./context.ts";
import { changedBy } from "./door/changes.ts";

/** Never throws: it is done already, and a person who signs in must not be kept out for this. */
export async function audited(
  context: Context<App>,
  { action, subject, before = null, after = null }: Pick<AuditEntry, "action" | "subject"> & Partial<AuditEntry>,
  { by, via }: Doer = changedBy(context),
): Promise<void> {
  const at = Date.now();
  const entry = { id: crypto.randomUUID(), at, by, via, action, subject, note: null, before, after, policy: null };
  try {
    await ledgerOf(context.env).audit(entry);
  } catch (error) {
    logError("not_audited", error, { action, subject, by, via });
  }
}
