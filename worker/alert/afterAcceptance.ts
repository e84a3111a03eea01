// The fate of a mail that the provider has accepted: it arrives, or it is lost on its way. Pure.
import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import type { AttemptResult, StoredMessage } from "../store/outbox.ts";

export type FateAnswer =
  /** In the provider's words: `delivered`, `bounced`, … */
  | { kind: "known"; fate: string }
  /** The provider keeps mails for some days only. */
  | { kind: "gone" }
  /** The API key is good for sending only. */
  | { kind: "not_allowed" }
  | { kind: "unknown"; retryAfterMs: number | null };

/** Stored in place of the fate when the API key may not ask for it. */
export const NOT_ALLOWED = "not_allowed";

/** Times after acceptance at which a mail's fate is asked for. Most arrive in seconds. Servers give up within days. */
const LOOKS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS];

const LOST: Readonly<Record<string, string>> = {
  bounced: "the recipient’s mail server refused it (bounced)",
  suppressed: "did not send it: an earlier mail to this address bounced or was called spam (suppressed)",
  failed: "could not send it (failed)",
  canceled: "it was canceled there (canceled)",
};
/** A recipient who reports a mail as spam has received it. Their next mail will be suppressed, and counts as lost. */
const ARRIVED = ["delivered", "opened", "clicked", "complained"];

export function isLost(fate: string): boolean {
  return Object.hasOwn(LOST, fate);
}

export type AfterFate = Pick<AttemptResult, "state" | "dueAt" | "problem" | "fate" | "fateDueAt">;

/** `fate`: null while nobody has asked. */
export function afterFate(
  { dueAt, sentAt }: Pick<StoredMessage, "dueAt"> & { sentAt: number },
  fate: string | null,
  nowMs: number,
): AfterFate {
  if (fate !== null && isLost(fate)) {
    const problem = `Resend accepted it, but ${LOST[fate]}`;
    return { state: "failed", dueAt: nowMs, problem, fate, fateDueAt: null };
  }
  const isOver = fate !== null && ARRIVED.includes(fate);
  return { state: "sent", dueAt, problem: null, fate, fateDueAt: isOver ? null : nextLookAt(sentAt, nowMs) };
}

/** Null when the fate has been asked for often enough. */
function nextLookAt(sentAt: number, nowMs: number): number | null {
  const afterMs = LOOKS_MS.find((ms) => sentAt + ms > nowMs);
  return afterMs === undefined ? null : sentAt + afterMs;
}
