// The data directory of a PostgreSQL on this machine.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Mendable } from "./errorSentence.ts";
import { messageOf } from "./terminal.ts";

export const USER = "vigie";
/** PostgreSQL refuses to run as root, and every system has this user. */
export const NOBODY = { uid: 65_534, gid: 65_534 };
/** Null: the user who runs this program. */
export type Identity = typeof NOBODY | null;

/** Path of the file with the password. It lies beside the directory, so that it is moved and kept together with it. */
export function passwordFileOf(data: string): string {
  return `${data}-password`;
}

/** The new cluster's password, or the one that was kept beside it. */
export async function clusterIn(data: string, bin: string, asUser: Identity): Promise<string> {
  const passwordFile = passwordFileOf(data);
  if ((await stat(path.join(data, "PG_VERSION")).catch(() => null)) !== null) {
    const kept = await readFile(passwordFile, "utf8").catch((error: unknown) => {
      throw new Mendable(`the password of the PostgreSQL in ${data} is lost: ${messageOf(error)}`, { cause: error });
    });
    return kept.trim();
  }
  if ((await stat(data).catch(() => null)) !== null) {
    throw new Mendable(`${data} is there and is no PostgreSQL: move it away, or choose another STATE_DIR`);
  }
  // Made beside its place and moved there when it is whole: a cluster whose making was interrupted is of no use.
  const making = `${data}-making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (asUser !== null) {
    await chown(making, asUser.uid, asUser.gid);
    await chown(passwordFile, asUser.uid, asUser.gid);
  }
  await promisify(execFile)(
    path.join(bin, "initdb"),
    // The collation that Neon gives its databases.
    [
      ...["-D", making, "-U", USER, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
      ...["--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"],
      "--no-sync",
    ],
    { ...asUser, cwd: os.tmpdir() },
  ).catch((error: unknown) => {
    const why = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : messageOf(error);
    const hint =
      asUser === null
        ? ""
        : "; PostgreSQL does not run as root, so the user nobody must be able to enter there: choose another STATE_DIR, or open the folders on the way (chmod o+x)";
    throw new Mendable(`a PostgreSQL could not be made in ${data}: ${why.replaceAll(making, data)}${hint}`);
  });
  await rename(making, data);
  return password;
}
