// The bundled Worker in workerd, as `npm start` runs it, in a directory of its own that is removed afterwards.
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildBoard, bundleWorker, type RunningWorker, startWorkerd } from "../local/workerd.ts";
import { newestWorkerd, type WorkerdProcess } from "./process.ts";

export interface BenchWorker extends RunningWorker, WorkerdProcess {
  pushUrl: URL;
}

const VARIABLES = { VIGIE_LOCAL: "1", CARD_KEY: "the key of the bench, thirty-two characters or more" };
const KEPT_LOG_LINES = 5;

const scratch: string[] = [];

export interface Built {
  boardDir: string;
  bundleDir: string;
}

let building: Promise<Built> | null = null;

/** Builds the board and bundles the Worker, once for all parts. */
export function built(): Promise<Built> {
  building ??= (async () => {
    const dir = await scratchDir();
    const dirs = { boardDir: path.join(dir, "board"), bundleDir: path.join(dir, "worker") };
    await buildBoard(dirs.boardDir);
    await bundleWorker(dirs.bundleDir, dirs.boardDir);
    return dirs;
  })();
  return building;
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
    /** Port of V8's inspector, for looking into the heaps. */
    inspectorPort?: number;
    variables?: Record<string, string>;
    /** Hides the Worker's log when it is expected to complain. */
    quiet?: boolean;
  } = {},
): Promise<BenchWorker> {
  const stateDir = options.stateDir ?? (await scratchDir());
  const { boardDir, bundleDir } = await built();
  let said = 0;
  const worker = await startWorkerd(options.bundleDir ?? bundleDir, {
    port: options.port ?? 0,
    inspectorPort: options.inspectorPort ?? null,
    stateDir,
    boardDir,
    variables: { ...VARIABLES, ...options.variables },
    onLog: (line) => {
      said += 1;
      // Measurements of a failing Worker mean nothing: its log is shown, up to a number of lines, and the bench
      // continues.
      if (options.quiet !== true && said <= KEPT_LOG_LINES) process.stderr.write(`\nworker: ${line}\n`);
    },
  });
  return { ...worker, ...newestWorkerd(), pushUrl: new URL("/api/payments", worker.url) };
}
