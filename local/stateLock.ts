// One program at a time works in a state directory: two on one database would find it locked now and then, in the middle of
// their work. A lock that ends with its process, however that ends, on any system: SQLite's, on an empty file.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** One that was told to end may take a moment. */
const PATIENCE_MS = 3_000;
/** What nobody held on to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>();

export interface StateLock {
  release(): void;
}

/** Throws when another program has it. */
export async function lockState(stateDir: string, patienceMs = PATIENCE_MS): Promise<StateLock> {
  await mkdir(stateDir, { recursive: true });
  const lock = new DatabaseSync(path.join(stateDir, "lock"), { timeout: patienceMs });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    throw new Error(`another program works in ${stateDir} (npm start, or a copy): end it first`, { cause: error });
  }
  held.add(lock);
  return {
    release() {
      held.delete(lock);
      lock.close();
    },
  };
}
