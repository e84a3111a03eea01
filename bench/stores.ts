// Vigie on either store, for the parts of the bench that compare them: D1 in a directory of its own, or a database in a
// PostgreSQL of the bench's own, behind the bridge that speaks Neon's protocol.
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

export async function startAt(place: Place, variables: Record<string, string> = {}): Promise<BenchWorker> {
  if (place.store === "d1") return startWorker({ stateDir: place.stateDir, variables });
  const { url } = await postgres();
  return startWorker({ variables: { ...variables, STORE: "neon", DATABASE_URL: `${url}/${place.name}` } });
}
