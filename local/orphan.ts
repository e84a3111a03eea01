// Processes that outlived the program that started them still hold its directory and its port: the next start ends them
// first. Only processes that work in that very directory are ended, which our own lock (stateLock.ts) keeps for one
// program.
import { execFile } from "node:child_process";
import { readdir, readFile, readlink, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { Mendable } from "./errorSentence.ts";
import { isAlive } from "./isAlive.ts";

/** First cut off all clients and end in order; then end at once, to be repaired at the next start. */
const POSTGRES_SIGNALS = ["SIGINT", "SIGQUIT"] as const;
const WORKERD_SIGNALS = ["SIGTERM", "SIGKILL"] as const;
const LOOKS = 60;
const LOOK_MS = 100;

/** Ends a PostgreSQL that works on this directory. */
export async function endOrphanPostgres(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, "postmaster.pid");
  const [pid, itsDir] = await readFile(lock, "utf8").then(
    (text) => text.split("\n"),
    () => [],
  );
  const number = Number(pid);
  if (itsDir === undefined || !(number > 1) || !isAlive(number)) return;
  if (!(await isSameFolder(itsDir, dataDir))) return;
  const command = await commandOf(number);
  if (command === null) return;
  if (isPostgresOn(command, itsDir)) return end(number, POSTGRES_SIGNALS, `a PostgreSQL on ${dataDir}`);
  // The number belongs to another program by now. PostgreSQL would take that program for a PostgreSQL, and not start.
  await rm(lock, { force: true });
}

/** Ends a workerd that keeps its data in this directory. Finds none on systems that do not tell (other than Linux). */
export async function endOrphanWorkerds(stateDir: string): Promise<void> {
  const within = `${await realpath(stateDir)}${path.sep}`;
  for (const name of await readdir("/proc").catch(() => [])) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || path.basename((await commandOf(pid))?.[0] ?? "") !== "workerd") continue;
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const open = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
    if (open.some((file) => file.startsWith(within))) await end(pid, WORKERD_SIGNALS, `a workerd on ${stateDir}`);
  }
}

async function end(pid: number, signals: readonly NodeJS.Signals[], what: string): Promise<void> {
  for (const signal of signals) {
    process.kill(pid, signal);
    for (let look = 0; look < LOOKS && isAlive(pid); look += 1) await wait(LOOK_MS);
    if (!isAlive(pid)) return;
  }
  throw new Mendable(`${what} was left over and does not end: end process ${pid} first`);
}

/**
 * The command must be PostgreSQL's own, with this data directory: a program that only mentions the directory does not
 * count.
 */
export function isPostgresOn(command: readonly string[], dataDir: string): boolean {
  const [program = ""] = command;
  return /(^|[\\/])postgres(\.exe)?$/.test(program) && command[command.indexOf("-D") + 1] === dataDir;
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  const real = await Promise.all([one, other].map((dir) => realpath(dir).catch(() => null)));
  return real[0] !== null && real[0] === real[1];
}

/** Null when the system does not tell. */
async function commandOf(pid: number): Promise<string[] | null> {
  const linux = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  if (linux !== null) return linux.split("\0");
  const ps = await promisify(execFile)("ps", ["-o", "args=", "-p", String(pid)]).catch(() => null);
  return ps === null ? null : ps.stdout.trim().split(/ +/);
}
