// A PostgreSQL on this machine that can be used as if it were Neon's (test and development equipment), and the migration
// of any, which `npm run deploy` uses as well.
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { neon } from "@neondatabase/serverless";
import { migrate } from "drizzle-orm/neon-http/migrator";
import { connect } from "../worker/store/neon/connection.ts";

export interface LocalDatabase {
  /** Of the server, for Neon's driver; a database's name comes behind it. */
  url: string;
  /** The same for all other tools. */
  plainUrl: string;
  close(): Promise<void>;
}

/** Keeps what it holds in `dataDir`; null: gone at the end. */
export async function startDatabase(dataDir: string | null): Promise<LocalDatabase> {
  const script = path.join(import.meta.dirname, "databaseProcess.ts");
  const child = spawn(process.execPath, [script, ...(dataDir === null ? [] : [dataDir])], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [url = "", plainUrl = ""] = (await firstLine(child)).split(" ");
  return {
    url,
    plainUrl,
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
    },
  };
}

/** Its address, with all tables as they are now. */
export async function openDatabase({ url }: Pick<LocalDatabase, "url">, name: string): Promise<string> {
  const server = neon(`${url}/postgres`);
  const found = await server`select 1 from pg_database where datname = ${name}`;
  // Names can't be parameters; this one is ours.
  if (found.length === 0) await server.query(`create database "${name}"`);
  const databaseUrl = `${url}/${name}`;
  await migrateDatabase(databaseUrl);
  return databaseUrl;
}

export async function migrateDatabase(databaseUrl: string): Promise<void> {
  const { db } = connect(databaseUrl);
  try {
    await migrate(db, { migrationsFolder: path.resolve(import.meta.dirname, "../migrations/neon") });
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    const { host } = new URL(databaseUrl);
    throw new Error(`the tables of the database at ${host} could not be brought up to date: ${why}`, { cause: error });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error("PostgreSQL could not be started")));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once("line", resolve);
  });
}
