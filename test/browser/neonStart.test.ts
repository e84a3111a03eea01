import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedRow, fraudRow } from "../rows.ts";
import { type Feed, startFeed } from "./feed.ts";
import { storedIn } from "./place.ts";
import { npmStart, type Program } from "./program.ts";

const PATIENTLY = { timeout: 120_000, interval: 100 };

let stateDir: string;
let feed: Feed;
const programs: Program[] = [];

beforeAll(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), "vigie-neon-"));
  // PostgreSQL does not run as root: where the tests do, another user must be able to enter.
  await chmod(stateDir, 0o755);
  feed = await startFeed({ simulated: false });
});

afterAll(async () => {
  await Promise.all(programs.map((program) => program.interrupt()));
  await feed?.unplug();
  await rm(stateDir, { recursive: true, force: true });
});

test("STORE=neon npm start needs no account: it starts a PostgreSQL, keeps payments there, and ends it", async () => {
  const [harmless, fraud] = [feedRow({ current_time: Date.now() }), fraudRow()];
  feed.serve(harmless, fraud);
  const first = await started();
  expect(first.program.printed()).toMatch(/^ {2}Store +PostgreSQL .* since DATABASE_URL is not set$/m);
  await expect.poll(() => idsIn(first.url), PATIENTLY).toEqual([fraud.trans_num, harmless.trans_num].sort());
  expect(await (await fetch(new URL("/api/health", first.url))).json()).toMatchObject({ store: "neon" });
  await first.program.interrupt();
  await expect.poll(first.program.living, PATIENTLY).toEqual([]);

  const second = await started();
  expect(await idsIn(second.url)).toEqual([fraud.trans_num, harmless.trans_num].sort());
  await second.program.terminate();
  await expect.poll(second.program.living, PATIENTLY).toEqual([]);
  expect(second.program.printed()).not.toMatch(/could not|failed|error:/i);
}, 300_000);

async function started(): Promise<{ program: Program; url: URL }> {
  const settings = { PORT: "0", STATE_DIR: stateDir, STORE: "neon", PAYMENTS_URL: feed.url, POLL_SECONDS: "1" };
  const program = npmStart(settings);
  programs.push(program);
  const pattern = /^ {2}Board +(http\S+)$/m;
  await expect.poll(program.printed, PATIENTLY).toMatch(pattern);
  return { program, url: new URL(pattern.exec(program.printed())?.[1] ?? "") };
}

async function idsIn(url: URL): Promise<string[]> {
  return (await storedIn({ url })).map(({ id }) => id).sort();
}
