// Builds the board where the Worker of the tests looks for it, once a run, so that any test file runs in a fresh clone.
import path from "node:path";
import type { TestProject } from "vitest/node";
import { buildBoard } from "../local/workerd.ts";

const root = path.resolve(import.meta.dirname, "..");

export default async function setup(project: TestProject): Promise<void> {
  const run = project.vitest.getRootProject();
  // The set-ups of a run's projects come one after the other.
  if (run.getProvidedContext().boardIsBuilt) return;
  await buildBoard(path.join(root, "dashboard/dist"));
  run.provide("boardIsBuilt", true);
}

declare module "vitest" {
  interface ProvidedContext {
    boardIsBuilt: boolean;
  }
}
