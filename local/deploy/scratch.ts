// Folders for as long as a command runs: the build, and an upload's files with its secrets. A command that is ended deletes
// its own. What one left that was killed outright is deleted by the next.
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";

const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const open = new Set<string>();

/** As a lease names who holds it. */
export const HOLDER = `${hostname()}:${process.pid}`;

/** Makes a folder that only this user may read. Its name says whose it is. */
export async function openScratch(dir: string, name: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(dir, `${name}.${HOLDER.replace(":", ".")}.`));
  open.add(folder);
  return folder;
}

export async function closeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  open.delete(folder);
}

/** Deletes the folders of this name whose holder is gone. */
export async function sweepScratch(
  dir: string,
  name: string | RegExp,
  isGone: (holder: string) => boolean,
): Promise<void> {
  const entries = await readdir(dir).catch(() => []);
  for (const entry of entries) {
    const [, whose = "", host = "", pid = ""] = /^([^.]+)\.(.+)\.(\d+)\.\w{6}$/.exec(entry) ?? [];
    const isNamed = typeof name === "string" ? whose === name : name.test(whose);
    // Versions before had no holder in the name.
    const isOld = entry === name;
    // Another user's folder may lie beside them.
    if (isOld || (isNamed && isGone(`${host}:${pid}`))) {
      await rm(path.join(dir, entry), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** From here on the folders go, too, when this process is ended. `before`: ends what works in them. */
export function closeWhenEnded(before: (signal: NodeJS.Signals) => void): void {
  const closeAll = () => {
    for (const folder of open) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", closeAll);
  for (const signal of ENDINGS) {
    process.once(signal, () => {
      before(signal);
      closeAll();
      process.kill(process.pid, signal);
    });
  }
}
