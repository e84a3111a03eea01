// All problems of the moment: one judgement that health, the board and the watchman share. Pure.
import type { Config } from "../config/config.ts";
import type { Incident } from "../store/incidents.ts";
import type { Backlog } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { currencyProblems } from "./currency.ts";
import { daysProblems } from "./daysBehind.ts";
import { feedProblems } from "./feed.ts";
import { messageProblems, type OutboxState } from "./messages.ts";
import { challengerProblems, mlflowProblems, modelProblems, thresholdProblems } from "./model.ts";
import { type DecidersFacts, waitingProblems } from "./notRecorded.ts";
import type { DeadLetterFacts, DeciderStatus, LedgerStatus, PollerStatus, Trouble } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { deadLetterProblems, type QueueBacklog, queueProblems } from "./queueBacklog.ts";
import { refusalProblems } from "./refusals.ts";
import { ruleProblems } from "./rules.ts";
import { silenceProblems } from "./silence.ts";
import { type RefusedSource, sourceProblems } from "./sources.ts";
import { type StorageFacts, storageProblems } from "./storage.ts";
import { unfamiliarProblems } from "./unfamiliar.ts";

/** What the store says. */
export interface StoredFacts {
  backlog: Backlog;
  outbox: OutboxState;
  /** Incidents that still last. */
  incidents: readonly Incident[];
}

/** What the objects say without asking the store. */
export interface FactsWithoutStore extends DecidersFacts {
  poller: PollerStatus;
  model: DeciderStatus["model"];
  /** Null or left out when there is none. */
  challenger?: DeciderStatus["challenger"];
  /** Why MLflow cannot be followed. Null or left out where it can, or is not asked. */
  mlflow?: Trouble | null;
  /** The model's own lines. Left out where they are not known. */
  thresholds?: DeciderStatus["thresholds"];
  lines?: DeciderStatus["lines"];
  brokenRules?: DeciderStatus["brokenRules"];
  /** The version of the policy that the store has. Null or left out while that is not known. */
  policy?: number | null;
  /** The version under which each decider decides, as far as they say. */
  followed?: readonly number[];
  ruleGaps?: LedgerStatus["ruleGaps"];
  /** Left out when everything was understood. */
  notUnderstood?: LedgerStatus["notUnderstood"];
  store: Store["kind"];
  storage: StorageFacts;
  /** Null when there is no queue, or it does not say. */
  queue: QueueBacklog | null;
  deadLetters: DeadLetterFacts;
  /** Left out where nothing was ever loaded as past. */
  past?: LedgerStatus["past"];
  /** Rows of the last minutes, by their source. */
  rows: LedgerStatus["rows"];
  unfamiliar: LedgerStatus["unfamiliar"];
  /** Left out where no source's events are refused. */
  refusedSources?: readonly RefusedSource[];
  /** What the watchman found at its last look that needs more than the facts of the moment; see drift/. */
  drift: readonly Problem[];
}

export interface HealthFacts extends FactsWithoutStore, StoredFacts {}

export function problemsOf(facts: HealthFacts, config: Config, nowMs: number): Problem[] {
  return judged(facts, facts, null, config, nowMs);
}

/** What else is wrong while the store cannot be read. */
export function problemsWithoutStore(
  facts: FactsWithoutStore,
  storeProblem: string,
  config: Config,
  nowMs: number,
): Problem[] {
  return judged(facts, null, storeProblem, config, nowMs);
}

function judged(
  facts: FactsWithoutStore,
  stored: StoredFacts | null,
  storeProblem: string | null,
  config: Config,
  nowMs: number,
): Problem[] {
  const { store } = facts;
  const incidents = stored?.incidents ?? [];
  const ofTheMoment = [
    ...modelProblems(facts.model),
    ...thresholdProblems(facts.thresholds, config, facts.lines),
    ...challengerProblems(facts.challenger ?? null),
    ...mlflowProblems(facts.mlflow ?? null),
    ...daysProblems(facts.days, nowMs),
    ...ruleProblems(facts, nowMs),
    ...currencyProblems(facts.currency, config),
    ...feedProblems(facts.poller, config, nowMs),
    ...(stored === null ? [] : silenceProblems({ ...facts, ...stored }, config, nowMs)),
    ...refusalProblems({ ...facts, incidents }, config, nowMs),
    ...sourceProblems(facts.refusedSources ?? [], nowMs),
    ...waitingProblems(facts.waiting, { store, zone: config.reportZone, storeProblem }, nowMs),
    ...queueProblems(facts.queue, nowMs),
    ...deadLetterProblems(facts.deadLetters),
    ...(stored === null ? [] : messageProblems(stored.outbox, config, nowMs)),
    ...unfamiliarProblems({ ...facts, incidents }),
    ...storageProblems(facts.storage, config, nowMs),
  ];
  // A kind is told once, and what holds at the moment says more.
  return [...ofTheMoment, ...facts.drift.filter(({ kind }) => !ofTheMoment.some((problem) => problem.kind === kind))];
}
