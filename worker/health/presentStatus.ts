// The present status, gathered from the store and the objects. Boards are sent it, /api/health answers with it, and the
// watchman judges by it.

import type { Config } from "../config/config.ts";
import { sourceSecret } from "../config/sourceSecrets.ts";
import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import { PRESETS } from "../payment/sources/presets.ts";
import { everyDecider, ledgerOf, spreadNow } from "../pipeline/deciders.ts";
import { sumFamiliarity } from "../pipeline/familiarity.ts";
import type { Store } from "../store/store.ts";
import { ofStore } from "../store/trouble.ts";
import { qualityByModel } from "../verdict/quality.ts";
import type { Health, HealthWithoutStore, Status } from "../wire/board.ts";
import { pointsView, totalsView } from "../wire/views.ts";
import { dayAt } from "../zone.ts";
import { healthOf, healthWithoutStore } from "./health.ts";
import { FAILED_MESSAGES_MS, type OutboxState, UNHEARD_MESSAGES } from "./messages.ts";
import { type DecidersFacts, decidersTogether } from "./notRecorded.ts";
import type { DeciderStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import type { FactsWithoutStore, HealthFacts, StoredFacts } from "./problems.ts";
import { backlogOf } from "./queueBacklog.ts";
import type { RefusedSource } from "./sources.ts";

const QUARTER_MS = 15 * MINUTE_MS;

/** The problems of the watchman's newest look. A watchman of the version before, while a deploy mixes both, has none. */
interface Usual {
  problems?: readonly Problem[];
}

/** `usual` comes from the watchman, which also calls this function for its own look. */
export async function factsNow(
  env: Env,
  store: Store,
  config: Config,
  nowMs: number,
  usual: Usual | Promise<Usual>,
): Promise<HealthFacts> {
  const [stored, others] = await Promise.all([
    ofStore(store, storedNow(store, config, nowMs)),
    factsWithoutStore(env, store.kind, config, usual),
  ]);
  return { ...others, ...stored };
}

async function storedNow(store: Store, config: Config, nowMs: number): Promise<StoredFacts> {
  const [backlog, outbox, incidents] = await Promise.all([
    store.backlog(dayAt(config.reportZone, nowMs).from),
    outboxNow(store, nowMs - FAILED_MESSAGES_MS),
    store.lastingIncidents(),
  ]);
  return { backlog, outbox, incidents };
}

async function factsWithoutStore(
  env: Env,
  store: Store["kind"],
  config: Config,
  usual: Usual | Promise<Usual>,
): Promise<FactsWithoutStore> {
  const [poller, ledger, deciders, queue, dead, archivist, learned, mlflow] = await Promise.all([
    env.POLLER.getByName("poller").status(),
    ledgerOf(env).status(),
    decidersNow(env, config),
    backlogOf(env),
    env.DEAD_LETTERS.getByName("dead-letters").facts(),
    env.ARCHIVIST.getByName("archivist").status(),
    usual,
    config.mlflow === null ? null : env.REGISTRAR.getByName("registrar").trouble(),
  ]);
  const refusedSources = await refusedNow(env, deciders.sources ?? []);
  return {
    queue,
    refusedSources,
    deadLetters: dead,
    poller,
    rows: ledger.rows,
    // A ledger of the version before, while a deploy mixes both, does not say, or not all of it.
    unfamiliar: { ...sumFamiliarity([]), ...ledger.unfamiliar },
    ruleGaps: ledger.ruleGaps ?? [],
    policy: ledger.policy ?? null,
    past: ledger.past,
    ...deciders,
    mlflow,
    notUnderstood: ledger.notUnderstood,
    store,
    storage: { ...archivist, hasArchive: env.ARCHIVE !== undefined },
    drift: learned.problems ?? [],
  };
}

/** All deciders together. Each has the same model, but for a moment while another one comes. */
export async function decidersNow(
  env: Pick<Env, "DECIDER" | "LEDGER">,
  config: Config,
): Promise<
  Pick<
    FactsWithoutStore,
    "model" | "challenger" | "thresholds" | "lines" | "brokenRules" | "followed" | keyof DecidersFacts
  > &
    Pick<DeciderStatus, "sources">
> {
  const all = await Promise.all(everyDecider(env, await spreadNow(env, config)).map((decider) => decider.status()));
  const [first] = all;
  if (first === undefined) throw new Error("there is no decider");
  // The one whose model has a problem is told of.
  const {
    model,
    thresholds = null,
    lines = {},
    brokenRules = [],
    sources = [],
  } = all.find(({ model }) => model.standsIn != null || model.problem !== null) ?? first;
  const challengers = all.flatMap(({ challenger }) => challenger ?? []);
  const challenger = challengers.find(({ problem }) => problem !== null) ?? challengers[0] ?? null;
  // One that has no seat yet reads the policy when it sits down.
  const followed = all.flatMap(({ policy, filling }) => (filling === null ? [] : (policy ?? [])));
  return { model, challenger, thresholds, lines, brokenRules, followed, sources, ...decidersTogether(all) };
}

/** Only sources that may send are asked: those with a secret. */
async function refusedNow(env: Pick<Env, "SOURCES">, own: readonly string[]): Promise<RefusedSource[]> {
  const names = new Set([...PRESETS.map(({ name }) => name), ...own]);
  const sending = [...names].filter((name) => sourceSecret(env, name) !== null);
  const found = await Promise.all(
    sending.map(async (source) => ({ source, refused: (await env.SOURCES.getByName(source).status()).refused })),
  );
  return found.flatMap(({ source, refused }) => (refused === null ? [] : [{ source, ...refused }]));
}

/** Few messages fail, so the second query is hardly ever made. */
async function outboxNow(store: Store, failedSince: number): Promise<OutboxState> {
  const outbox = await store.outboxFacts(failedSince);
  const unheard = outbox.failed < UNHEARD_MESSAGES ? [] : await store.unheardPlaces(failedSince, UNHEARD_MESSAGES);
  return { ...outbox, unheard };
}

export async function healthNow(env: Env, store: Store, config: Config, nowMs: number): Promise<Health> {
  const usual = env.WATCHMAN.getByName("watchman").usual();
  return healthOf(await factsNow(env, store, config, nowMs, usual), config, nowMs);
}

/** `storeProblem`: why the store cannot be read, as a sentence. */
export async function healthWithoutStoreNow(
  env: Env,
  store: Store["kind"],
  config: Config,
  storeProblem: string,
): Promise<HealthWithoutStore> {
  const facts = await factsWithoutStore(env, store, config, env.WATCHMAN.getByName("watchman").usual());
  return healthWithoutStore(facts, storeProblem, config, Date.now());
}

/** How good today's declines are, as far as that is known. */
export async function qualityNow(store: Store, config: Config, nowMs: number): Promise<Status["quality"]> {
  const { from, to } = dayAt(config.reportZone, nowMs);
  return qualityByModel(await store.judged(from, to));
}

export async function statusNow(
  env: Env,
  store: Store,
  config: Config,
  nowMs: number,
  quality: Status["quality"] | Promise<Status["quality"]>,
): Promise<Status> {
  const day = dayAt(config.reportZone, nowMs);
  const hourNow = lastHour(nowMs);
  const figures = Promise.all([
    store.totals(hourNow.from, hourNow.to, MINUTE_MS),
    store.totals(day.from, day.to, QUARTER_MS),
    quality,
  ]);
  const [health, [hour, quarters, known]] = await Promise.all([
    healthNow(env, store, config, nowMs),
    ofStore(store, figures),
  ]);
  return {
    date: day.date,
    zone: config.reportZone,
    today: totalsView(quarters, config.currency),
    currency: config.currency,
    lastHour: pointsView(hour, hourNow.from, hourNow.to, MINUTE_MS),
    day: pointsView(quarters, day.from, Math.min(day.to, nowMs + 1), QUARTER_MS),
    quality: known,
    health,
  };
}

/** Sixty minutes, including the one that has just begun. */
function lastHour(nowMs: number): { from: number; to: number } {
  const to = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  return { from: to - HOUR_MS, to };
}
