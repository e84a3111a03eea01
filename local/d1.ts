// D1 from outside a Worker: the one that `npm start` keeps on this machine, and the deployed one.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { drizzle } from "drizzle-orm/d1";
import { migrate } from "drizzle-orm/d1/migrator";
import type { V4MiniflareOptions } from "miniflare";
import { d1Dialect } from "../worker/store/d1/dialect.ts";
import { refusalWords } from "../worker/store/newerDatabase.ts";
import { deployedDatabase } from "./deploy/deployedDatabase.ts";
import { Mendable } from "./errorSentence.ts";
import { workerdTools } from "./workerdTools.ts";

const root = path.resolve(import.meta.dirname, "..");
const CONFIG = path.join(root, "wrangler.toml");

export type D1 = Parameters<typeof drizzle>[0];

export interface OpenD1 {
  database: D1;
  close(): Promise<void>;
}

/** `stateDir`: null for a database in memory. The caller must hold the lock of the directory: see stateLock.ts. */
export async function openLocalD1(stateDir: string | null): Promise<OpenD1> {
  const { convertV4MiniflareOptions, Miniflare, unstable_getMiniflareWorkerOptions } = await workerdTools();
  const { workerOptions } = unstable_getMiniflareWorkerOptions(CONFIG);
  // The Worker's database under the same name, and therefore in the same file; nothing else of the Worker.
  const onlyD1: typeof workerOptions = { d1Databases: workerOptions.d1Databases };
  const v4: V4MiniflareOptions = {
    cf: false,
    ...(stateDir === null ? {} : { resourcePersistencePath: stateDir }),
    workers: [
      {
        ...onlyD1,
        name: "d1",
        modules: [{ type: "ESModule", path: "d1.js", contents: "export default {};" }],
        compatibilityDate: "2026-11-01",
      },
    ],
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions(v4));
  const close = () => miniflare.dispose();
  try {
    await miniflare.ready;
    const database = await miniflare.getD1Database("DB");
    await mustNotBeNewer(database, `the database in ${stateDir ?? "memory"}`);
    await migrateD1(database);
    return { database, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function mustNotBeNewer(database: D1, which: string): Promise<void> {
  const newer = await d1Dialect(database).newerMigration();
  if (newer !== null) throw new Mendable(`${which} ${refusalWords(newer)}`);
}

/** Uses a remote binding of wrangler, with its login or CLOUDFLARE_API_TOKEN. */
export async function openDeployedD1(): Promise<OpenD1> {
  const { accountId, databaseId, compatibilityDate } = await deployedDatabase(process.env);
  // A config of its own: with `remote` in wrangler.toml, every program on this machine could write to the deployed
  // database.
  const dir = await mkdtemp(path.join(tmpdir(), "vigie-d1-"));
  const configPath = path.join(dir, "wrangler.json");
  const config = {
    name: "vigie-copy",
    account_id: accountId,
    compatibility_date: compatibilityDate,
    d1_databases: [{ binding: "DB", database_name: "vigie", database_id: databaseId, remote: true }],
  };
  await writeFile(configPath, JSON.stringify(config));
  const forget = () => rm(dir, { recursive: true, force: true });
  try {
    const { getPlatformProxy } = await workerdTools();
    const proxy = await getPlatformProxy<{ DB: D1 }>({ configPath, persist: false, remoteBindings: true });
    const close = async () => {
      await proxy.dispose();
      await forget();
    };
    try {
      await mustNotBeNewer(proxy.env.DB, "the deployed D1");
    } catch (error) {
      await close();
      throw error;
    }
    return { database: proxy.env.DB, close };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** Only for this machine: for the deployed one, `npm run deploy` keeps the list of applied migrations. */
async function migrateD1(database: D1): Promise<void> {
  await migrate(drizzle(database), { migrationsFolder: path.join(root, "migrations/d1") });
}
