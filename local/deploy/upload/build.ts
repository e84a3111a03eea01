// Builds the board and bundles the Worker before anything is changed, and says by a fingerprint whether that runs there
// already.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { buildBoard, bundleWorker } from "../../workerd.ts";
import type { Migration } from "../account/d1.ts";
import { readWorkerConfig, type WorkerConfig } from "./workerConfig.ts";

const root = path.resolve(import.meta.dirname, "../../..");

export interface Built {
  /** The bundled modules. */
  bundleDir: string;
  boardDir: string;
  config: WorkerConfig;
  fingerprint: string;
  migrations: Migration[];
}

export async function build(dir: string): Promise<Built> {
  const [boardDir, bundleDir] = [path.join(dir, "board"), path.join(dir, "worker")];
  await buildBoard(boardDir);
  await bundleWorker(bundleDir, boardDir);
  return built(bundleDir, boardDir);
}

export async function built(bundleDir: string, boardDir: string): Promise<Built> {
  const config = await readWorkerConfig();
  return {
    bundleDir,
    boardDir,
    config,
    fingerprint: await fingerprint([bundleDir, boardDir], JSON.stringify(config)),
    migrations: await readMigrations(path.join(root, "migrations/d1")),
  };
}

export async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(path.join(dir, name), "utf8") })));
}

/** Source maps and wrangler's own notes are not uploaded. */
async function fingerprint(dirs: readonly string[], more: string): Promise<string> {
  const hash = createHash("sha256").update(more);
  for (const dir of dirs) {
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const names = files.map(({ parentPath, name }) => path.relative(dir, path.join(parentPath, name))).sort();
    for (const name of names) {
      if (/\.map$|^README\.md$/.test(name)) continue;
      const text = await readFile(path.join(dir, name));
      hash.update(`\0${name}\0${text.length}\0`).update(text);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
