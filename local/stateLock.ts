// One program at a time works in a state directory: two on one database would find it locked now and then, in the middle of
// their work. A lock that ends with its process, however that ends, on any system: SQLite's, on an empty file.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Mendable } from "./reason.ts";
import { makeStateDir } from "./stateDir.ts";
import { messageOf } from "./terminal.ts";

/** One that was told to end may take a moment. */
const PATIENCE_MS = 3_000;
/** SQLite's number for a lock that somebody else has. */
const BUSY = 5;
/** What nobody held on to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>();

export interface StateLock {
  release(): void;
}

/** Throws when another program has it, or when there can be none. */
export async function lockState(stateDir: string, patienceMs = PATIENCE_MS): Promise<StateLock> {
  await makeStateDir(stateDir);
  const lock = lockedFile(path.join(stateDir, "lock"), patienceMs);
  held.add(lock);
  return {
    release() {
      held.delete(lock);
      lock.close();
    },
  };
}

function lockedFile(file: string, patienceMs: number): DatabaseSync {
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(file, { timeout: patienceMs });
    lock.exec("begin exclusive");
    return lock;
  } catch (error) {
    lock?.close();
    const isBusy = error instanceof Error && "errcode" in error && error.errcode === BUSY;
    const why = isBusy
      ? `another program works in ${path.dirname(file)} (npm start, or a copy): end it first`
      : `${file} cannot be locked: ${messageOf(error)}`;
    throw new Mendable(why, { cause: error });
  }
}
