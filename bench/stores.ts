// Vigie on either store, for the parts of the bench that compare them: D1 in a directory of its own, or a database in a
// PostgreSQL of the bench's own, behind the bridge that speaks Neon's protocol.
import pg from "pg";
import { type LocalDatabase, openDatabase, startDatabase } from "../local/database.ts";
import { type BenchWorker, scratchDir, startWorker } from "./worker.ts";

export const STORES = ["d1", "neon"] as const;
export type StoreKind = (typeof STORES)[number];
export const STORE_NAMES: Record<StoreKind, string> = { d1: "D1", neon: "PostgreSQL" };

/** The place where one Vigie keeps its payments. */
export type Place = { store: "d1"; stateDir: string } | { store: "neon"; name: string };

let server: Promise<LocalDatabase> | null = null;

/** One PostgreSQL for all parts. Its data is deleted at the end, so it does not wait for the disk. */
export function postgres(): Promise<LocalDatabase> {
  server ??= startDatabase(null);
  return server;
}

export async function stopPostgres(): Promise<void> {
  if (server !== null) await (await server).close();
}

export async function newPlace(store: StoreKind): Promise<Place> {
  if (store === "d1") return { store, stateDir: await scratchDir() };
  const name = `bench_${crypto.randomUUID()}`;
  await openDatabase(await postgres(), name);
  return { store, name };
}

export interface Start {
  variables?: Record<string, string>;
  /** Port of the line through which PostgreSQL is reached; straight to its bridge unless set. */
  linePort?: number;
  /** Hides the Worker's log when it is expected to complain. */
  quiet?: boolean;
}

export async function startAt(place: Place, { variables, linePort, quiet = false }: Start = {}): Promise<BenchWorker> {
  if (place.store === "d1") return startWorker({ stateDir: place.stateDir, variables: variables ?? {}, quiet });
  const address = new URL(`${(await postgres()).url}/${place.name}`);
  if (linePort !== undefined) address.port = String(linePort);
  return startWorker({ variables: { ...variables, STORE: "neon", DATABASE_URL: address.href }, quiet });
}

/** Straight to a database of the bench's PostgreSQL: the bridge before it is there for Neon's driver. */
export async function addressOf(name: string): Promise<string> {
  const { url, plainUrl } = await postgres();
  return Object.assign(new URL(`${plainUrl}/${name}`), { password: new URL(url).password }).href;
}

export async function connectTo(name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await addressOf(name) });
  await client.connect();
  return client;
}
