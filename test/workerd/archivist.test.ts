// The archivist by its own alarm, from the cron to the health page.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Health } from "../../worker/wire/board.ts";
import { dateAfter, dayAt } from "../../worker/zone.ts";
import { feedRow } from "../rows.ts";
import { sql } from "./sql.ts";
import { cron, ledger, push, request } from "./worker.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const archivist = () => env.ARCHIVIST.getByName("archivist");
/** Ahead of the real clock, by which alarms would go off by themselves. */
const START = Math.ceil(Date.now() / DAY) * DAY + 12 * HOUR;
const DATE = dayAt("UTC", START - DAY).date;

vi.setConfig({ testTimeout: 60_000 });

let now = START;

function setClock(at: number): void {
  now = at;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

/** Three payments of yesterday, which is closed, and one of today. */
beforeEach(async () => {
  setClock(START);
  const tables = ["payments", "quarters", "minutes", "closed_days", "archived_days", "archive_files", "incidents"];
  for (const table of tables) await sql(`delete from ${table}`);
  await ledger().status();
  await evictDurableObject(ledger());
  await runInDurableObject(archivist(), (_, state) => {
    for (const [key] of state.storage.kv.list()) state.storage.kv.delete(key);
  });
  const yesterday = [1, 2, 3].map((hours) => feedRow({ current_time: now - DAY + hours * HOUR }));
  await push([...yesterday, feedRow({ current_time: now })]);
  // Closing waits for the clock to go on.
  let isClosed = false;
  const closing = ledger().closeDay(DATE);
  closing.finally(() => {
    isClosed = true;
  });
  for (; !isClosed; await scheduler.wait(5)) {
    now += 1;
    vi.setSystemTime(now);
  }
  await closing;
});

afterEach(async () => {
  vi.useRealTimers();
  await archivist().status();
  await evictDurableObject(archivist());
});

async function worksWith(changes: object): Promise<void> {
  await runInDurableObject(archivist(), (instance) => {
    Reflect.set(instance, "env", { ...env, ...changes });
  });
}

/** The cron has woken it; it goes on by itself until it rests. */
async function works(): Promise<void> {
  await cron();
  for (let step = 0; step < 30; step += 1) {
    await runInDurableObject(archivist(), (_, state) => state.storage.setAlarm(Date.now()));
    await runDurableObjectAlarm(archivist());
    const next = await runInDurableObject(archivist(), (_, state) => state.storage.getAlarm());
    if (next === null || next >= now + 60_000) return;
  }
  throw new Error("it does not rest");
}

async function hoursPass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    setClock(now + HOUR);
    await works();
  }
}

async function storage(changes: object = {}): Promise<Health["storage"]> {
  const health: Health = await (await request("/api/health", {}, changes)).json();
  return health.storage;
}

const here = async () => Number((await sql("select count(*) as n from payments"))[0]?.n);

test("a closed day is archived at the next cron, and the health page and metrics say what there is", async () => {
  await works();
  expect(await storage()).toMatchObject({
    rows: 4,
    bytes: expect.any(Number),
    limitBytes: 10e9,
    daysLeft: expect.any(Number),
    measuredAt: new Date(now).toISOString(),
    keptDays: null,
    note: null,
    archive: { days: 1, files: 1, lastDate: DATE, problem: null },
  });
  const metrics = await (await request("/api/metrics")).text();
  expect(metrics).toMatch(/^vigie_store_rows 4$/m);
  expect(metrics).toMatch(/^vigie_store_bytes \d{4,}$/m);
  expect(metrics).toMatch(/^vigie_store_left_seconds \d+/m);
  expect(metrics).toMatch(/^vigie_archive_bytes \d{3,}$/m);
});

test("without RETENTION_DAYS nothing is ever deleted, nor without a bucket", async () => {
  await works();
  setClock(START + 400 * DAY);
  await hoursPass(4);
  expect(await here()).toBe(4);
  await worksWith({ RETENTION_DAYS: "35", ARCHIVE: undefined });
  await hoursPass(4);
  expect(await here()).toBe(4);
  const said = await storage({ RETENTION_DAYS: "35", ARCHIVE: undefined });
  expect(said).toMatchObject({ archive: null, keptDays: null, note: expect.stringMatching(/no bucket is bound/) });
});

