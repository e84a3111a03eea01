// What is decided and not recorded yet, and how far the deciders' memories are filled. Pure.
import { counted } from "../counted.ts";
import { isFilled, isFull, type WaitingFacts } from "../pipeline/memory.ts";
import { STORE_NAMES, type Store } from "../store/store.ts";
import type { DeciderStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { inMinutes } from "./words.ts";

/** Payments are usually recorded within a second. */
const STUCK_MS = 60_000;

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

export function waitingTogether(deciders: readonly Pick<DeciderStatus, "waiting">[]): Waiting {
  const all = deciders.map(({ waiting }) => waiting);
  const since = all.flatMap((each) => each.since ?? []);
  return {
    payments: all.reduce((sum, { payments }) => sum + payments, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    since: since.length === 0 ? null : Math.min(...since),
    problem: all.find(({ problem }) => problem !== null)?.problem ?? null,
    isFull: all.some(isFull),
  };
}

/** Null once every memory is filled. */
export function fillingTogether(deciders: readonly Pick<DeciderStatus, "filling">[]): FillingSums | null {
  const all = deciders.flatMap(({ filling }) => filling ?? []);
  if (all.every(isFilled)) return null;
  return {
    cards: all.reduce((sum, { cards }) => sum + cards, 0),
    payments: all.reduce((sum, { payments }) => sum + payments, 0),
  };
}

export function waitingProblems(
  { waiting, store }: { waiting: Waiting; store: Store["kind"] },
  nowMs: number,
): Problem[] {
  const { payments, since, problem, isFull } = waiting;
  if (since === null || (nowMs - since <= STUCK_MS && !isFull)) return [];
  const text =
    `${counted(payments, "decided payment waits", "decided payments wait")} for ${STORE_NAMES[store]}, ` +
    `the oldest for ${inMinutes(nowMs - since)}${problem === null ? "" : `: ${problem}`}. ` +
    (isFull ? "No more may wait, so payments are refused." : "Payments are decided all the same.");
  return [{ kind: "journal", text, since, holdMs: 0, stops: isFull ? "payments" : null }];
}
