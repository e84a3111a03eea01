// Files that commands write for people. Each is whole or not there: it is written beside its place and moved there at the
// end, so that a command that fails, or is ended, leaves what was there before.
import { rmSync } from "node:fs";
import { chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises";

const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** `mode`: who may read it; without one a file that was there keeps its own. */
export async function writeWhole(
  file: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array>,
  mode?: number,
): Promise<void> {
  const before = await stat(file).catch(() => null);
  // A pipe or a terminal holds nothing that could be kept, and a folder refuses to be written.
  if (before !== null && !before.isFile()) return writeFile(file, content);
  // A link stays a link.
  const place = before === null ? file : await realpath(file);
  const part = `${place}.${process.pid}.part`;
  const onEnding = (signal: NodeJS.Signals) => {
    rmSync(part, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of ENDINGS) process.once(signal, onEnding);
  try {
    await writeFile(part, content, mode === undefined ? {} : { mode });
    const kept = mode ?? before?.mode;
    if (kept !== undefined) await chmod(part, kept);
    await rename(part, place);
  } catch (error) {
    await rm(part, { force: true });
    // People know the file by the name that they gave it.
    if (error instanceof Error && "path" in error && error.path === part) error.path = file;
    throw error;
  } finally {
    for (const signal of ENDINGS) process.off(signal, onEnding);
  }
}
