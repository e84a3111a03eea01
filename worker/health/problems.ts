// The problems, in plain words: one judgement that health, the board and the watchman share. Pure.

import type { Config } from "../config/config.ts";
import { counted } from "../counted.ts";
import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import { placesOf } from "../notice/targets.ts";
import type { Incident } from "../store/incidents.ts";
import type { OutboxFacts } from "../store/outbox.ts";
import type { Backlog } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { type FlaggedHour, isFarFromUsual, SCORES_SHIFTED, SCORES_STILL_SHIFTED } from "./drift.ts";
import type { DeadLetterFacts, IntakeStatus, PollerStatus } from "./objectStates.ts";
import type { QueueBacklog } from "./queueBacklog.ts";
import { refusalsOf } from "./refusals.ts";
import { daysLeftOf, type StorageFacts } from "./storage.ts";
import { inMinutes, percent } from "./words.ts";

/** Silence longer than this is a problem. If polls are rarer, silence longer than POLLS of them is. */
const NO_TICK_MS = 3 * MINUTE_MS;
const POLLS = 2;
/** One failed poll is a blip. Polls that fail for this long are an incident. */
const FEED_FAILS_MS = 3 * MINUTE_MS;
/** The door puts payments into the queue even when nobody takes them out, so only their wait shows that it is stuck. */
const QUEUE_STUCK_MS = 15 * MINUTE_MS;
const OUTBOX_STUCK_MS = 10 * MINUTE_MS;
/** Enough time to let old days go, or to move to another store. */
const STORE_DAYS_LEFT = 14;
/** Nothing is lost meanwhile, because only archived days leave the store. */
const ARCHIVE_FAILS_MS = 3 * HOUR_MS;
/** A message that was given up is a problem for a day. After that, everyone who wants to know about it knows. */
export const FAILED_MESSAGES_MS = 24 * 60 * MINUTE_MS;

/** After this many failures in a row nobody hears of anything at a place. One or two may be messages that it refuses by kind. */
export const UNHEARD_MESSAGES = 3;

export type ProblemKind =
  | "model"
  | "no_tick"
  | "feed"
  | "no_payment"
  | "refused"
  | "queue"
  | "dead_letters"
  | "outbox"
  | "undelivered"
  | "flagged"
  | "scores"
  | "storage"
  | "archive";

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

/** What the watchman has learned from the days before. */
export interface Usual {
  flaggedShare: number | null;
  /** How far the newest scores are from the usual ones; see `scoreShift`. */
  scoreShift: number | null;
}

export interface HealthFacts {
  backlog: Backlog;
  poller: PollerStatus;
  model: IntakeStatus["model"];
  /** The model's own lines. Left out where they are not known. */
  thresholds?: IntakeStatus["thresholds"];
  /** Left out when everything was understood. */
  notUnderstood?: IntakeStatus["notUnderstood"];
  store: Store["kind"];
  storage: StorageFacts;
  /** `unheard`: places where one message after the other fails. Left out when there are none. */
  outbox: OutboxFacts & { unheard?: readonly string[] };
  /** Null when there is no queue, or it does not say. */
  queue: QueueBacklog | null;
  deadLetters: DeadLetterFacts;
  /** Left out where nothing was ever loaded as past. */
  past?: IntakeStatus["past"];
  /** Rows of the last minutes, by their source. */
  rows: IntakeStatus["rows"];
  lastHour: FlaggedHour;
  usual: Usual;
  /** Incidents that still last. */
  incidents: readonly Incident[];
}

export function problemsOf(facts: HealthFacts, config: Config, nowMs: number): Problem[] {
  return [
    ...modelProblems(facts),
    ...(config.paymentsUrl === null ? [] : feedProblems(facts, config, nowMs)),
    ...silenceProblems(facts, config, nowMs),
    ...refusalProblems(facts, config, nowMs),
    ...queueProblems(facts, nowMs),
    ...deadLetterProblems(facts),
    ...outboxProblems(facts, config, nowMs),
    ...undeliveredProblems(facts, config, nowMs),
    ...unusualProblems(facts),
    ...storageProblems(facts, config, nowMs),
  ];
}

