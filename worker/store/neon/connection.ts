// The way to the database: Neon's driver over HTTP, one request a statement or batch, and drizzle on top.
import { neon, neonConfig, types } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import { PATIENCE } from "../patience.ts";
import { patientFetch } from "./patience.ts";

export type Connection = ReturnType<typeof connect>;
export type Database = Connection["db"];

/** PostgreSQL's number for the type. */
const BIGINT = 20;

// The driver takes these for all connections at once, or not at all.
const ofNeon = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) => {
  // A database on this machine has no proxy of Neon's in front; see local/neonBridge.ts.
  if (host === "127.0.0.1" || host === "localhost") return `http://${host}:${port}/sql`;
  return typeof ofNeon === "function" ? ofNeon(host, port, options) : ofNeon;
};
neonConfig.fetchFunction = patientFetch(PATIENCE);
types.setTypeParser(BIGINT, exactInteger);

/**
 * A batch through `db` is a transaction. One through `snapshot` reads only, and all of it sees the same moment, which
 * PostgreSQL does not promise the statements of a transaction otherwise.
 */
export function connect(databaseUrl: string) {
  const snapshot = neon(databaseUrl, { isolationLevel: "RepeatableRead", readOnly: true });
  return { db: drizzle(neon(databaseUrl)), snapshot: drizzle(snapshot) };
}

/** Cents, sequence numbers, epoch ms: exact, or not at all. */
function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`the database holds ${text}, more than a number can`);
  return value;
}
