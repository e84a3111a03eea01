// How far an import has come, in a file: a run that is ended, however it is ended, is gone on with by the next one.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { Mendable, reasonOf } from "../errorSentence.ts";
import { jsonIn } from "../labelRows.ts";
import { noneSent, sentTally } from "./tally.ts";

const stateSchema = z.object({
  /** Hash of the file's bytes, of how they are read, and of where they go. */
  key: z.string(),
  /** Payments that were answered, from the first in order of time on. */
  done: z.int(),
  /** Whether payments behind those are on their way. Some of them may have been taken. */
  isUnderway: z.boolean(),
  sent: sentTally,
});
export type ImportState = z.infer<typeof stateSchema>;

export function keyOf(parts: readonly (string | null)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

export function newState(key: string): ImportState {
  return { key, done: 0, isUnderway: false, sent: noneSent() };
}

/** `other`: the file there is of another import. Null where there is none. */
export function readState(file: string, key: string): ImportState | "other" | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const read = stateSchema.safeParse(jsonIn(text));
  if (!read.success) {
    throw new Mendable(`${file} holds something else than the state of an import: name another file with --state`);
  }
  return read.data.key === key ? read.data : "other";
}

/** Whole or not at all. */
export function writeState(file: string, state: ImportState): void {
  const part = `${file}.part`;
  try {
    writeFileSync(part, JSON.stringify(state));
    renameSync(part, file);
  } catch (error) {
    throw new Mendable(`how far it has come cannot be kept: ${reasonOf(error) ?? String(error)}, with --state FILE`);
  }
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}
