// The port of the store, topic policies: what people have set without a deploy, version by version.
import type { ListEntry } from "../policy/lists.ts";
import { type Doer, FIRST_POLICY, type Policy, type PolicyValue } from "../policy/policy.ts";

/** As it lies in the store. Versions from before there was more than models have those alone. */
export type StoredPolicyValue = Pick<PolicyValue, "models"> & Partial<PolicyValue>;

/** The part of a policy that was changed. */
export const POLICY_PARTS = [
  "models",
  "thresholds",
  "rules",
  "lists",
  "settings",
  "money",
  "categories",
  "columns",
  "sources",
] as const;
export type PolicyPart = (typeof POLICY_PARTS)[number];

/** A version of the policy, and how it came to be. The entries of its lists have rows of their own. */
export interface PolicyVersion extends Doer {
  version: number;
  /** Epoch ms. */
  at: number;
  note: string | null;
  /** What was changed in it. Null in versions from before there was more than models. */
  part: PolicyPart | null;
  policy: StoredPolicyValue;
}

/** `entries`: those that this version has. */
export function policyOf(held: PolicyVersion | null, entries: ListEntry[] = []): Policy {
  if (held === null) return FIRST_POLICY;
  const { version, at, policy } = held;
  return { ...FIRST_POLICY, ...policy, version, at, entries };
}

/** The next version, and what of its lists is another than in the one before. */
export interface PolicyCommit {
  version: PolicyVersion;
  addedEntries: ListEntry[];
  /** Their ids. */
  removedEntries: string[];
}

export interface EntriesAsked {
  list: string;
  limit: number;
  /** Only those behind this one. */
  after: Pick<ListEntry, "at" | "id"> | null;
}

export interface PolicyStore {
  /** The one that holds. Null before anybody has set anything. */
  policy(): Promise<PolicyVersion | null>;
  /** The newest first: those before this version, or the newest ones. `part`: only those that changed it. */
  policyVersions(limit: number, before: number | null, part?: PolicyPart): Promise<PolicyVersion[]>;
  policyVersion(version: number): Promise<PolicyVersion | null>;
  /** The entries of all lists in a version of the policy, in no order. */
  entriesIn(version: number): Promise<ListEntry[]>;
  /** An entry by its id, whichever versions have it. Null: there has never been one. */
  entry(id: string): Promise<ListEntry | null>;
  /** How many entries each list has in the newest version. Lists without any are left out. */
  entryCounts(): Promise<{ list: string; entries: number }[]>;
  /** Entries that the newest version has, the newest first. */
  entries(asked: EntriesAsked): Promise<ListEntry[]>;
  /** Entries of all lists with one of these values in the newest version, in no order: also those that have ended. */
  entriesWith(values: readonly Pick<ListEntry, "kind" | "value">[]): Promise<ListEntry[]>;
}

/** Thrown by `commit`: another change of the policy came first. Nothing was written. */
export class PolicyMoved extends Error {
  override name = "PolicyMoved";
}
