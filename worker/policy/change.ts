// A change of the policy, as it is asked for and answered. pipeline/changePolicy.ts carries it out.
import type { PolicyEdit } from "./edit.ts";
import type { Doer, Policy } from "./policy.ts";

/** What somebody wants changed. */
export interface PolicyChange extends Doer {
  /** The version that they have seen. Null: whichever holds. */
  from: number | null;
  edit: PolicyEdit;
  note: string | null;
  /** Named in the audit instead of the kind of the edit; see store/audit.ts. */
  action?: string;
}

export type PolicyAnswer =
  /** `same`: it was so already, and nothing was written. */
  | { status: "changed" | "same"; policy: Policy }
  /** Somebody else changed it before. */
  | { status: "moved"; policy: Policy }
  /** There is no such rule, list or entry. */
  | { status: "unknown" }
  /** It cannot be followed, and nothing was changed. `field`: of what was given. */
  | { status: "refused"; field: string | null; problem: string };
