// A state of an older version as one file: a zip of its STATE_DIR and of what that version answered from it.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from "fflate";
import { type Beside, beside } from "./kept.ts";

const STATE = "state/";
const BESIDE = "beside.json";
/** The same bytes give the same file. */
const MADE = { level: 9, mtime: Date.UTC(2026, 0, 1) } as const;

/** `files`: by their path in STATE_DIR, with slashes. */
export async function writeState(file: string, files: ReadonlyMap<string, Uint8Array>, about: Beside): Promise<number> {
  const entries: Zippable = { [BESIDE]: [strToU8(JSON.stringify(about)), MADE] };
  for (const [name, bytes] of files) entries[STATE + name] = [bytes, MADE];
  const zip = zipSync(entries);
  await writeFile(file, zip);
  return zip.length;
}

/** Unpacks the state into `stateDir`, and returns what lies beside it. */
export async function readState(file: string, stateDir: string): Promise<Beside> {
  const entries = unzipSync(await readFile(file));
  for (const [name, bytes] of Object.entries(entries)) {
    if (!name.startsWith(STATE)) continue;
    const to = path.join(stateDir, name.slice(STATE.length));
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, bytes);
  }
  const about = entries[BESIDE];
  if (about === undefined) throw new Error(`${file} holds no ${BESIDE}`);
  return beside.parse(JSON.parse(strFromU8(about)));
}
