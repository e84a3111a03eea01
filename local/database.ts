// A PostgreSQL on this machine that is used as if it were Neon's: test and development equipment.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { neon } from "@neondatabase/serverless";
import { USER } from "./cluster.ts";
import { Mendable } from "./errorSentence.ts";
import { keepAlive } from "./keepAlive.ts";
import { migrateDatabase } from "./postgresTables.ts";

export interface LocalDatabase {
  /** The server's address for Neon's driver; the database's name is appended. */
  url: string;
  /** The address for all other tools, without the password. */
  plainUrl: string;
  /** Settles with the reason when the server cannot be kept alive. */
  lost: Promise<string>;
  close(): Promise<void>;
}

/** What the process that keeps a database is told. */
export interface DatabaseOrder {
  /** Null: within `scratchDir`. */
  dataDir: string | null;
  /** Deleted at the end. */
  scratchDir: string;
  /** 0 takes any free port. A restart takes the same port again, since others know the address by then. */
  postgresPort: number;
  bridgePort: number;
}

/** The process's answer: it is ready, or cannot be. */
export type DatabaseReport =
  | { user: string; password: string; postgresPort: number; bridgePort: number }
  | { problem: string };

/**
 * Keeps the data in `dataDir`; null for data that is deleted at the end. A part that dies is started again on the same
 * port.
 */
export async function startDatabase(dataDir: string | null): Promise<LocalDatabase> {
  const scratchDir = await mkdtemp(path.join(tmpdir(), "vigie-postgres-"));
  let order: DatabaseOrder = { dataDir, scratchDir, postgresPort: 0, bridgePort: 0 };
  let login = "";
  const start = async () => {
    const { report, ...process } = await startProcess(order);
    const { user, password, postgresPort, bridgePort } = report;
    order = { ...order, postgresPort, bridgePort };
    login = `${user}:${password}`;
    return process;
  };
  const onDeath = (why: string) =>
    process.stderr.write(`The process that keeps PostgreSQL ended (${why}); it is started again.\n`);
  const forget = () => rm(scratchDir, { recursive: true, force: true });
  try {
    const { lost, stop } = await keepAlive(start, onDeath);
    return {
      url: `postgresql://${login}@127.0.0.1:${order.bridgePort}`,
      plainUrl: `postgresql://${USER}@127.0.0.1:${order.postgresPort}`,
      lost,
      close: () => stop().finally(forget),
    };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** The database's address. The database is made if needed, and migrated. */
export async function openDatabase({ url }: Pick<LocalDatabase, "url">, name: string): Promise<string> {
  const server = neon(`${url}/postgres`);
  const found = await server`select 1 from pg_database where datname = ${name}`;
  // A name cannot be a parameter, and this one is our own.
  if (found.length === 0) await server.query(`create database "${name}"`);
  const databaseUrl = `${url}/${name}`;
  await migrateDatabase(databaseUrl);
  return databaseUrl;
}

async function startProcess(order: DatabaseOrder) {
  const script = path.join(import.meta.dirname, "databaseProcess.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  let problem: string | null = null;
  const ended = new Promise<string>((resolve) => {
    child.once("close", (code, signal) => resolve(problem ?? signal ?? `exit code ${code}`));
  });
  const ready = new Promise<Exclude<DatabaseReport, { problem: string }>>((resolve) => {
    lines.on("line", (line) => {
      const report: DatabaseReport = JSON.parse(line);
      if ("problem" in report) problem = report.problem;
      else resolve(report);
    });
  });
  const report = await Promise.race([ready, ended]);
  if (typeof report === "string") throw new Mendable(`PostgreSQL could not be started: ${report}`);
  // A process that is killed closes its input before it has ended, which is an error event here.
  child.stdin.on("error", () => undefined);
  return {
    report,
    ended,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