function modelProblems({ model }: HealthFacts): Problem[] {
  const now = { kind: "model" as const, since: null, holdMs: 0 };
  if (model.engine === "none") {
    return [
      { ...now, stops: "payments", text: `The model does not run, every payment goes to review: ${model.problem}` },
    ];
  }
  if (model.engine === "trees") {
    // The tree walker gives the same scores, so nothing stops.
    return [
      { ...now, stops: null, text: `ONNX Runtime is out of use, the built-in tree walker scores: ${model.problem}` },
    ];
  }
  return [];
}

function feedProblems({ poller }: HealthFacts, config: Config, nowMs: number): Problem[] {
  const { lastTick, leftAloneUntil = 0, isCutOff = false } = poller;
  const silence = { kind: "no_tick", stops: "payments" } as const;
  if (lastTick === null) {
    return [{ ...silence, text: "The feed has not been polled yet.", since: null, holdMs: NO_TICK_MS }];
  }
  const problems: Problem[] = [];
  const mayBeSilentUntil = Math.max(lastTick.at, leftAloneUntil) + patienceMs(NO_TICK_MS, config);
  if (nowMs > mayBeSilentUntil) {
    problems.push({
      ...silence,
      text: `No poll for ${inMinutes(nowMs - lastTick.at)}.`,
      since: lastTick.at,
      holdMs: 0,
    });
  }
  // What was cut off needs no word, unless the next tick fails to store it, too.
  if (!lastTick.ok && !isCutOff) {
    // A pause that the feed asked for counts as one failed poll, however long it lasts.
    const holdMs = FEED_FAILS_MS + Math.max(0, leftAloneUntil - lastTick.at);
    problems.push({ kind: "feed", text: `The feed ${lastTick.error}.`, since: null, holdMs, stops: "payments" });
  }
  return problems;
}

function silenceProblems({ backlog: { lastStoredAt } }: HealthFacts, config: Config, nowMs: number): Problem[] {
  const silence = { kind: "no_payment", stops: "payments" } as const;
  const patience = patienceMs(config.silenceMs, config);
  if (lastStoredAt === null) {
    return [{ ...silence, text: "No payment has come in yet.", since: null, holdMs: patience }];
  }
  if (nowMs - lastStoredAt <= patience) return [];
  return [{ ...silence, text: `No payment for ${inMinutes(nowMs - lastStoredAt)}.`, since: lastStoredAt, holdMs: 0 }];
}

function refusalProblems({ rows, poller, incidents }: HealthFacts, { pollMs }: Config, nowMs: number): Problem[] {
  const lasts = incidents.some(({ kind }) => kind === "refused");
  const found = refusalsOf({ rows, answer: poller.refusedAnswer ?? null, pollMs, lasts }, nowMs);
  if (found.length === 0) return [];
  const text = found.map(({ words }) => words).join(" ");
  const stops = found.some(({ isMost }) => isMost) ? "payments" : null;
  return [{ kind: "refused", text, since: null, holdMs: 0, stops }];
}

function queueProblems({ queue }: HealthFacts, nowMs: number): Problem[] {
  const oldestAt = queue?.oldestAt ?? null;
  if (queue === null || oldestAt === null || nowMs - oldestAt <= QUEUE_STUCK_MS) return [];
  const text =
    `${counted(queue.messages, "queued message waits", "queued messages wait")} to be processed, ` +
    `the oldest for ${inMinutes(nowMs - oldestAt)}: the queue has no consumer, its delivery is paused, or they fail again and again.`;
  return [{ kind: "queue", text, since: oldestAt, holdMs: 0, stops: "payments" }];
}

function deadLetterProblems({ deadLetters: { letters, payments, oldestAt } }: HealthFacts): Problem[] {
  if (letters === 0) return [];
  const text = `${counted(payments, "payment")} (${counted(letters, "queued message")}) could not be processed.`;
  return [{ kind: "dead_letters", text, since: oldestAt, holdMs: 0, stops: "payments" }];
}

