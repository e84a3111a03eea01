// A problem: what is wrong at the moment, in plain words. Each topic judges its own, in its own file, and says its limits
// there; problems.ts gathers them.

export const PROBLEM_KINDS = [
  "model",
  "challenger",
  "mlflow",
  "days",
  "rules",
  "currency",
  "no_tick",
  "feed",
  "no_payment",
  "refused",
  "source",
  "journal",
  "queue",
  "dead_letters",
  "outbox",
  "undelivered",
  "flagged",
  "scores",
  "features",
  "recall",
  "unfamiliar",
  "storage",
  "archive",
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** A problem that lasts becomes an incident of its kind. Two kinds are found only when they are over. */
export const INCIDENT_KINDS = [...PROBLEM_KINDS, "stopped", "store"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export interface Problem {
  kind: ProblemKind;
  text: string;
  /** When it began, epoch ms. Null when no better time is known than when it was noticed. */
  since: number | null;
  /** The problem is an incident once it has lasted this long. */
  holdMs: number;
  /** What the problem stops. Null when payments are still judged and people are still told. */
  stops: "payments" | "alerts" | null;
}
