// The Worker as it is deployed, bundled and run by workerd on this machine: for `npm start`, the bench and the browser
// tests. It listens directly on a socket, without the development proxy, which alone costs 4 ms a request.
import { execFile } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Miniflare, V4MiniflareOptions } from "miniflare";
import { againIfKilled } from "./againIfKilled.ts";
import { RESOURCES } from "./archiveAndQueue.ts";
import { openLocalD1 } from "./d1.ts";
import { durableObjectsOf } from "./durableObjects.ts";
import { Mendable } from "./errorSentence.ts";
import { mustBeFree } from "./freePort.ts";
import { workerdTools } from "./workerdTools.ts";

const root = path.resolve(import.meta.dirname, "..");
const CONFIG = path.join(root, "wrangler.toml");
const NAME = "vigie";
const HOST = "127.0.0.1";
const BOARD_FILES = "board-files";
export interface WorkerdOptions {
  /** 0 takes any free port. */
  port: number;
  /** Port of V8's inspector; null for none. */
  inspectorPort?: number | null;
  /** Where D1 and the Durable Objects keep their data. */
  stateDir: string;
  /** The built board. */
  boardDir: string;
  /** Variables and secrets of the Worker. */
  variables: Record<string, string>;
  /** Called with each line of the Worker's log. */
  onLog: (line: string) => void;
}

export interface RunningWorker {
  url: URL;
  /** Does what Cloudflare's cron would do once a minute. */
  beat(): Promise<void>;
  /** Settles once workerd has ended. */
  close(): Promise<void>;
}

/** A caller who comes before the tables are made is refused the connection, and gets no error of the Worker. */
export async function startWorkerd(bundleDir: string, options: WorkerdOptions): Promise<RunningWorker> {
  await againIfKilled(async () => (await openLocalD1(options.stateDir)).close());
  const miniflare = await againIfKilled(() => startMiniflare(bundleDir, options));
  return {
    url: await againIfKilled(() => miniflare.unsafeGetDirectURL(NAME)),
    beat: () =>
      againIfKilled(async () => {
        // Asked for each time: Miniflare restarts a workerd that died, and the stubs of the old one no longer work.
        const worker = await miniflare.getWorker();
        await worker.scheduled({ cron: "* * * * *" });
      }),
    close: () => miniflare.dispose(),
  };
}

/** workerd's notes to its own makers, such as of an alarm that was due while nothing ran. Nothing was lost. */
const NOTE_OF_WORKERD = "NOSENTRY ";

async function startMiniflare(bundleDir: string, options: WorkerdOptions): Promise<Miniflare> {
  const { convertV4MiniflareOptions, Miniflare, unstable_getMiniflareWorkerOptions, unstable_readConfig } =
    await workerdTools();
  const config = unstable_readConfig({ config: CONFIG });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config);
  // The board's files are served by a Worker of their own. In front of a Worker with assets, Miniflare puts two more
  // that only pass requests on, which takes a third of the processor time of a pushed payment.
  delete workerOptions.assets;
  const v4: V4MiniflareOptions = {
    cf: false,
    handleStructuredLogs: ({ message }) => {
      if (!message.startsWith(NOTE_OF_WORKERD)) options.onLog(message);
    },
    resourcePersistencePath: options.stateDir,
    ...(options.inspectorPort == null ? {} : { inspectorPort: options.inspectorPort }),
    workers: [
      {
        ...workerOptions,
        ...RESOURCES,
        durableObjects: durableObjectsOf(config, NAME),
        name: NAME,
        modules: await modulesIn(bundleDir),
        modulesRoot: bundleDir,
        bindings: options.variables,
        serviceBindings: { ASSETS: BOARD_FILES },
        unsafeDirectSockets: [{ host: HOST, port: options.port, proxy: false }],
      },
      {
        name: BOARD_FILES,
        modules: [
          { type: "ESModule", path: path.join(bundleDir, `${BOARD_FILES}.js`), contents: "export default {};" },
        ],
        modulesRoot: bundleDir,
        compatibilityDate: "2026-11-01",
        assets: { directory: options.boardDir },
      },
    ],
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions(v4));
  try {
    await miniflare.ready;
    return miniflare;
  } catch (error) {
    await miniflare.dispose();
    // Long work lies between the check of the port and its use: another program may have taken it meanwhile.
    await mustBeFree(HOST, options.port);
    throw error;
  }
}

/**
 * Builds the board as `npm run build` would, but into a folder where it does not disturb one that is being deployed or
 * tested.
 */
export async function buildBoard(boardDir: string): Promise<void> {
  await runTool("vite/bin/vite.js", ["build", "dashboard", "--outDir", boardDir, "--logLevel", "warn"]);
}

/** Bundles the Worker as `npm run deploy` does. The bench gives another `entry`, which has the same bindings. */
export async function bundleWorker(bundleDir: string, boardDir: string, entry?: string): Promise<void> {
  // File names hold hashes: without this, every old model and runtime would stay, and be loaded.
  await rm(bundleDir, { recursive: true, force: true });
  const from = entry === undefined ? [] : [entry];
  await runTool("wrangler/bin/wrangler.js", [
    "deploy",
    ...from,
    "--dry-run",
    "--outdir",
    bundleDir,
    "--assets",
    boardDir,
  ]);
}

/** Runs the tool as a process of its own: both tools look at NODE_ENV, which a test runner sets to another value. */
async function runTool(script: string, arguments_: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, "node_modules", script), ...arguments_], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" },
  }).catch((error: unknown) => {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    throw new Mendable(`${path.basename(script, ".js")} ${arguments_[0]} failed: ${said || String(error)}`);
  });
}

async function modulesIn(dir: string) {
  const names = await readdir(dir);
  const types = { ".js": "ESModule", ".wasm": "CompiledWasm", ".zip": "Data" } as const;
  const modules = await Promise.all(
    Object.entries(types).flatMap(([ending, type]) =>
      names
        .filter((name) => name.endsWith(ending))
        .map(async (name) => ({ type, path: path.join(dir, name), contents: await readFile(path.join(dir, name)) })),
    ),
  );
  return modules;
}
