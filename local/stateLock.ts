// Only one program at a time works in a state directory: with two on one database, each would find it locked now and
// then, in the middle of its work. The lock is SQLite's, on an empty file, since it ends with its process on any
// system, however that ends.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Mendable } from "./errorSentence.ts";
import { makeStateDir } from "./stateDir.ts";
import { messageOf } from "./terminal.ts";

/** A program that was told to end may take this long. */
const PATIENCE_MS = 3_000;
/** SQLite's number for a lock that somebody else holds. */
const BUSY = 5;
/** Keeps the locks from being garbage-collected, which would release them. */
const held = new Set<DatabaseSync>();

export interface StateLock {
  release(): void;
}

/** Throws when another program holds the lock, or when no lock can be made. */
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
