import { afterEach, expect, test } from "vitest";
import type { Fault, FaultName } from "./faults.ts";
import type { SimulatorOptions } from "./options.ts";
import { type Simulator, startSimulator } from "./server.ts";

const noon = Date.parse("2026-03-03T12:00:00Z");
const running: Simulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

async function start(options: Partial<SimulatorOptions> = {}): Promise<string> {
  const simulator = await startSimulator({
    port: 0,
    cards: 300,
    rate: 6,
    limit: 0,
    slowMs: 100,
    now: () => noon,
    ...options,
  });
  running.push(simulator);
  return simulator.url;
}

const withFault = (name: FaultName) => start({ faults: [{ name, share: 1 }] });
const current = (url: string, init: RequestInit = {}) =>
  fetch(`${url}/current-transactions`, { redirect: "manual", ...init });

function idsOf(body: string): unknown[] {
  const { columns, data }: { columns: string[]; data: unknown[][] } = JSON.parse(JSON.parse(body));
  return data.map((row) => row[columns.indexOf("trans_num")]);
}

test("current transactions come as a JSON string that holds JSON, and say that they are made up", async () => {
  const answer = await current(await start());
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("x-vigie-simulator")).toBe("world");
  expect(idsOf(await answer.text()).length).toBeGreaterThan(10);
});

test("a snapshot answers one row stamped now", async () => {
  const body = await (await current(await start({ feed: "snapshot" }))).text();
  const { data }: { data: unknown[][] } = JSON.parse(JSON.parse(body));
  expect(data).toHaveLength(1);
  expect(data[0]?.at(-1)).toBe(noon);
});

test("the sixth call within a minute is refused in the real API's words", async () => {
  const url = await start({ limit: 5 });
  for (let i = 0; i < 5; i++) expect((await current(url)).status).toBe(200);
  const refused = await current(url);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("60");
  expect(await refused.text()).toBe('{"error":"Rate limit exceeded: 5 per 1 minute"}');
});

test("a reader that hangs up in mid-answer, again and again, gets those rows in the end", async () => {
  const faults: Fault[] = [];
  let minute = 0;
  const url = await start({
    faults,
    slowMs: 5000,
    cards: 1000,
    rate: 60,
    fraudShare: 0,
    now: () => noon + minute * 60_000,
  });
  await (await current(url)).text();
  faults.push({ name: "slow", share: 1 });
  for (minute = 1; minute <= 3; minute++) {
    const hungUp = new AbortController();
    const answer = await current(url, { signal: hungUp.signal });
    hungUp.abort();
    await expect(answer.text()).rejects.toThrow();
  }
  faults.pop();
  const past = await (await fetch(`${url}/past?days=0`)).text();
  const paidSince = past
    .trim()
    .split("\n")
    .map((line): { trans_num: string; current_time: number } => JSON.parse(line))
    .filter((row) => row.current_time > noon);
  expect(paidSince.length).toBeGreaterThan(100);
  const received = idsOf(await (await current(url)).text());
  expect(paidSince.filter((row) => !received.includes(row.trans_num))).toEqual([]);
});

test.each([
  ["500", 500, null],
  ["503", 503, "5"],
  ["429", 429, "20"],
  ["429-absurd", 429, "31536000000"],
] as const)("fault %s answers status %i", async (name, status, retryAfter) => {
  const answer = await current(await withFault(name));
  expect(answer.status).toBe(status);
  expect(answer.headers.get("retry-after")).toBe(retryAfter);
});

test("fault html answers 200 with a page", async () => {
  const answer = await current(await withFault("html"));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/html");
  expect(await answer.text()).toContain("<!DOCTYPE html>");
});

test("fault redirect sends elsewhere, where nothing is", async () => {
  const url = await withFault("redirect");
  const answer = await current(url);
  expect(answer.status).toBe(302);
  expect((await fetch(new URL(answer.headers.get("location") ?? "", url))).status).toBe(404);
});

test("fault hang doesn't answer until the caller gives up", async () => {
  const url = await withFault("hang");
  await expect(current(url, { signal: AbortSignal.timeout(150) })).rejects.toThrow(/timeout|aborted/);
});

test("fault slow brings the whole answer, late", async () => {
  const slow = await (await current(await withFault("slow"))).text();
  expect(slow).toBe(await (await current(await start())).text());
});

test("fault truncated ends in the middle, and the rows are owed until an answer is whole", async () => {
  const url = await withFault("truncated");
  const cut = await (await current(url)).text();
  expect(() => JSON.parse(cut)).toThrow();
  expect(await (await current(url)).text()).toBe(cut);
});

test("fault bom puts a byte order mark first, fault decoded sends the inner object", async () => {
  const marked = new Uint8Array(await (await current(await withFault("bom"))).arrayBuffer());
  expect([...marked.slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x22]);
  const inner: unknown = JSON.parse(await (await current(await withFault("decoded"))).text());
  expect(inner).toHaveProperty("columns");
});

test("fault huge-body is 64 MB, small on the way for those who take gzip", async () => {
  const url = await withFault("huge-body");
  const packed = await current(url);
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(Number(packed.headers.get("content-length"))).toBeLessThan(200_000);
  expect((await packed.arrayBuffer()).byteLength).toBe(64 * 1024 * 1024);
  const plain = await current(url, { headers: { "accept-encoding": "identity" } });
  expect(plain.headers.get("content-length")).toBe(String(64 * 1024 * 1024));
  await plain.body?.cancel();
});

test("the past comes as a JSON object a line, up to now, for the first cards", async () => {
  const answer = await fetch(`${await start()}/past?days=2&cards=40`);
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  const rows = (await answer.text())
    .trim()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
  const times = rows.map((row) => Number(row.current_time));
  expect(rows.length).toBeGreaterThan(100);
  expect(answer.headers.get("x-vigie-payments")).toBe(String(rows.length));
  expect(Math.max(...times)).toBeLessThanOrEqual(noon);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.parse("2026-03-01T00:00:00Z"));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(rows.map((row) => row.cc_num)).size).toBeLessThanOrEqual(40);
  expect(rows.every((row) => typeof row.cc_num === "string")).toBe(true);
});

test("the past may end some days before today, where the days after it begin: no payment is in both", async () => {
  const url = await start();
  const linesOf = async (query: string) => (await (await fetch(`${url}/past?${query}`)).text()).trim().split("\n");
  const whole = await linesOf("days=2&cards=40");
  const [before, today] = [await linesOf("days=2&until=1&cards=40"), await linesOf("days=0&cards=40")];
  expect(before.length).toBeGreaterThan(50);
  expect([...before, ...today]).toEqual(whole);
});

test("the past and the present are one world: a payment in both has the same id", async () => {
  const url = await start();
  const past = await (await fetch(`${url}/past?days=0`)).text();
  for (const id of idsOf(await (await current(url)).text())) expect(past).toContain(String(id));
});

test("bad questions get a plain answer", async () => {
  const url = await start();
  expect((await fetch(`${url}/past?days=-1`)).status).toBe(400);
  expect((await fetch(`${url}/past?until=-1`)).status).toBe(400);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  expect((await fetch(`${url}/current-transactions`, { method: "POST" })).status).toBe(405);
  expect(await (await fetch(url)).text()).toContain("simulator");
});

test("options that contradict each other don't start", async () => {
  await expect(startSimulator({ fraudShare: 0.9, port: 0 })).rejects.toThrow(/--fraud-share/);
});
