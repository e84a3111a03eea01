// `npm start` whose processes are killed: it starts again what died, and what outlived it does not stand in the way.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freePort } from "../../local/freePort.ts";
import { feedRow } from "../rows.ts";
import { type Feed, startFeed } from "./feed.ts";
import { storedIn } from "./place.ts";
import { npmStart, type Program } from "./program.ts";

const PATIENTLY = { timeout: 240_000, interval: 100 };
const AT_MOST = 600_000;
const PAYMENT = feedRow({ current_time: Date.now() });

let feed: Feed;
let stateDir: string;
let program: Program;

beforeAll(async () => {
  feed = await startFeed({ simulated: false });
  feed.serve(PAYMENT);
  stateDir = await mkdtemp(path.join(tmpdir(), "vigie-killed-"));
  // PostgreSQL does not run as root: where the tests do, another user must be able to enter.
  await chmod(stateDir, 0o755);
});

afterEach(async () => {
  await program.interrupt();
  await expect.poll(program.living, PATIENTLY).toEqual([]);
});

afterAll(async () => {
  await feed?.unplug();
  await rm(stateDir, { recursive: true, force: true });
});

async function start(store: string): Promise<URL> {
  const port = await freePort("127.0.0.1");
  startAt(store, port);
  return new URL(`http://127.0.0.1:${port}`);
}

function startAt(store: string, port: number): void {
  const place = { STORE: store, STATE_DIR: path.join(stateDir, store), PORT: String(port) };
  program = npmStart({ ...place, PAYMENTS_URL: feed.url, POLL_SECONDS: "1" });
}

/** The status of an answer; null where none came. */
const statusAt = (url: URL) =>
  fetch(new URL("/api/payments", url)).then(
    ({ status }) => status,
    () => null,
  );
const isRunning = () => program.printed().includes("Ctrl-C ends it.");
const isWorkerd = (name: string) => name === "workerd";

test(
  "who asks too early is refused the connection, and never sees a failure; workerd killed at its start comes back",
  async () => {
    const url = await start("d1");
    const statuses = new Set<number | null>();
    // One makes the tables, the next serves.
    let kills = 0;
    while (!isRunning()) {
      statuses.add(await statusAt(url));
      if (kills < 2) kills += program.kill(isWorkerd);
      if (!program.living().length) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(program.printed()).not.toMatch(/could not|fetch failed|no such table/);
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(await statusAt(url)).toBe(200);
    expect([...statuses].filter((status) => status !== null && status !== 200)).toEqual([]);
    await expect
      .poll(async () => (await storedIn({ url })).map(({ id }) => id), PATIENTLY)
      .toEqual([PAYMENT.trans_num]);
  },
  AT_MOST,
);

test.each(["d1", "neon"])(
  "with STORE=%s a start whose own program was killed leaves orphans, and the next start on the same port ends them first",
  async (store) => {
    const url = await start(store);
    await expect.poll(isRunning, PATIENTLY).toBe(true);
    await expect.poll(async () => (await storedIn({ url })).length, PATIENTLY).toBe(1);
    program.kill((name) => !isWorkerd(name));
    await program.ended;

    startAt(store, Number(url.port));
    await expect.poll(() => isRunning() || /could not.*/.exec(program.printed())?.[0], PATIENTLY).toBe(true);
    expect((await storedIn({ url })).map(({ id }) => id)).toEqual([PAYMENT.trans_num]);
  },
  AT_MOST,
);
