// The directory that holds all data on this machine.

import { Mendable } from "./errorSentence.ts";
import { mustTakeFiles } from "./folder.ts";
import { messageOf } from "./terminal.ts";

/** Where `npm start` keeps its database, archive and card key, if STATE_DIR does not say otherwise. */
export const DEFAULT_STATE_DIR = ".vigie";

/** Throws in words for the person who chose the directory. */
export async function makeStateDir(stateDir: string): Promise<void> {
  await mustTakeFiles(stateDir).catch((error: unknown) => {
    throw new Mendable(`STATE_DIR cannot be used: ${messageOf(error)}`, { cause: error });
  });
}
