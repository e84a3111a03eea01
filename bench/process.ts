// The workerd process behind a Miniflare: when it was spawned, and what it uses.
import { type ChildProcess, execFile } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export interface WorkerdProcess {
  /** `performance.now()` when it was spawned. */
  spawnedAt: number;
  /** Resident memory. */
  residentMb(): Promise<number>;
  /** Processor time used so far, over all threads. */
  processorMs(): Promise<number>;
  /**
   * Processor time of the thread that runs the Workers, without those on which V8 compiles and collects: what Cloudflare
   * counts. On other systems than Linux, of all threads.
   */
  mainThreadMs(): Promise<number>;
}

let newest: { child: ChildProcess; spawnedAt: number } | null = null;
// Node publishes this when a process is made. There is no other way to learn the moment without asking the system.
subscribe("child_process", (message) => {
  const child = processIn(message);
  if (child === null) return;
  // The process is filled in right after the message.
  queueMicrotask(() => {
    if (path.basename(child.spawnfile ?? "").startsWith("workerd")) newest = { child, spawnedAt: performance.now() };
  });
});

/** The workerd that was started last. */
export function newestWorkerd(): WorkerdProcess {
  if (newest === null) throw new Error("no workerd was started");
  const { child, spawnedAt } = newest;
  const processorMs = async () => (await linuxProcessorMs(child)) ?? millisecondsOf(await ps(child, "time"));
  return {
    spawnedAt,
    residentMb: async () => Number(await ps(child, "rss")) / 1024,
    processorMs,
    mainThreadMs: async () => (await linuxMainThreadMs(child)) ?? processorMs(),
  };
}

/** Exact to the nanosecond: the first number is the time on a processor. Null on systems other than Linux. */
async function linuxMainThreadMs(child: ChildProcess): Promise<number | null> {
  const schedule = await readFile(`/proc/${child.pid}/schedstat`, "utf8").catch(() => null);
  return schedule === null ? null : Number(schedule.split(" ")[0]) / 1_000_000;
}

/** Exact to a hundredth of a second, where ps gives whole seconds only; null on systems other than Linux. */
async function linuxProcessorMs(child: ChildProcess): Promise<number | null> {
  const stat = await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => null);
  // The fields after the name in brackets, which may hold anything: the first is the state, the 12th and 13th are user
  // and system time.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) * 10;
}

async function ps(child: ChildProcess, column: string): Promise<string> {
  const { stdout } = await promisify(execFile)("ps", ["-o", `${column}=`, "-p", String(child.pid)]);
  return stdout.trim();
}

/** `[[days-]hours:]minutes:seconds`, as ps writes it. */
export function millisecondsOf(time: string): number {
  const [clock = "", days = "0"] = time.split("-").reverse();
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

function processIn(message: unknown): ChildProcess | null {
  if (typeof message !== "object" || message === null || !("process" in message)) return null;
  return isProcess(message.process) ? message.process : null;
}

function isProcess(value: unknown): value is ChildProcess {
  return typeof value === "object" && value !== null && "spawn" in value && "kill" in value;
}
