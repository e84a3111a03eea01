// One round of the relay: it sends what is due and stores the result of each attempt. Pure except for its ports, so a test
// can let it die between any two steps. The relay remembers nothing itself. After a round died, the next one begins again
// from what the store holds.
import { DAY_MS } from "../duration.ts";
import { MAIL_PLACE, placeOf } from "../notice/targets.ts";
import type { AttemptResult, OutboxStore, StoredMessage } from "../store/outbox.ts";
import { type Attempt, afterAttempt, afterFinding, type MailFinding, mustBeLookedUp } from "./afterAttempt.ts";

export interface RelayPorts {
  store: Pick<OutboxStore, "dueMessages" | "nextDueAt" | "beginAttempts" | "endAttempt" | "mailsSince">;
  /** Never throws because of what the other side does. If it throws, the fault is our own, and the round ends. */
  send(message: StoredMessage): Promise<Attempt>;
  /** Looks a mail up at the provider. */
  find(message: StoredMessage): Promise<MailFinding>;
  /** Hears what came of each attempt, once it is stored. */
  ended(message: StoredMessage, result: AttemptResult): void;
  now(): number;
  random(): number;
  wait(ms: number): Promise<void>;
}

export interface RelaySettings {
  /** Null when mails stay in the board's outbox, where no plan limits them. */
  mail: { dailyLimit: number } | null;
  /** Per place, the epoch ms before which nothing is sent there: it asked to be left alone, or cannot be reached. */
  pausedUntil: ReadonlyMap<string, number>;
}

export interface Round {
  /** Epoch ms; null when nothing is pending. */
  nextAt: number | null;
  pausedUntil: ReadonlyMap<string, number>;
}

const AT_ONCE = 20;
/** Four requests a second. The provider's plan allows five, and a person may be looking at its list meanwhile. */
const SPACING_MS = 250;
/** A longer pause would make other messages wait for one that fails for a reason of its own. A server may ask for more. */
const LONGEST_PAUSE_MS = 30_000;
/** How often to look again. If the plan was enlarged meanwhile, mails go out before the 24 hours are over. */
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
  // The error is thrown only after all places are done: a new round beside one that still sends would send the same again.
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  const nextAt = await store.nextDueAt([...pausedUntil.keys()]);
  const all = [...pausedUntil.values(), ...(nextAt === null ? [] : [nextAt])];
  return { nextAt: all.length === 0 ? null : Math.min(...all), pausedUntil };
}

/** Sends one message after the other until the place cannot take more. Then returns until when to leave it alone. */
async function sendAll(
  messages: StoredMessage[],
  ports: RelayPorts,
  plan: RelaySettings["mail"],
): Promise<number | null> {
  const { store, now, wait } = ports;
  let { room, roomAgainAt } = await roomIn(plan, ports);
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const message of messages) {
    // A message in doubt has been counted already.
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
    ports.ended(message, result);
    if (pauseMs !== null) return now() + pauseMs;
  }
  return null;
}

async function roomIn(plan: RelaySettings["mail"], { store, now }: RelayPorts) {
  if (plan === null) return { room: Number.POSITIVE_INFINITY, roomAgainAt: 0 };
  const mails = await store.mailsSince(now() - DAY_MS);
  return { room: plan.dailyLimit - mails.count, roomAgainAt: (mails.firstAt ?? now()) + DAY_MS };
}

/** Handles one message. `pauseMs` is set when the place could not take it: how long to leave the place alone. */
async function deal(
  message: StoredMessage,
  ports: RelayPorts,
): Promise<{ result: AttemptResult; pauseMs: number | null }> {
  const { store, send, find, now, random } = ports;
  const startedAt = now();
  const pauseOf = ({ dueAt }: AttemptResult) => Math.min(dueAt - now(), LONGEST_PAUSE_MS);
  if (!mustBeLookedUp(message, startedAt)) {
    // Stored before the request: if the relay dies after it, the store still knows that the message may have been accepted.
    await store.beginAttempts([message.id], startedAt);
    const attempt = await send(message);
    if (attempt.kind !== "spent") {
      const result = afterAttempt(message, attempt, startedAt, now(), random());
      if (attempt.kind === "accepted" || attempt.kind === "impossible") return { result, pauseMs: null };
      return { result, pauseMs: Math.max(pauseOf(result), attempt.retryAfterMs ?? 0) };
    }
  }
  const finding = await find(message);
  // The attempt that found its key spent puts the message in doubt, if it was not already.
  const doubtful = { ...message, doubtSince: message.doubtSince ?? startedAt };
  const result = afterFinding(doubtful, finding, now(), random());
  return { result, pauseMs: finding.kind === "unknown" ? pauseOf(result) : null };
}

function unchanged(message: StoredMessage): AttemptResult {
  const { id, state, dueAt, doubtSince, keys, sentAt, reference, problem, fate, fateDueAt } = message;
  return { id, state, dueAt, doubtSince, keys, sentAt, reference, problem, fate, fateDueAt };
}
