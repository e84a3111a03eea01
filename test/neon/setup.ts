// Starts the one PostgreSQL of a test run, for the tests that run on the Neon store; it is gone when they end. Each test file has
// a database of its own on it: see `onNeon` in vitest.config.ts.
import type { TestProject } from "vitest/node";
import { startDatabase } from "../../local/database.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseServer: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  // Another project of this run, whose set-up came before, keeps it.
  if (run.getProvidedContext().databaseServer) return undefined;
  const server = await startDatabase(null);
  run.provide("databaseServer", server.url);
  return server.close;
}
