// The way to PostgreSQL: Neon's driver over HTTP, one request per statement or batch, with drizzle on top.
import { neon, neonConfig, types } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import { PATIENCE } from "../patience.ts";
import { patientFetch } from "./repeatedRequests.ts";

export type Connection = ReturnType<typeof connect>;
export type Database = Connection["db"];

/** PostgreSQL's number of the type `bigint`. */
const BIGINT = 20;

// The driver takes these settings only for all connections at once.
const ofNeon = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) => {
  // A database on this machine has no proxy of Neon in front of it; see local/neonBridge.ts.
  if (host === "127.0.0.1" || host === "localhost") return `http://${host}:${port}/sql`;
  return typeof ofNeon === "function" ? ofNeon(host, port, options) : ofNeon;
};
neonConfig.fetchFunction = patientFetch(PATIENCE);
types.setTypeParser(BIGINT, exactInteger);

/**
 * A batch through `db` is a transaction. A batch through `snapshot` only reads, and all its statements see the same
 * moment; PostgreSQL does not promise that for a plain transaction.
 */
export function connect(databaseUrl: string) {
  const snapshot = neon(databaseUrl, { isolationLevel: "RepeatableRead", readOnly: true });
  return { db: drizzle(neon(databaseUrl)), snapshot: drizzle(snapshot) };
}

/** Reads cents, sequence numbers and epoch ms. Throws when a number cannot hold them exactly. */
function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new Error(`the database holds ${text}, which a JavaScript number cannot hold exactly`);
  return value;
}
