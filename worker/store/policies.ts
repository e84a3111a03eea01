// The port of the store, topic policies: what people have set without a deploy, version by version.

/** The models that are in use. */
export interface PolicyModels {
  /** The version of the model that decides. Null: the one that is shipped. */
  champion: string | null;
  /** The version of the model that scores beside it. Null: none. */
  challenger: string | null;
}

/** All that people set, one value with a version. It is never changed, only followed by the next. */
export interface PolicyValue {
  models: PolicyModels;
}

/** Who did something, as far as that is known, and by which way. */
export interface Doer {
  by: string;
  via: string;
}

export interface Policy extends PolicyValue {
  /** From 1. 0 stands for the one that holds before anybody has set anything. */
  version: number;
}

/** Holds before anybody has set anything. */
export const FIRST_POLICY: Policy = { version: 0, models: { champion: null, challenger: null } };

export function policyOf(held: PolicyVersion | null): Policy {
  return held === null ? FIRST_POLICY : { ...held.policy, version: held.version };
}

/** A version of the policy, and how it came to be. */
export interface PolicyVersion extends Doer {
  version: number;
  /** Epoch ms. */
  at: number;
  note: string | null;
  policy: PolicyValue;
}

/** What is to be changed. */
export interface PolicyChange extends Doer {
  /** The version that the change was made from. */
  from: number;
  models: Partial<PolicyModels>;
  note: string | null;
  /** Named in the audit; see store/audit.ts. */
  action: string;
}

export type PolicyAnswer =
  | { status: "changed"; policy: Policy }
  /** Somebody else changed it before. */
  | { status: "moved"; policy: Policy }
  /** It cannot be followed, and nothing was changed. */
  | { status: "refused"; problem: string };

export interface PolicyStore {
  /** The one that holds. Null before anybody has set anything. */
  policy(): Promise<PolicyVersion | null>;
  /** The newest first: those before this version, or the newest ones. */
  policyVersions(limit: number, before: number | null): Promise<PolicyVersion[]>;
}

/** Thrown by `commit`: another change of the policy came first. Nothing was written. */
export class PolicyMoved extends Error {
  override name = "PolicyMoved";
}