test("with both, a day leaves an hour after it is older than that, and not at once when the setting is new", async () => {
  await works();
  await worksWith({ RETENTION_DAYS: "35" });
  setClock(dayAt("UTC", START).from + 35 * DAY + HOUR / 2);
  await hoursPass(1);
  expect(await here()).toBe(4);
  // Settled in the second hour, let go in the third.
  await hoursPass(1);
  expect(await here()).toBe(4);
  await hoursPass(1);
  expect(await here()).toBe(1);
  expect((await request(`/api/reports/daily.csv?date=${DATE}`)).status).toBe(200);
});

test("an archivist whose bucket fails says so, goes on trying, and is well again once it can", async () => {
  const down = () => Promise.reject(new Error("the bucket is down"));
  await worksWith({ ARCHIVE: { put: down, get: down, head: down } });
  await cron();
  await runDurableObjectAlarm(archivist());
  const next = await runInDurableObject(archivist(), (_, state) => state.storage.getAlarm());
  expect(next).toBe(now + 60_000);
  setClock(now + 4 * HOUR);
  await runDurableObjectAlarm(archivist());
  expect(await storage()).toMatchObject({
    archive: { days: 0, problem: expect.stringMatching(/^the bucket or the store/) },
  });
  const health: Health = await (await request("/api/health")).json();
  expect(health.problems).toContainEqual(expect.stringMatching(/^The archive has not worked as it should for 4 hours/));
  await worksWith({});
  await works();
  expect(await storage()).toMatchObject({ archive: { days: 1, problem: null } });
});

test("a day in trouble is said until it has worked out itself, whatever else does meanwhile", async () => {
  const [closed] = await sql("select report from closed_days");
  await sql("update closed_days set report = 'no report'");
  await works();
  const problem = `${DATE} (UTC) could not be worked on; the log says why`;
  expect(await storage()).toMatchObject({ archive: { days: 0, problem } });
  await sql(
    "insert into closed_days (zone, date, closed_at, report) values ('UTC', '2020-01-01', 1, ?)",
    JSON.stringify({ totals: { payments: 0, amount: "0.00" } }),
  );
  setClock(now + 50 * 60_000);
  await works();
  expect(await storage()).toMatchObject({ archive: { days: 1, problem } });
  // It is tried again each hour, and others go on meanwhile.
  await sql("update closed_days set date = '2020-01-02' where date = '2020-01-01'");
  await hoursPass(3);
  expect(await storage()).toMatchObject({ archive: { days: 2, problem } });
  const health: Health = await (await request("/api/health")).json();
  expect(health.problems).toContainEqual(expect.stringMatching(/^The archive has not worked as it should for 3 hours/));
  await sql("update closed_days set report = ? where date = ?", String(closed?.report), DATE);
  await hoursPass(1);
  expect(await storage()).toMatchObject({ archive: { days: 3, problem: null } });
});

test("a bucket that was unbound and is bound again is a new setting: nothing leaves for an hour", async () => {
  await works();
  await worksWith({ RETENTION_DAYS: "35" });
  await hoursPass(1);
  await worksWith({ RETENTION_DAYS: "35", ARCHIVE: undefined });
  setClock(dayAt("UTC", START).from + 35 * DAY + 2 * HOUR);
  await works();
  await worksWith({ RETENTION_DAYS: "35" });
  await works();
  expect(await sql("select settled_at from archived_days")).toEqual([{ settled_at: null }]);
  await hoursPass(1);
  expect(await sql("select settled_at from archived_days")).toEqual([{ settled_at: expect.any(Number) }]);
});

test("it goes on after an eviction, and a dead one is woken by the cron", async () => {
  await cron();
  await evictDurableObject(archivist());
  expect(await runDurableObjectAlarm(archivist())).toBe(true);
  await runInDurableObject(archivist(), (_, state) => state.storage.deleteAlarm());
  await cron();
  expect(await runInDurableObject(archivist(), (_, state) => state.storage.getAlarm())).not.toBeNull();
  expect((await sql("select * from archived_days")).map(({ date }) => date)).toEqual([dateAfter(DATE, 0)]);
});
