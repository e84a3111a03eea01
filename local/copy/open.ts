// Opens both ends of a copy, with their tables migrated.
import { stat } from "node:fs/promises";
import path from "node:path";
import { neonConfig } from "@neondatabase/serverless";
import { d1Dialect } from "../../worker/store/d1/dialect.ts";
import { neonDialect } from "../../worker/store/neon/dialect.ts";
import { patientFetch } from "../../worker/store/neon/repeatedRequests.ts";
import { PATIENCE } from "../../worker/store/patience.ts";
import { openDeployedD1, openLocalD1 } from "../d1.ts";
import { Mendable } from "../errorSentence.ts";
import { lockState } from "../stateLock.ts";
import { startStore } from "../store.ts";
import { patientSide, troubleAt } from "./patientSide.ts";
import type { Side } from "./side.ts";
import { storeSide } from "./storeSide.ts";
import type { Kind } from "./words.ts";

/** A page of 4 MB over a slow line takes longer than the Worker would wait, and nobody waits for a copy. */
const COPY_PATIENCE = { ...PATIENCE, deadlineMs: 120_000 };

export interface Places {
  stateDir: string;
  /** Null: a PostgreSQL in `stateDir`. */
  databaseUrl: string | null;
  /** True when D1 is the deployed one. */
  remote: boolean;
}

export interface Ends {
  source: Side;
  target: Side;
  close(): Promise<void>;
}

export function placesOf(env: Readonly<Record<string, string | undefined>>, remote: boolean): Places {
  return { stateDir: path.resolve(env.STATE_DIR || ".vigie"), databaseUrl: env.DATABASE_URL || null, remote };
}

/** A source must exist; a target is made if needed. */
export async function openEnds(from: Kind, to: Kind, places: Places): Promise<Ends> {
  const isHere = { d1: !places.remote, neon: places.databaseUrl === null };
  if (isHere[from]) await mustBeThere(from, places);
  const lock = isHere.d1 || isHere.neon ? await lockState(places.stateDir) : null;
  const source = await opened(from, places);
  const target = await opened(to, places).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  return {
    source,
    target,
    async close() {
      await Promise.all([source.close(), target.close()]);
      lock?.release();
    },
  };
}

async function opened(kind: Kind, places: Places): Promise<Side> {
  const { stateDir, remote } = places;
  try {
    return patientSide(await open(kind, places), COPY_PATIENCE.pausesMs);
  } catch (error) {
    if (error instanceof Mendable) throw error;
    throw troubleAt(kind === "neon" ? "PostgreSQL" : remote ? "the deployed D1" : `D1 in ${stateDir}`, error);
  }
}

async function open(kind: Kind, { stateDir, databaseUrl, remote }: Places): Promise<Side> {
  if (kind === "d1") {
    const { database, close } = await (remote ? openDeployedD1() : openLocalD1(stateDir));
    return storeSide(d1Dialect(database), remote ? "the deployed D1" : `D1 in ${stateDir}`, close);
  }
  // The driver takes it only for all connections at once.
  neonConfig.fetchFunction = patientFetch(COPY_PATIENCE);
  const store = await startStore({ store: kind, databaseUrl, stateDir });
  const url = store.variables.DATABASE_URL ?? databaseUrl ?? "";
  const place = `PostgreSQL ${databaseUrl === null ? `in ${stateDir}` : `at ${new URL(url).host}`}`;
  return storeSide(neonDialect(url), place, store.close);
}

/** Throws unless the store is where `npm start` keeps it. */
async function mustBeThere(kind: Kind, { stateDir }: Places): Promise<void> {
  const dir = path.join(stateDir, kind === "d1" ? "d1" : "postgres");
  if ((await stat(dir).catch(() => null)) !== null) return;
  const other = kind === "d1" ? "" : ", or DATABASE_URL to where Neon is";
  throw new Error(`there is no ${dir}: set STATE_DIR to where \`npm start\` keeps its databases${other}`);
}
