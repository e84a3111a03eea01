// The result of an attempt to send a message, and what follows from it. Pure. One question decides: may the message have
// been accepted?

import { KEPT_HERE } from "../notice/reference.ts";
import { isMail } from "../notice/targets.ts";
import type { AttemptResult, StoredMessage } from "../store/outbox.ts";
import { afterFate } from "./afterAcceptance.ts";

export type Attempt =
  /** `at`: when it was accepted, if that was earlier and is known only now. `fate`: what has become of it since. */
  | { kind: "accepted"; reference: string; at?: number; fate?: string }
  /** It was surely not accepted this time. A later attempt may succeed. */
  | { kind: "refused"; problem: string; retryAfterMs: number | null }
  /** It was surely not accepted, and will not be until a person does something. */
  | { kind: "impossible"; problem: string }
  /** It may have been accepted: the request was cut off or timed out, or its answer cannot be read. */
  | { kind: "unknown"; problem: string; retryAfterMs: number | null }
  /** The provider knows the key from a message with other bytes. What it accepted under that key must be looked up. */
  | { kind: "spent"; problem: string };

/** The provider's own list about a message. */
export type MailFinding =
  | { kind: "found"; reference: string; at: number; fate: string }
  | { kind: "absent" }
  | { kind: "unknown"; problem: string }
  | { kind: "impossible"; problem: string };

/** The result of an attempt, as it is counted. `kept`: no provider is set up. `lost`: it was accepted, and did not arrive. */
export const SEND_RESULTS = ["sent", "kept", "retried", "failed", "lost"] as const;
export type SendResult = (typeof SEND_RESULTS)[number];

export function sendResultOf({
  state,
  reference,
  fate,
}: Pick<AttemptResult, "state" | "reference" | "fate">): SendResult {
  switch (state) {
    case "sent":
      return reference === KEPT_HERE ? "kept" : "sent";
    case "failed":
      return fate === null ? "failed" : "lost";
    case "pending":
      return "retried";
  }
}

/** The provider forgets keys after 24 hours. When a doubt is older than this, sending again could send twice. */
const KEY_HOLDS_MS = 23 * 3_600_000;
/** Other channels have neither keys nor a list. A message that they have not taken after this time is old news. */
const CHANNEL_PATIENCE_MS = 3 * 86_400_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** The longest wait that a server may ask for. */
export const LONGEST_RETRY_AFTER_MS = 3_600_000;

export function mustBeLookedUp({ target, doubtSince }: StoredMessage, nowMs: number): boolean {
  return isMail(target) && doubtSince !== null && nowMs - doubtSince >= KEY_HOLDS_MS;
}

/**
 * How many keys a failed message has used once a person has it tried again. Where nothing is in doubt another key is safe,
 * and avoids whatever was wrong with the last one. A message in doubt keeps its key, so that nothing is sent twice, unless
 * the person wants it sent `again` all the same.
 */
export function keysToRetry({ keys, doubtSince }: Pick<StoredMessage, "keys" | "doubtSince">, again: boolean): number {
  return doubtSince === null || again ? keys + 1 : keys;
}

/** `message` is as it was before the attempt, which began at `startedAt`. */
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
      // Other channels say nothing more, and a message that is kept here goes nowhere.
      const isAsked = isMail(message.target) && reference !== KEPT_HERE;
      const told = { ...accepted, state: "sent" as const, dueAt: message.dueAt, problem: null, fate };
      return isAsked ? { ...told, ...afterFate(told, fate, nowMs) } : { ...told, fateDueAt: null };
    }
    case "impossible":
      // An earlier attempt may still have been accepted. A person who tries again is told so.
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

/** The state after a look into the provider's list. Only a mail that is surely absent may be sent again, under another key. */
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
 * The wait doubles each time. Jitter keeps many messages from coming back to a recovering server in step. The result is in
 * whole milliseconds, because a database that keeps times exactly refuses any other.
 */
export function waitMs(attempts: number, retryAfterMs: number | null, random: number): number {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 20)) * (0.5 + random / 2);
  return Math.ceil(Math.max(backoff, retryAfterMs ?? 0));
}