function outboxProblems({ outbox }: HealthFacts, config: Config, nowMs: number): Problem[] {
  const { failed, lost, oldestPendingAt, oldestProblem, pending } = outbox;
  const givenUp = failed - (lost?.mails ?? 0);
  const isStuck = oldestPendingAt !== null && nowMs - oldestPendingAt > OUTBOX_STUCK_MS;
  const words = [
    isStuck
      ? [
          `${counted(pending, "message waits", "messages wait")} to be sent, the oldest for ${inMinutes(nowMs - oldestPendingAt)}${oldestProblem ? ` (${oldestProblem})` : ""}.`,
        ]
      : [],
    givenUp > 0 ? [`${counted(givenUp, "message was given up", "messages were given up")}; the outbox says why.`] : [],
  ].flat();
  if (words.length === 0) return [];
  const since = isStuck ? oldestPendingAt : null;
  return [{ kind: "outbox", text: words.join(" "), since, holdMs: 0, stops: stopsAlerts(outbox, config, nowMs) }];
}

/** While one place still takes messages, people hear there that the others do not. */
function stopsAlerts({ waiting, unheard = [] }: HealthFacts["outbox"], config: Config, nowMs: number): "alerts" | null {
  const stuck = waiting.filter(({ since }) => nowMs - since > OUTBOX_STUCK_MS).map(({ place }) => place);
  const places = placesOf(config);
  const isMute = places.length > 0 && places.every((place) => stuck.includes(place) || unheard.includes(place));
  return isMute ? "alerts" : null;
}

/** Messages that were accepted and then lost told nobody anything. Everyone else is told so. */
function undeliveredProblems({ outbox }: HealthFacts, config: Config, nowMs: number): Problem[] {
  const { lost } = outbox;
  if (!lost || lost.to === null) return [];
  const others = lost.recipients - 1;
  const text =
    `${counted(lost.mails - lost.ofIncidents, "mail")} to ${lost.to}` +
    `${others > 0 ? ` and ${counted(others, "other")}` : ""} ` +
    "did not arrive though the mail provider had accepted them; the outbox says why.";
  return [{ kind: "undelivered", text, since: null, holdMs: 0, stops: stopsAlerts(outbox, config, nowMs) }];
}

function unusualProblems({ lastHour, usual, incidents }: HealthFacts): Problem[] {
  const lasts = (kind: ProblemKind) => incidents.some((incident) => incident.kind === kind);
  const problems: Problem[] = [];
  const { flaggedShare, scoreShift } = usual;
  if (flaggedShare !== null && isFarFromUsual(lastHour, flaggedShare, lasts("flagged"))) {
    const text =
      `${percent(lastHour.flagged / lastHour.payments)} of the last hour's payments were flagged, ` +
      `usually ${percent(flaggedShare)}: a wave of fraud, a change in the feed, or the model gone wrong.`;
    problems.push({ kind: "flagged", text, since: null, holdMs: 0, stops: null });
  }
  if (scoreShift !== null && scoreShift > (lasts("scores") ? SCORES_STILL_SHIFTED : SCORES_SHIFTED)) {
    const text =
      "The scores are spread otherwise than in the days before: the feed has changed, or the model gone wrong.";
    problems.push({ kind: "scores", text, since: null, holdMs: 0, stops: null });
  }
  return problems;
}

function storageProblems({ storage }: HealthFacts, config: Config, nowMs: number): Problem[] {
  const problems: Problem[] = [];
  const left = daysLeftOf(storage, config);
  if (left !== null && left < STORE_DAYS_LEFT) {
    const text =
      left < 1
        ? "The store is full, or will be within a day."
        : `The store will be full in ${counted(Math.floor(left), "day")}, at the last week's rate.`;
    problems.push({ kind: "storage", text, since: null, holdMs: 0, stops: null });
  }
  const { trouble } = storage;
  if (trouble !== null && nowMs - trouble.since > ARCHIVE_FAILS_MS) {
    const hours = counted(Math.floor((nowMs - trouble.since) / HOUR_MS), "hour");
    const text = `The archive has not worked as it should for ${hours}: ${trouble.problem}.`;
    problems.push({ kind: "archive", text, since: trouble.since, holdMs: 0, stops: null });
  }
  return problems;
}

function patienceMs(limitMs: number, { pollMs }: Config): number {
  return Math.max(limitMs, POLLS * pollMs);
}
