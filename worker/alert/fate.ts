// What becomes of a mail once the provider has accepted it: it arrives, or it is lost on its way. Pure.
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

/** Kept in place of a fate that the API key may not ask for. */
export const NOT_ALLOWED = "not_allowed";

/** How long after it was accepted a mail is asked for. Most arrive within seconds; servers that defer one give up within days. */
const LOOKS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS];

const LOST: Readonly<Record<string, string>> = {
  bounced: "the recipient’s mail server refused it (bounced)",
  suppressed: "did not send it: an earlier mail to this address bounced or was called spam (suppressed)",
  failed: "could not send it (failed)",
  canceled: "it was canceled there (canceled)",
};
/** Whoever calls a mail spam has got it; the next one to them will be suppressed, and is told of then. */
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

/** Null: it has been asked for often enough. */
function nextLookAt(sentAt: number, nowMs: number): number | null {
  const afterMs = LOOKS_MS.find((ms) => sentAt + ms > nowMs);
  return afterMs === undefined ? null : sentAt + afterMs;
}
