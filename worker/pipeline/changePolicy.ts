// How the policy is changed: every decider tries the next one out, the store keeps it, every decider follows. See docs/policy.md.
import { logError, messageOf } from "../log.ts";
import type { PolicyAnswer, PolicyChange } from "../policy/change.ts";
import { type Edited, edited, type PolicyEdit } from "../policy/edit.ts";
import { isSamePolicy, type Policy } from "../policy/policy.ts";
import type { AuditEntry } from "../store/audit.ts";
import { type PolicyCommit, PolicyMoved, type PolicyPart } from "../store/policies.ts";
import type { Ledger } from "./ledger.ts";

export interface ChangePorts {
  ledger: Pick<Ledger, "heldPolicy" | "changePolicy">;
  deciders: readonly {
    /** Both take a `Policy` as JSON text: cloning the entries of its lists would cost several times more. */
    tryOut(policy: string): Promise<string | null>;
    adopt(policy: string): Promise<void>;
  }[];
  now: () => number;
  newId: () => string;
}

/**
 * Characters of a policy as JSON. Between two objects at most 32 MiB may go, at two bytes a character: a larger one would be written, and
 * no decider could ever be told of it.
 */
const MOST_TEXT = 15_000_000;

/**
 * Throws when the store failed. Then it was not changed, or it is not known whether it was: the newest version tells. A decider that
 * does not hear of a change hears with the answer to its next record, or within a minute.
 */
export async function changePolicy(change: PolicyChange, ports: ChangePorts): Promise<PolicyAnswer> {
  const { ledger, deciders, now, newId } = ports;
  const { from, edit, by, via, note, action = edit.kind } = change;
  // The store may have been put back since it was last read.
  const held = await ledger.heldPolicy(true);
  if (from !== null && held.version !== from) return { status: "moved", policy: held };
  const made = edited(held, edit);
  if (!made.ok) {
    if (made.status === "refused") return made;
    return made.status === "same" ? { status: "same", policy: held } : made;
  }
  const at = now();
  const next = nextPolicy(held, made, at);
  const text = JSON.stringify(next);
  if (text.length > MOST_TEXT) {
    const problem = "the lists would hold too much text in all: shorten the notes of their entries, or remove some";
    return { status: "refused", field: null, problem };
  }
  if (mayFail(edit)) {
    const problems = await Promise.all(deciders.map((decider) => decider.tryOut(text).catch(messageOf)));
    const problem = problems.find((each) => each !== null) ?? null;
    if (problem !== null) return { status: "refused", field: null, problem };
  }

  const entry: AuditEntry = {
    ...{ id: newId(), at, by, via, note, action, policy: next.version },
    ...{ subject: made.subject, before: made.before, after: made.after },
  };
  const commit: PolicyCommit = {
    version: { version: next.version, at, by, via, note, part: PARTS[edit.kind], policy: made.value },
    addedEntries: made.addedEntries,
    removedEntries: made.removedEntries.map(({ id }) => id),
  };
  try {
    await ledger.changePolicy(commit, next, { audit: [entry] });
  } catch (error) {
    // It may have been written, and its answer lost: then it is the newest.
    const newest = await ledger.heldPolicy().catch(() => null);
    if (error instanceof PolicyMoved && newest !== null) return { status: "moved", policy: newest };
    if (newest === null || !isSamePolicy(newest, next)) throw error;
  }
  const { version } = next;
  const unheard = (error: unknown) => logError("policy_not_followed", error, { policy: version });
  await Promise.all(deciders.map((decider) => decider.adopt(text).catch(unheard)));
  return { status: "changed", policy: next };
}

const PARTS: Readonly<Record<PolicyEdit["kind"], PolicyPart>> = {
  models: "models",
  thresholds: "thresholds",
  settings: "settings",
  rule_added: "rules",
  rule_changed: "rules",
  rule_removed: "rules",
  list_added: "lists",
  list_removed: "lists",
  rates: "money",
  categories: "categories",
  columns: "columns",
  source_saved: "sources",
  source_removed: "sources",
  entries_added: "lists",
  entries_removed: "lists",
};

/** A model may not start, lines may cross, and a condition may not be read. Entries of lists are plain values. */
function mayFail({ kind }: PolicyEdit): boolean {
  const isPlain = ["settings", "money", "categories", "sources"].includes(PARTS[kind]);
  return !isPlain && kind !== "entries_added" && kind !== "entries_removed";
}

function nextPolicy(held: Policy, { value, addedEntries, removedEntries }: Edited, at: number): Policy {
  const isRemoved = new Set(removedEntries.map(({ id }) => id));
  const entries = [...held.entries.filter(({ id }) => !isRemoved.has(id)), ...addedEntries];
  // Two changes within a millisecond have different versions.
  return { ...value, version: held.version + 1, at, entries };
}
