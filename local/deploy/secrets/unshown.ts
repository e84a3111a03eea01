// Keeps the secrets that a deploy made until a person has seen them, in a file that only this user may read. It is
// written before the upload, so that a deploy that is ended in between loses none.
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { Mendable } from "../../errorSentence.ts";
import { writeWhole } from "../../wholeFile.ts";

const secrets = z.record(z.string(), z.string());

export interface UnshownSecrets {
  file: string;
  read(): Promise<Record<string, string>>;
  add(made: Record<string, string>): Promise<void>;
  /** Takes out those that a person gave in their place. */
  drop(names: readonly string[]): Promise<void>;
  forget(): Promise<void>;
}

/** One file for each Vigie of each account. */
export function unshownSecrets(dir: string, accountId: string, worker: string): UnshownSecrets {
  const file = path.join(dir, `${worker}-${accountId.slice(0, 8)}.secrets.json`);
  const read = async (): Promise<Record<string, string>> => {
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "{}";
      throw error;
    });
    try {
      return secrets.parse(JSON.parse(text));
    } catch {
      throw new Mendable(`${file} cannot be read as JSON: mend it, or move it away`);
    }
  };
  const write = async (all: Record<string, string>) => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeWhole(file, `${JSON.stringify(all, null, 2)}\n`, 0o600);
  };
  const forget = () => rm(file, { force: true });
  return {
    file,
    read,
    add: async (made) => write({ ...(await read()), ...made }),
    async drop(names) {
      const before = Object.entries(await read());
      const left = before.filter(([name]) => !names.includes(name));
      if (left.length === before.length) return;
      await (left.length === 0 ? forget() : write(Object.fromEntries(left)));
    },
    forget,
  };
}
