// The database in which `npm start` keeps payments.
import path from "node:path";
import { passwordFileOf } from "./cluster.ts";
import { openDatabase, startDatabase } from "./database.ts";
import { migrateDatabase } from "./postgresTables.ts";
import type { StartSettings } from "./settings.ts";

export interface StartedStore {
  /** Variables for the Worker. */
  variables: Record<string, string>;
  /** Lines of the summary. */
  words: [string, string][];
  /** Settles with the reason when a database that was started here cannot be kept alive. */
  lost: Promise<string>;
  close(): Promise<void>;
}

/** D1 comes with workerd. For Neon it is the database at a given address, otherwise a PostgreSQL on this machine. */
export async function startStore({
  store,
  databaseUrl,
  stateDir,
}: Pick<StartSettings, "store" | "databaseUrl" | "stateDir">): Promise<StartedStore> {
  const elsewhere = { lost: new Promise<string>(() => undefined), close: async () => undefined };
  if (store === "d1") return { variables: {}, words: [["Store", `D1, in ${stateDir}`]], ...elsewhere };
  if (databaseUrl !== null) {
    await migrateDatabase(databaseUrl);
    const words: [string, string][] = [["Store", `PostgreSQL through Neon's driver, at ${new URL(databaseUrl).host}`]];
    return { variables: {}, words, ...elsewhere };
  }
  const dataDir = path.join(stateDir, "postgres");
  const server = await startDatabase(dataDir);
  return {
    variables: { DATABASE_URL: await openDatabase(server, "vigie") },
    words: [
      ["Store", `PostgreSQL through Neon's driver, in ${dataDir}; started here, since DATABASE_URL is not set`],
      // Without the password: people copy and share what a terminal shows, and it is kept in logs.
      ["SQL", `PGPASSWORD=$(cat '${passwordFileOf(dataDir)}') psql ${server.plainUrl}/vigie`],
    ],
    lost: server.lost,
    close: server.close,
  };
}
