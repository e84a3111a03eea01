// Builds the board and bundles the Worker, once for all tests in a browser and of deploys.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { buildBoard, bundleWorker } from "../../local/workerd.ts";

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  // Another project of this run, whose set-up came before, has built and will tidy up.
  if (run.getProvidedContext().built) return undefined;
  const dir = await mkdtemp(path.join(tmpdir(), "vigie-built-"));
  const built = { boardDir: path.join(dir, "board"), bundleDir: path.join(dir, "worker") };
  await buildBoard(built.boardDir);
  await bundleWorker(built.bundleDir, built.boardDir);
  run.provide("built", built);
  return () => rm(dir, { recursive: true });
}

declare module "vitest" {
  interface ProvidedContext {
    built: { boardDir: string; bundleDir: string };
  }
}
