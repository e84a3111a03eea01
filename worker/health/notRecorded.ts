// What is decided and not recorded yet, and how far the deciders' memories are filled. Pure.
import type { Config } from "../config/config.ts";
import { counted } from "../counted.ts";
import { MINUTE_MS, SECOND_MS } from "../duration.ts";
import { isFilled, isFull, type WaitingFacts } from "../pipeline/memory.ts";
import { STORE_NAMES, type Store } from "../store/store.ts";
import type { Health } from "../wire/board.ts";
import { isoTime } from "../wire/views.ts";
import { dayAt, timeIn, wallTime } from "../zone.ts";
import { type DaysStatus, daysTogether } from "./daysBehind.ts";
import type { DeciderStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

/** What is decided is usually recorded within a second. A sentence about less would make the board jump. */
const WORTH_SAYING_MS = 3 * SECOND_MS;
/** A store that has just come back is noticed by the deciders within seconds, and what waits is no incident then. */
const STUCK_MS = MINUTE_MS;
/** As many payments as may wait at all are recorded in less than ten minutes. */
const CATCHING_UP_MS = 15 * MINUTE_MS;

export interface Waiting extends WaitingFacts {
  /** Why it cannot be recorded just now. Null when it can. */
  problem: string | null;
  /** A journal is full, so that nothing more is decided. */
  isFull: boolean;
}

/** Read so far, by all deciders together. */
export interface FillingSums {
  cards: number;
  payments: number;
}

/** What the deciders say of themselves, all of them together. */
export interface DecidersFacts {
  /** What is decided and not recorded. */
  waiting: Waiting;
  /** How far the deciders' memories are filled from the store; null once they are. */
  filling: FillingSums | null;
  /** Whether one of them cannot decide unless the store answers. */
  needsStore: boolean;
  /** Of the payments. Null while it is not known. */
  origin: DeciderStatus["origin"];
  /** What they are summed in. Null or left out while it is not known. */
  currency?: DeciderStatus["currency"];
  /** How far the counts by day reach. Null or left out where no model reads them. */
  days?: DaysStatus | null;
}

export function decidersTogether(deciders: readonly Omit<DeciderStatus, "model">[]): DecidersFacts {
  const currency = deciders.find(({ currency = null }) => currency !== null)?.currency ?? null;
  const days = daysTogether(deciders);
  return {
    waiting: waitingTogether(deciders),
    filling: fillingTogether(deciders),
    needsStore: deciders.some(({ needsStore }) => needsStore),
    origin: deciders.find(({ origin }) => origin !== null)?.origin ?? null,
    ...(currency === null ? {} : { currency }),
    ...(days === null ? {} : { days }),
  };
}

export function waitingTogether(deciders: readonly Pick<DeciderStatus, "waiting">[]): Waiting {
  const all = deciders.map(({ waiting }) => waiting);
  const since = all.flatMap((each) => each.since ?? []);
  const lastPayments = all.flatMap(({ lastPaymentAt }) => lastPaymentAt ?? []);
  return {
    payments: all.reduce((sum, { payments }) => sum + payments, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    since: since.length === 0 ? null : Math.min(...since),
    lastPaymentAt: lastPayments.length === 0 ? null : Math.max(...lastPayments),
    problem: all.find(({ problem }) => problem !== null)?.problem ?? null,
    isFull: all.some(isFull),
  };
}

/** Null once every memory is filled. */
function fillingTogether(deciders: readonly Pick<DeciderStatus, "filling">[]): FillingSums | null {
  const all = deciders.flatMap(({ filling }) => filling ?? []);
  if (all.every(isFilled)) return null;
  return {
    cards: all.reduce((sum, { cards }) => sum + cards, 0),
    payments: all.reduce((sum, { payments }) => sum + payments, 0),
  };
}

export interface WaitingSettings {
  store: Store["kind"];
  zone: Config["reportZone"];
  /** Why the store cannot be read, where that is said already. */
  storeProblem: string | null;
}

/** Whether something has waited for longer than usual, or must wait. */
function isHeldUp({ since, isFull }: Waiting, storeProblem: string | null, nowMs: number): boolean {
  return since !== null && (storeProblem !== null || isFull || nowMs - since > WORTH_SAYING_MS);
}

export function waitingProblems(
  waiting: Waiting,
  { store, zone, storeProblem }: WaitingSettings,
  nowMs: number,
): Problem[] {
  const { payments, since, problem, isFull } = waiting;
  if (since === null || !isHeldUp(waiting, storeProblem, nowMs)) return [];
  const isStuck = problem !== null || storeProblem !== null || isFull;
  const what =
    payments === 0 ? "Refused rows wait" : counted(payments, "decided payment waits", "decided payments wait");
  const why = problem === null || storeProblem !== null ? "" : `: ${problem}`;
  const text = `${what} for ${STORE_NAMES[store]}, since ${clockIn(zone, since, nowMs)}${why}. `;
  return [
    {
      kind: "journal",
      text: text + (isFull ? FULL : isStuck ? whatFollows(payments) : "They are being recorded now."),
      since,
      holdMs: isStuck ? STUCK_MS : CATCHING_UP_MS,
      stops: isFull ? "payments" : isStuck ? "alerts" : null,
    },
  ];
}

const FULL = "No more may wait, so payments are refused until it answers.";

function whatFollows(payments: number): string {
  if (payments === 0) return "They are recorded once it answers.";
  return `${payments === 1 ? "It is" : "They are"} decided; lists, alerts and reports follow once it answers.`;
}

/** The time of day alone, where it is today. */
function clockIn(zone: string, atMs: number, nowMs: number): string {
  const isToday = dayAt(zone, atMs).date === dayAt(zone, nowMs).date;
  return isToday ? wallTime(zone, atMs).slice(11, 16) : timeIn(zone, atMs);
}

export function waitingView(waiting: Waiting, storeProblem: string | null, nowMs: number): Health["waiting"] {
  const { payments, bytes, since, problem } = waiting;
  return {
    payments,
    bytes,
    since: since === null ? null : isoTime(since),
    problem,
    lasts: isHeldUp(waiting, storeProblem, nowMs),
  };
}
