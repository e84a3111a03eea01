// The directory that holds all data on this machine.
import { mustTakeFiles } from "./folder.ts";
import { Mendable } from "./reason.ts";
import { messageOf } from "./terminal.ts";

/** Throws in words for the person who chose the directory. */
export async function makeStateDir(stateDir: string): Promise<void> {
  await mustTakeFiles(stateDir).catch((error: unknown) => {
    throw new Mendable(`STATE_DIR cannot be used: ${messageOf(error)}`, { cause: error });
  });
}
