// One round of asking what became of accepted mails. Pure except for its ports. It stops when a message is owed, because a
// fraud must not wait for news of an older mail.
import type { AcceptedMail, OutboxStore } from "../store/outbox.ts";
import { type AfterFate, afterFate, type FateAnswer, NOT_ALLOWED } from "./afterAcceptance.ts";

export interface FollowUpPorts {
  store: Pick<OutboxStore, "acceptedMails" | "endFate">;
  /** Never throws because of what the other side does. */
  fate(reference: string): Promise<FateAnswer>;
  /** True when something must be sent now. */
  isInterrupted(): Promise<boolean>;
  now(): number;
  wait(ms: number): Promise<void>;
}

const AT_ONCE = 20;
/** The same spacing as the relay's: four requests a second. */
const SPACING_MS = 250;
const PAUSE_MS = 60_000;
/** A key that may only send is rarely replaced, so asking again soon is of no use. */
const NOT_ALLOWED_PAUSE_MS = 3_600_000;

export interface FollowUp {
  /** Epoch ms; null when there is nothing to ask. */
  nextAt: number | null;
  /** Epoch ms: the provider is not asked before. */
  pausedUntil: number;
}

export async function followUp(ports: FollowUpPorts, pausedUntil: number): Promise<FollowUp> {
  const { store, now, wait } = ports;
  if (now() < pausedUntil) return { nextAt: pausedUntil, pausedUntil };
  const mails = await store.acceptedMails(AT_ONCE + 1);
  let isAllowed = true;
  /** The earliest time at which a mail is asked for again, among those that were asked for in vain. */
  let againAt: number | null = null;
  for (const [place, mail] of mails.entries()) {
    if (mail.fateDueAt > now()) return rest(mail.fateDueAt);
    if (place === AT_ONCE || (await ports.isInterrupted())) return rest(now());
    if (isAllowed) await wait(SPACING_MS);
    const answer: FateAnswer = isAllowed ? await ports.fate(mail.reference) : { kind: "not_allowed" };
    if (answer.kind === "unknown") return pause(Math.max(PAUSE_MS, answer.retryAfterMs ?? 0));
    isAllowed = answer.kind !== "not_allowed";
    const outcome = outcomeOf(mail, answer, now());
    await store.endFate({ id: mail.id, reference: mail.reference, ...outcome });
    againAt = sooner(againAt, outcome.fateDueAt);
  }
  return rest(null);

  function rest(nextAt: number | null): FollowUp {
    return isAllowed ? { nextAt: sooner(nextAt, againAt), pausedUntil: 0 } : pause(NOT_ALLOWED_PAUSE_MS);
  }

  function pause(ms: number): FollowUp {
    const until = now() + ms;
    return { nextAt: until, pausedUntil: until };
  }
}

function outcomeOf(mail: AcceptedMail, answer: Exclude<FateAnswer, { kind: "unknown" }>, nowMs: number): AfterFate {
  switch (answer.kind) {
    case "known":
      return afterFate(mail, answer.fate, nowMs);
    case "not_allowed":
      return afterFate(mail, NOT_ALLOWED, nowMs);
    case "gone":
      return { ...afterFate(mail, mail.fate, nowMs), fateDueAt: null };
  }
}

function sooner(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
