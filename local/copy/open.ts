// Opens the two ends of a copy, with their tables as they are now.
import { stat } from "node:fs/promises";
import path from "node:path";
import { openDeployedD1, openLocalD1 } from "../d1.ts";
import { openStore } from "../store.ts";
import { d1Side } from "./d1Side.ts";
import { neonSide } from "./neonSide.ts";
import type { Side } from "./side.ts";
import type { Kind } from "./words.ts";

export interface Places {
  stateDir: string;
  /** Null: a PostgreSQL in `stateDir`. */
  databaseUrl: string | null;
  /** D1 is the deployed one. */
  remote: boolean;
}

export function placesOf(env: Readonly<Record<string, string | undefined>>, remote: boolean): Places {
  return { stateDir: path.resolve(env.STATE_DIR || ".vigie"), databaseUrl: env.DATABASE_URL || null, remote };
}

/** A source must be there; a target is made. */
export async function openSide(kind: Kind, role: "source" | "target", places: Places): Promise<Side> {
  const mustBeThere = async (dir: string, what: string) => {
    if (role === "target" || (await isThere(dir))) return;
    throw new Error(`there is no ${what} in ${places.stateDir}: set STATE_DIR to where \`npm start\` keeps it`);
  };
  if (kind === "d1") {
    if (places.remote) return d1Side(await openDeployedD1(), "the deployed D1");
    await mustBeThere(path.join(places.stateDir, "d1"), "D1");
    return d1Side(await openLocalD1(places.stateDir), `D1 in ${places.stateDir}`);
  }
  const { stateDir, databaseUrl } = places;
  const dataDir = path.join(stateDir, "postgres");
  if (databaseUrl === null) await mustBeThere(dataDir, "PostgreSQL (and DATABASE_URL is not set)");
  const store = await openStore({ store: "neon", databaseUrl, stateDir }).catch((error: unknown) => {
    if (databaseUrl !== null) throw error;
    throw new Error(`the PostgreSQL in ${dataDir} could not be opened; if a Vigie runs on it, end it first`, {
      cause: error,
    });
  });
  const url = store.variables.DATABASE_URL ?? databaseUrl ?? "";
  return neonSide(url, databaseUrl === null ? `PostgreSQL in ${dataDir}` : new URL(url).host, store.close);
}

async function isThere(dir: string): Promise<boolean> {
  return (await stat(dir).catch(() => null)) !== null;
}
