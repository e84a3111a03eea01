// The port of the store, topic audit: who changed what. Entries are kept for ever: triggers of both engines refuse to change or delete
// one (migrations 0012_policy and 0013_audit). See docs/audit.md.
import type { Doer } from "../policy/policy.ts";

export interface AuditEntry extends Doer {
  id: string;
  /** Epoch ms. */
  at: number;
  /** Stable code: `champion`, `challenger`, `model_added`, … */
  action: string;
  /** What it was done to, such as a model's version. */
  subject: string;
  note: string | null;
  before: unknown;
  after: unknown;
  /** The version of the policy that came of it; null where none did. */
  policy: number | null;
}

export interface AuditFilter {
  /** Any of these; none stands for all. */
  actions?: readonly string[];
  by?: string | undefined;
  via?: string | undefined;
  subject?: string | undefined;
  /** Epoch ms: [from, to). */
  from?: number | undefined;
  to?: number | undefined;
}

export interface AuditStore {
  /** The newest first: those behind this one, or the newest ones. */
  audit(limit: number, after: { at: number; id: string } | null, filter?: AuditFilter): Promise<AuditEntry[]>;
}
