// One round of the relay: what is due is sent, and what became of each attempt is kept. Pure but for its ports, so that
// a test can let it die between any two of its steps. It remembers nothing itself: a round that died is gone through
// again from what the store holds.
import { DAY_MS } from "../duration.ts";
import { MAIL_PLACE, placeOf } from "../notice/targets.ts";
import type { AttemptResult, OutboxStore, StoredMessage } from "../store/outbox.ts";
import { type Attempt, afterAttempt, afterFinding, type MailFinding, mustBeLookedUp } from "./attempt.ts";

export interface RelayPorts {
  store: Pick<OutboxStore, "dueMessages" | "nextDueAt" | "beginAttempts" | "endAttempt" | "mailsSince">;
  /** Never throws for what the other side does; what it throws is our own fault, and ends the round. */
  send(message: StoredMessage): Promise<Attempt>;
  /** Looks a mail up at the provider. */
  find(message: StoredMessage): Promise<MailFinding>;
  now(): number;
  random(): number;
  wait(ms: number): Promise<void>;
}

export interface RelaySettings {
  /** Null: mails stay in the outbox of the board, where no plan limits them. */
  mail: { dailyLimit: number } | null;
  /** No attempt to a place before its time, epoch ms, whatever is due: it asked to be left alone, or cannot be reached. */
  pausedUntil: ReadonlyMap<string, number>;
}

export interface Round {
  /** Epoch ms; null: nothing is pending. */
  nextAt: number | null;
  pausedUntil: ReadonlyMap<string, number>;
}

const AT_ONCE = 20;
/** Four requests a second; the provider's plan allows five, and a person may be looking at its list meanwhile. */
const SPACING_MS = 250;
/** Longer, and other messages would wait for one that fails by itself; a server may ask for more. */
const LONGEST_PAUSE_MS = 30_000;
/** A larger plan lets them go before their time. */
const LOOK_FOR_ROOM_MS = 15 * 60_000;

export async function relay(ports: RelayPorts, settings: RelaySettings): Promise<Round> {
  const { store, now } = ports;
  const startedAt = now();
  const pausedUntil = new Map([...settings.pausedUntil].filter(([, until]) => until > startedAt));
  const due = await store.dueMessages(startedAt, AT_ONCE, [...pausedUntil.keys()]);
  // Places do not wait for each other.
  const ended = await Promise.allSettled(
    Array.from(
      Map.groupBy(due, ({ target }) => placeOf(target)),
      async ([place, messages]) => {
        const until = await sendAll(messages, ports, place === MAIL_PLACE ? settings.mail : null);
        if (until !== null) pausedUntil.set(place, until);
      },
    ),
  );
  // Only now: another round beside one that still sends would send the same.
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  const nextAt = await store.nextDueAt([...pausedUntil.keys()]);
  const all = [...pausedUntil.values(), ...(nextAt === null ? [] : [nextAt])];
  return { nextAt: all.length === 0 ? null : Math.min(...all), pausedUntil };
}

/** One after the other, until the place cannot take more: then answers until when to leave it alone. */
async function sendAll(
  messages: StoredMessage[],
  ports: RelayPorts,
  plan: RelaySettings["mail"],
): Promise<number | null> {
  const { store, now, wait } = ports;
  let { room, roomAgainAt } = await roomIn(plan, ports);
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const message of messages) {
    // What is in doubt has been counted already.
    if (message.doubtSince === null && room <= 0) {
      const problem = "the mails of 24 hours (MAIL_DAILY_LIMIT) are used up; it goes out when some are free again";
      await store.endAttempt({
        ...unchanged(message),
        dueAt: Math.min(roomAgainAt, now() + LOOK_FOR_ROOM_MS),
        problem,
      });
      continue;
    }
    if (message.doubtSince === null) room -= 1;
    if (plan !== null) await wait(Math.max(0, lastAt + SPACING_MS - now()));
    lastAt = now();
    const { result, pauseMs } = await deal(message, ports);
    await store.endAttempt(result);
    if (pauseMs !== null) return now() + pauseMs;
  }
  return null;
}

async function roomIn(plan: RelaySettings["mail"], { store, now }: RelayPorts) {
  if (plan === null) return { room: Number.POSITIVE_INFINITY, roomAgainAt: 0 };
  const mails = await store.mailsSince(now() - DAY_MS);
  return { room: plan.dailyLimit - mails.count, roomAgainAt: (mails.firstAt ?? now()) + DAY_MS };
}

/** One message. `pauseMs`: the place could not take it, and is to be left alone for so long. */
async function deal(
  message: StoredMessage,
  ports: RelayPorts,
): Promise<{ result: AttemptResult; pauseMs: number | null }> {
  const { store, send, find, now, random } = ports;
  const startedAt = now();
  const pauseOf = ({ dueAt }: AttemptResult) => Math.min(dueAt - now(), LONGEST_PAUSE_MS);
  if (!mustBeLookedUp(message, startedAt)) {
    // Before the request: whoever dies after it must not forget that it may have been accepted.
    await store.beginAttempts([message.id], startedAt);
    const attempt = await send(message);
    if (attempt.kind !== "spent") {
      const result = afterAttempt(message, attempt, startedAt, now(), random());
      if (attempt.kind === "accepted" || attempt.kind === "impossible") return { result, pauseMs: null };
      return { result, pauseMs: Math.max(pauseOf(result), attempt.retryAfterMs ?? 0) };
    }
  }
  const finding = await find(message);
  // The attempt whose key turned out to be spent was a doubt of its own.
  const doubtful = { ...message, doubtSince: message.doubtSince ?? startedAt };
  const result = afterFinding(doubtful, finding, now(), random());
  return { result, pauseMs: finding.kind === "unknown" ? pauseOf(result) : null };
}

function unchanged(message: StoredMessage): AttemptResult {
  const { id, state, dueAt, doubtSince, keys, sentAt, reference, problem, fate, fateDueAt } = message;
  return { id, state, dueAt, doubtSince, keys, sentAt, reference, problem, fate, fateDueAt };
}
