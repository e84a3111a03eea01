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
  return {
    file,
    read,
    async add(made) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const all = { ...(await read()), ...made };
      await writeWhole(file, `${JSON.stringify(all, null, 2)}\n`, 0o600);
    },
    forget: () => rm(file, { force: true }),
  };
}
