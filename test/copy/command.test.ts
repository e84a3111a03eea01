// `npm run store:copy` as a person runs it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockState } from "../../local/stateLock.ts";
import { scoredPayment } from "../rows.ts";
import { openD1, openNeon, type Place } from "./stores.ts";

const COMMAND = path.resolve(import.meta.dirname, "../../local/copy/copyStore.ts");
const COUNT = 3_000;

let stateDir: string;
let neon: Place & { url: string };

beforeAll(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), "vigie-copy-"));
  neon = await openNeon();
  const d1 = await openD1(stateDir);
  const { epoch } = await d1.store.takeWriter();
  const payments = Array.from({ length: COUNT }, (_, at) => scoredPayment({ seq: at + 1 }));
  await d1.store.commit(epoch, { payments });
  await d1.side.close();
});

afterAll(() => rm(stateDir, { recursive: true, force: true }));

test("killed in the middle and run again, it moves every payment and shows that it did", async () => {
  const first = run(["--from", "d1", "--to", "neon"]);
  await expect.poll(storedInNeon, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
  first.kill();
  await first.ended;

  const { code, said } = await run(["--from", "d1", "--to", "neon"]).ended;
  expect(said).toMatch(/^ {2}payments +3,000 +3,000 +25,260,000 +[0-9a-f]{16} +alike$/m);
  expect(said).toContain("neon holds all that d1 holds, and nothing else.");
  expect(code).toBe(0);
  expect(await storedInNeon()).toBe(COUNT);
});

test("what differs in the end is said, and the exit code tells scripts", async () => {
  await neon.sql("insert into verdicts values ('own', 'p', null, null, 'ann', 'board', 1)");
  const { code, said } = await run(["--from", "d1", "--to", "neon"]).ended;
  expect(said).toContain("Copied 0 rows");
  expect(said).toMatch(/^ {2}verdicts\n {4}rows: 0 and 1\n(.*\n)* {4}only in neon: 1 \("own"\)$/m);
  expect(code).toBe(1);
});

test("while npm start runs there, it is left alone", async () => {
  const lock = await lockState(stateDir);
  const { code, said } = await run(["--from", "d1", "--to", "neon"]).ended;
  lock.release();
  expect(said).toMatch(/^The store could not be copied: another program works in .*npm start/);
  expect(code).toBe(1);
});

test("--help says all there is to say", async () => {
  const { code, said } = await run(["--help"]).ended;
  expect(said).toMatch(/--from .*--to .*--remote .*DATABASE_URL .*STATE_DIR/s);
  expect(code).toBe(0);
});

test.each([
  ["the same store twice", ["--from", "neon", "--to", "neon"], {}, "--from and --to are both neon"],
  [
    "a place where nothing is kept",
    ["--from", "d1", "--to", "neon"],
    { STATE_DIR: "/nowhere" },
    "there is no /nowhere/d1",
  ],
  [
    "a database that does not answer",
    ["--from", "d1", "--to", "neon"],
    { DATABASE_URL: "postgresql://vigie:secret@127.0.0.1:9/vigie" },
    "the tables of the database at 127.0.0.1:9 could not be brought up to date",
  ],
])("%s: an error that says what is wrong", async (_what, options, variables, problem) => {
  const { code, said } = await run(options, variables).ended;
  expect(said).toContain(`The store could not be copied: `);
  expect(said).toContain(problem);
  expect(said).not.toMatch(/secret|^ +at /m);
  expect(code).toBe(1);
});

function run(options: string[], variables: Record<string, string> = {}) {
  const env = { ...process.env, STATE_DIR: stateDir, DATABASE_URL: neon.url, ...variables };
  // A process group of its own, so that all of it can be killed.
  const child = spawn(process.execPath, [COMMAND, ...options], { env, detached: true });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
  }
  const ended = new Promise<{ code: number | null; said: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said }));
  });
  return { ended, kill: () => process.kill(-(child.pid ?? Number.NaN), "SIGKILL") };
}

async function storedInNeon(): Promise<number> {
  const [row] = await neon.sql("select count(*)::int as stored from payments");
  return Number(row?.stored);
}
