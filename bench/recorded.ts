// How many payments a store has, asked from outside Vigie: an answer may leave before its payment is stored.
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { d1FileIn } from "./d1File.ts";
import { connectTo, type Place } from "./stores.ts";

const COUNT_EVERY_MS = 50;
/** Longer than Vigie waits between two trials of a store that was away. If no payment comes for this long, the rest is lost. */
const STALLED_MS = 60_000;

export interface Counter {
  count(): Promise<number>;
  close(): Promise<void>;
}

export async function openCounter(place: Place): Promise<Counter> {
  const count = "select count(*) as n from payments";
  if (place.store === "d1") {
    const database = new DatabaseSync(await d1FileIn(place.stateDir), { readOnly: true, timeout: 5_000 });
    return { count: async () => Number(database.prepare(count).get()?.n), close: async () => database.close() };
  }
  const client = await connectTo(place.name);
  return {
    count: async () => Number((await client.query<{ n: string }>(count)).rows[0]?.n),
    close: () => client.end(),
  };
}

export interface Count {
  atMs: number;
  stored: number;
}

/** Counts again and again until so many are stored, or until no more come. Returns all counts. */
export async function countUntil(expected: () => number, counter: Pick<Counter, "count">): Promise<Count[]> {
  const counts: Count[] = [];
  let grownAt = performance.now();
  for (;;) {
    const stored = await counter.count();
    const atMs = performance.now();
    if (stored !== counts.at(-1)?.stored) grownAt = atMs;
    counts.push({ atMs, stored });
    if (stored >= expected() || atMs - grownAt > STALLED_MS) return counts;
    await wait(COUNT_EVERY_MS);
  }
}

/** Waits until the store has so many payments. Throws when it does not get them. */
export async function untilStored(expected: number, counter: Pick<Counter, "count">): Promise<void> {
  const { stored = 0 } = (await countUntil(() => expected, counter)).at(-1) ?? {};
  if (stored < expected) throw new Error(`${expected - stored} payments that were answered are not stored`);
}

/** The same for a store that is counted only once. */
export async function untilPlaceHas(expected: number, place: Place): Promise<void> {
  const counter = await openCounter(place);
  try {
    await untilStored(expected, counter);
  } finally {
    await counter.close();
  }
}
