// All problems of the moment: one judgement that health, the board and the watchman share. Pure.
import type { Config } from "../config/config.ts";
import type { Incident } from "../store/incidents.ts";
import type { Backlog } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { feedProblems } from "./feed.ts";
import { messageProblems, type OutboxState } from "./messages.ts";
import { modelProblems } from "./model.ts";
import type { DeadLetterFacts, DeciderStatus, LedgerStatus, PollerStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { deadLetterProblems, type QueueBacklog, queueProblems } from "./queueBacklog.ts";
import { refusalProblems } from "./refusals.ts";
import { silenceProblems } from "./silence.ts";
import { type StorageFacts, storageProblems } from "./storage.ts";
import { unfamiliarProblems } from "./unfamiliar.ts";
import { type FillingSums, type Waiting, waitingProblems } from "./waiting.ts";

export interface HealthFacts {
  backlog: Backlog;
  poller: PollerStatus;
  model: DeciderStatus["model"];
  /** What is decided and not recorded. */
  waiting: Waiting;
  /** How far the deciders' memories are filled from the store; null once they are. */
  filling: FillingSums | null;
  /** The model's own lines. Left out where they are not known. */
  thresholds?: DeciderStatus["thresholds"];
  /** Left out when everything was understood. */
  notUnderstood?: LedgerStatus["notUnderstood"];
  store: Store["kind"];
  storage: StorageFacts;
  outbox: OutboxState;
  /** Null when there is no queue, or it does not say. */
  queue: QueueBacklog | null;
  deadLetters: DeadLetterFacts;
  /** Left out where nothing was ever loaded as past. */
  past?: LedgerStatus["past"];
  /** Rows of the last minutes, by their source. */
  rows: LedgerStatus["rows"];
  unfamiliar: LedgerStatus["unfamiliar"];
  /** What the watchman found at its last look that needs more than the facts of the moment; see drift/. */
  drift: readonly Problem[];
  /** Incidents that still last. */
  incidents: readonly Incident[];
}

export function problemsOf(facts: HealthFacts, config: Config, nowMs: number): Problem[] {
  const ofTheMoment = [
    ...modelProblems(facts.model),
    ...feedProblems(facts.poller, config, nowMs),
    ...silenceProblems(facts.backlog, config, nowMs),
    ...refusalProblems(facts, config, nowMs),
    ...waitingProblems(facts, nowMs),
    ...queueProblems(facts.queue, nowMs),
    ...deadLetterProblems(facts.deadLetters),
    ...messageProblems(facts.outbox, config, nowMs),
    ...unfamiliarProblems(facts),
    ...storageProblems(facts.storage, config, nowMs),
  ];
  // A kind is told once, and what holds at the moment says more.
  return [...ofTheMoment, ...facts.drift.filter(({ kind }) => !ofTheMoment.some((problem) => problem.kind === kind))];
}
