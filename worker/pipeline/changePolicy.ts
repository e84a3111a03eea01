// How the policy is changed: every decider tries the next one out, the store keeps it, every decider follows. See docs/models.md.
import { messageOf } from "../log.ts";
import type { AuditEntry } from "../store/audit.ts";
import {
  type Policy,
  type PolicyAnswer,
  type PolicyChange,
  type PolicyModels,
  PolicyMoved,
  type PolicyVersion,
} from "../store/policies.ts";
import type { Ledger } from "./ledger.ts";

export interface ChangePorts {
  ledger: Pick<Ledger, "heldPolicy" | "changePolicy">;
  deciders: readonly {
    tryOut(models: PolicyModels): Promise<string | null>;
    adopt(policy: Policy): Promise<void>;
  }[];
  now: () => number;
  newId: () => string;
}

/**
 * Throws when the store failed. Then it was not changed, or it is not known whether it was: the newest version tells. A decider that
 * does not hear of a change hears with the answer to its next record, or within a minute.
 */
export async function changePolicy(change: PolicyChange, ports: ChangePorts): Promise<PolicyAnswer> {
  const { ledger, deciders, now, newId } = ports;
  const { from, by, via, note, action } = change;
  // The store may have been put back since it was last read.
  const held = await ledger.heldPolicy(true);
  if (held.version !== from) return { status: "moved", policy: held };
  const models = { ...held.models, ...change.models };
  const problems = await Promise.all(deciders.map((decider) => decider.tryOut(models).catch(messageOf)));
  const problem = problems.find((each) => each !== null) ?? null;
  if (problem !== null) return { status: "refused", problem };

  const at = now();
  const next: PolicyVersion = { version: from + 1, at, by, via, note, policy: { models } };
  const entry: AuditEntry = {
    ...{ id: newId(), at, by, via, note, action, policy: next.version },
    subject:
      change.models.champion === null ? "shipped" : (change.models.champion ?? change.models.challenger ?? "none"),
    before: held.models,
    after: models,
  };
  try {
    await ledger.changePolicy(next, { audit: [entry] });
  } catch (error) {
    // It may have been written, and its answer lost: then it is the newest.
    const newest = await ledger.heldPolicy().catch(() => null);
    if (error instanceof PolicyMoved && newest !== null) return { status: "moved", policy: newest };
    const isWritten = newest?.version === next.version && JSON.stringify(newest.models) === JSON.stringify(models);
    if (!isWritten) throw error;
  }
  const policy: Policy = { version: next.version, models };
  await Promise.allSettled(deciders.map((decider) => decider.adopt(policy)));
  return { status: "changed", policy };
}
