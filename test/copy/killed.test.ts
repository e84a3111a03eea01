// The PostgreSQL that `npm start` and the tests run on, with its processes killed: what is there stays, at the same address.
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { neon } from "@neondatabase/serverless";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type LocalDatabase, startDatabase } from "../../local/database.ts";
import { processes } from "../browser/processes.ts";

const PATIENTLY = { timeout: 30_000, interval: 50 };

let dir: string;
let dataDir: string;
let server: LocalDatabase;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "vigie-pg-killed-"));
  // PostgreSQL does not run as root: where the tests do, another user must be able to enter.
  await chmod(dir, 0o755);
  dataDir = path.join(dir, "postgres");
});

beforeEach(async () => {
  server = await startDatabase(dataDir);
  await query("create table if not exists kept (what text)");
});

afterEach(() => server.close());
afterAll(() => rm(dir, { recursive: true, force: true }));

const query = (statement: string) => neon(`${server.url}/postgres`).query(statement);
/** Null while it does not answer. */
const kept = () =>
  query("select what from kept order by what").then(
    (rows) => rows.map(({ what }) => what),
    () => null,
  );

async function postmaster(): Promise<number> {
  return Number((await readFile(path.join(dataDir, "postmaster.pid"), "utf8")).split("\n")[0]);
}

/** The process that keeps PostgreSQL and the bridge for us. */
function keeper(): number {
  const ours = processes().filter(({ parent }) => parent === process.pid);
  const found = ours.find(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(dataDir));
  return found?.pid ?? expect.unreachable("nobody keeps it");
}

test("backends that are killed at work cost their own statements, and nobody's connection after that", async () => {
  await query("insert into kept values ('backends')");
  const [itself, keeps] = [await postmaster(), keeper()];
  for (let kill = 0; kill < 3; kill += 1) {
    await expect.poll(kept, PATIENTLY).toContain("backends");
    const asked = Array.from({ length: 4 }, () => query("select pg_sleep(60)").then(String, String));
    const working = async () => query("select pid from pg_stat_activity where query = 'select pg_sleep(60)'");
    await expect.poll(async () => (await working()).length, PATIENTLY).toBe(4);
    process.kill(Number((await working())[0]?.pid), "SIGKILL");
    for (const answer of await Promise.all(asked)) expect(answer).toMatch(/terminat|ECONNRESET|connection/i);
  }
  await expect.poll(kept, PATIENTLY).toContain("backends");
  expect([await postmaster(), keeper()]).toEqual([itself, keeps]);
});

test("a PostgreSQL that is killed is started again where it was, with what it held", async () => {
  await query("insert into kept values ('postmaster')");
  const before = await postmaster();
  process.kill(before, "SIGKILL");
  await expect.poll(postmaster, PATIENTLY).not.toBe(before);
  await expect.poll(kept, PATIENTLY).toContain("postmaster");
});

test("where the process that keeps it is killed, the orphan is ended, and another one takes its place", async () => {
  await query("insert into kept values ('keeper')");
  const [orphan, before] = [await postmaster(), keeper()];
  process.kill(before, "SIGKILL");
  await expect.poll(async () => (await postmaster().catch(() => orphan)) !== orphan, PATIENTLY).toBe(true);
  await expect.poll(kept, PATIENTLY).toContain("keeper");
  expect(processes().map(({ pid }) => pid)).not.toContain(orphan);
  expect(keeper()).not.toBe(before);
});

test("what cannot be started again is given up, with the reason", async () => {
  process.kill(keeper(), "SIGSTOP");
  const before = await postmaster();
  process.kill(before, "SIGKILL");
  await expect.poll(() => processes().some(({ pid }) => pid === before), PATIENTLY).toBe(false);
  await rename(dataDir, `${dataDir}-away`);
  await writeFile(dataDir, "a file");
  process.kill(keeper(), "SIGCONT");
  expect(await server.lost).toMatch(/postgres is there and is no PostgreSQL: move it away/);
  await rm(dataDir);
  await rename(`${dataDir}-away`, dataDir);
});

test("a number that another program has by now is no PostgreSQL: that program lives, and ours starts", async () => {
  await server.close();
  // As a cut of power leaves it; the number is this test's own.
  await writeFile(path.join(dataDir, "postmaster.pid"), `${process.pid}\n${dataDir}\n1\n5432\n`);
  server = await startDatabase(dataDir);
  expect(await kept()).not.toBeNull();
});

test("a place that it cannot use is said, with what to do", async () => {
  const closed = path.join(dir, "closed");
  await mkdir(closed, { mode: 0o000 });
  await expect(startDatabase(path.join(closed, "postgres"))).rejects.toThrow(
    /^PostgreSQL could not be started: .*(nobody must be able to enter there: choose another|no right to it; change)/s,
  );
  await writeFile(path.join(dir, "file"), "");
  await expect(startDatabase(path.join(dir, "file", "postgres"))).rejects.toThrow(/a file stands where a folder/);
});

test("a cluster that was cut off in the making is made anew", async () => {
  const half = path.join(dir, "half");
  await mkdir(`${half}-making/base`, { recursive: true });
  await writeFile(`${half}-password`, "of the first attempt\n");
  const second = await startDatabase(half);
  expect(await neon(`${second.url}/postgres`)`select 1 as one`).toEqual([{ one: 1 }]);
  await second.close();
});
