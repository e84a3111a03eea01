// What an attempt to send a message came to, and what follows from it. Pure. The one question that matters: may it have
// been accepted?

import { KEPT_HERE } from "../notice/reference.ts";
import { isMail } from "../notice/targets.ts";
import type { AttemptResult, StoredMessage } from "../store/outbox.ts";
import { afterFate } from "./fate.ts";

export type Attempt =
  /** `at`: when it was accepted, where that was earlier and has only been found out now; `fate`: what became of it since. */
  | { kind: "accepted"; reference: string; at?: number; fate?: string }
  /** Surely not accepted this time; it may be later. */
  | { kind: "refused"; problem: string; retryAfterMs: number | null }
  /** Surely not accepted, and it will not be before a person does something. */
  | { kind: "impossible"; problem: string }
  /** Cut off, timed out, an answer that cannot be read: it may have been accepted. */
  | { kind: "unknown"; problem: string; retryAfterMs: number | null }
  /** The provider knows the key, but by other bytes: whatever was accepted under it must be looked up. */
  | { kind: "spent"; problem: string };

/** What the provider's own list says of a message. */
export type MailFinding =
  | { kind: "found"; reference: string; at: number; fate: string }
  | { kind: "absent" }
  | { kind: "unknown"; problem: string }
  | { kind: "impossible"; problem: string };

/** The provider forgets keys after 24 hours: from this age of a doubt on, sending again could send twice. */
const KEY_HOLDS_MS = 23 * 3_600_000;
/** Other channels know no keys and have no list; what they did not take in so long is old news. */
const CHANNEL_PATIENCE_MS = 3 * 86_400_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** What a server may ask for at most. */
export const LONGEST_RETRY_AFTER_MS = 3_600_000;

export function mustBeLookedUp({ target, doubtSince }: StoredMessage, nowMs: number): boolean {
  return isMail(target) && doubtSince !== null && nowMs - doubtSince >= KEY_HOLDS_MS;
}

/** `message`: as it was before the attempt, which began at `startedAt`. */
export function afterAttempt(
  message: StoredMessage,
  attempt: Exclude<Attempt, { kind: "spent" }>,
  startedAt: number,
  nowMs: number,
  random: number,
): AttemptResult {
  const { id, keys, doubtSince } = message;
  const unsent = { id, keys, sentAt: null, reference: null, fate: null, fateDueAt: null };
  switch (attempt.kind) {
    case "accepted": {
      const { reference, at: sentAt = nowMs, fate = null } = attempt;
      const accepted = { id, keys, doubtSince: null, sentAt, reference };
      // Other channels say nothing more, and what is kept here goes nowhere.
      const isAsked = isMail(message.target) && reference !== KEPT_HERE;
      const told = { ...accepted, state: "sent" as const, dueAt: message.dueAt, problem: null, fate };
      return isAsked ? { ...told, ...afterFate(told, fate, nowMs) } : { ...told, fateDueAt: null };
    }
    case "impossible":
      // An earlier attempt may still have been accepted; whoever tries again is told so.
      return { ...unsent, state: "failed", dueAt: nowMs, doubtSince, problem: attempt.problem };
    case "refused":
    case "unknown": {
      const isOver = !isMail(message.target) && nowMs - message.createdAt > CHANNEL_PATIENCE_MS;
      return {
        ...unsent,
        state: isOver ? "failed" : "pending",
        dueAt: nowMs + waitMs(message.attempts, attempt.retryAfterMs, random),
        doubtSince: attempt.kind === "unknown" ? (doubtSince ?? startedAt) : doubtSince,
        problem: isOver ? `given up after 3 days: ${attempt.problem}` : attempt.problem,
      };
    }
  }
}

/** After a look into the provider's list. Only what is surely absent may be sent again, under another key. */
export function afterFinding(
  message: StoredMessage,
  finding: MailFinding,
  nowMs: number,
  random: number,
): AttemptResult {
  const { id, keys, doubtSince, attempts } = message;
  const unsent = { id, sentAt: null, reference: null, fate: null, fateDueAt: null };
  switch (finding.kind) {
    case "found":
      return afterAttempt(message, { ...finding, kind: "accepted" }, nowMs, nowMs, random);
    case "absent":
      return { ...unsent, state: "pending", keys: keys + 1, dueAt: nowMs, doubtSince: null, problem: null };
    case "unknown":
      return {
        ...{ ...unsent, state: "pending", keys, doubtSince, problem: finding.problem },
        dueAt: nowMs + waitMs(attempts, null, random),
      };
    case "impossible":
      return { ...unsent, state: "failed", keys, dueAt: nowMs, doubtSince, problem: finding.problem };
  }
}

/**
 * Twice as long each time, with jitter, so that many do not come back to a recovering server in step. Whole milliseconds:
 * a database that keeps times exactly refuses any other.
 */
export function waitMs(attempts: number, retryAfterMs: number | null, random: number): number {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 20)) * (0.5 + random / 2);
  return Math.ceil(Math.max(backoff, retryAfterMs ?? 0));
}
