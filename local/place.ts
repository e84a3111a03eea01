// The place where `npm start` keeps its payments: a state directory and the store that belongs to it. A store holds
// simulated payments or real ones, never both (docs/simulated.md). Where it holds the others, a place beside it is taken.
import { SIMULATOR_HEADER } from "../worker/pipeline/origin.ts";
import { d1Dialect } from "../worker/store/d1/dialect.ts";
import { neonDialect } from "../worker/store/neon/dialect.ts";
import type { Origin } from "../worker/store/payments.ts";
import { storeOf } from "../worker/store/sql/store.ts";
import type { Store } from "../worker/store/store.ts";
import { againIfKilled } from "./againIfKilled.ts";
import { openLocalD1 } from "./d1.ts";
import { Mendable } from "./errorSentence.ts";
import { endOrphanWorkerds } from "./orphan.ts";
import { readStartSettings, type StartSettings } from "./settings.ts";
import { lockState } from "./stateLock.ts";
import { type StartedStore, startStore } from "./store.ts";
import { say } from "./terminal.ts";

export interface Place {
  settings: StartSettings;
  store: StartedStore;
  /** Lets the next program in. */
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const ASK_MS = 2_000;

/** Throws, in words for the person who starts it, when no place can be had. */
export async function takePlace(env: NodeJS.ProcessEnv): Promise<Place> {
  const settings = await readStartSettings(env);
  const origin = await originOfFeed(settings.paymentsUrl);
  const taken = await enter(settings, origin);
  if ("place" in taken) return taken.place;
  if (settings.databaseUrl !== null && settings.store === "neon") {
    const { host } = new URL(settings.databaseUrl);
    throw new Mendable(`${holding(`the database at ${host}`, taken.held)}: name another one in DATABASE_URL`);
  }
  const beside = await readStartSettings({ ...env, STATE_DIR: `${settings.stateDir}-${origin}` });
  say(`${holding(settings.stateDir, taken.held)}: this start keeps its payments in ${beside.stateDir}.`);
  const takenBeside = await enter(beside, origin);
  if ("place" in takenBeside) return takenBeside.place;
  throw new Mendable(`${holding(beside.stateDir, takenBeside.held)}, too: name another place in STATE_DIR`);
}

function holding(place: string, held: Origin): string {
  const other = held === "simulated" ? "real" : "simulated";
  return `${place} holds ${held} payments, which are never mixed with ${other} ones`;
}

/** Without a feed to poll, payments are real. A simulator that somebody runs on this machine says what it is. */
async function originOfFeed(paymentsUrl: string | null): Promise<Origin> {
  if (paymentsUrl === null) return "simulated";
  const url = URL.parse(paymentsUrl);
  if (url === null || !LOOPBACK.test(url.hostname)) return "real";
  // A feed that does not answer now is taken for what most feeds are; the Worker looks at each answer all the same.
  const answer = await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(ASK_MS) }).catch(
    () => null,
  );
  return answer?.headers.has(SIMULATOR_HEADER) ? "simulated" : "real";
}

async function enter(settings: StartSettings, origin: Origin): Promise<{ place: Place } | { held: Origin }> {
  const lock = await lockState(settings.stateDir);
  await endOrphanWorkerds(settings.stateDir);
  const store = await startStore(settings);
  const close = async () => {
    await store.close();
    lock.release();
  };
  const held = await withStore(settings, store, (each) => settle(each, origin));
  if (held === origin) return { place: { settings, store, close } };
  await close();
  return { held };
}

/**
 * Answers the origin that holds there. A store that no payment has come to gets that of the simulator before anybody can
 * push to it. It is left open for a real feed, since the Worker alone sees what that answers; and where a store is from
 * before origins were kept, since the Worker alone remembers it.
 */
async function settle(store: Store, origin: Origin): Promise<Origin> {
  const held = await store.origin();
  if (held !== null || origin === "real") return held ?? origin;
  const { epoch, lastSeq } = await store.takeWriter();
  if (lastSeq === 0) await store.commit(epoch, { origin });
  return origin;
}

async function withStore<Answer>(
  { stateDir, store: kind, databaseUrl }: StartSettings,
  { variables }: StartedStore,
  ask: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  if (kind === "neon") return ask(storeOf(neonDialect(variables.DATABASE_URL ?? databaseUrl ?? "")));
  return againIfKilled(async () => {
    const { database, close } = await openLocalD1(stateDir);
    return ask(storeOf(d1Dialect(database))).finally(close);
  });
}
