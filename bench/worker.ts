// The bundled Worker in workerd, as `npm start` runs it, in a directory of its own that is removed afterwards.
import { type ChildProcess, execFile } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { bundleWorker, type RunningWorker, startWorkerd } from "../local/workerd.ts";

export interface BenchWorker extends RunningWorker {
  pushUrl: URL;
  /** `performance.now()` when workerd was spawned. */
  spawnedAt: number;
  /** Resident memory of the workerd process in MB. */
  residentMb(): Promise<number>;
}

const VARIABLES = { VIGIE_LOCAL: "1", CARD_KEY: "the key of the bench, thirty-two characters or more" };
const KEPT_LOG_LINES = 5;

let newestWorkerd: { process: ChildProcess; spawnedAt: number } | null = null;
// Node says so when a process is made: the only way to know the moment and the id without asking the system.
subscribe("child_process", (message) => {
  const child = processIn(message);
  if (child !== null) queueMicrotask(() => noteSpawn(child));
});

const scratch: string[] = [];
let bundle: Promise<string> | null = null;

/** Bundles once for all parts. */
export function bundled(): Promise<string> {
  bundle ??= (async () => {
    const dir = await scratchDir();
    await bundleWorker(dir);
    return dir;
  })();
  return bundle;
}

export async function scratchDir(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "vigie-bench-"));
  scratch.push(dir);
  return dir;
}

export async function copyDir(from: string): Promise<string> {
  const dir = await scratchDir();
  await cp(from, dir, { recursive: true });
  return dir;
}

export async function removeScratch(): Promise<void> {
  await Promise.all(scratch.splice(0).map((dir) => rm(dir, { recursive: true, force: true })));
}

export async function startWorker(
  options: {
    stateDir?: string;
    bundleDir?: string;
    port?: number;
    variables?: Record<string, string>;
    /** Swallows the Worker's log, where it is known to complain. */
    quiet?: boolean;
  } = {},
): Promise<BenchWorker> {
  const stateDir = options.stateDir ?? (await scratchDir());
  let said = 0;
  const worker = await startWorkerd(options.bundleDir ?? (await bundled()), {
    port: options.port ?? 0,
    stateDir,
    variables: { ...VARIABLES, ...options.variables },
    onLog: (line) => {
      said += 1;
      // A bench of a Worker that fails would measure nothing: say so, once, and go on.
      if (options.quiet !== true && said <= KEPT_LOG_LINES) process.stderr.write(`\nworker: ${line}\n`);
    },
  });
  const started = newestWorkerd;
  if (started === null) throw new Error("workerd was started unseen");
  return {
    ...worker,
    pushUrl: new URL("/api/payments", worker.url),
    spawnedAt: started.spawnedAt,
    async residentMb() {
      const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(started.process.pid)]);
      return Number(stdout) / 1024;
    },
  };
}

function noteSpawn(child: ChildProcess): void {
  if (path.basename(child.spawnfile ?? "").startsWith("workerd")) {
    newestWorkerd = { process: child, spawnedAt: performance.now() };
  }
}

function processIn(message: unknown): ChildProcess | null {
  if (typeof message !== "object" || message === null || !("process" in message)) return null;
  return isProcess(message.process) ? message.process : null;
}

function isProcess(value: unknown): value is ChildProcess {
  return typeof value === "object" && value !== null && "spawn" in value && "kill" in value;
}
