import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/server.ts";
import { readRows } from "../../worker/payment/readRows.ts";
import { paymentInFull } from "../../worker/wire/answers.ts";
import { liveFrame, type Status } from "../../worker/wire/board.ts";
import { openPlace, type Place, storedIn } from "./place.ts";
import { processes } from "./processes.ts";

const KILLS = 2;
/** A poller that died in the middle of a tick holds its lease for a minute and a half. */
const PATIENTLY = { timeout: 120_000, interval: 100 };

let simulator: Simulator;
let place: Place;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, limit: 0, cards: 3000, rate: 240, fraudShare: 0.02, fraudHours: "even" });
  place = await openPlace(`${simulator.url}/current-transactions`);
});

afterAll(async () => {
  await place?.remove();
  await simulator?.close();
});

test("however often the worker is killed, what the feed served is stored once, and each decline owes one alert", async () => {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = (await storedIn(place)).length;
    await expect.poll(async () => (await storedIn(place)).length, PATIENTLY).toBeGreaterThan(before);
    // A reader that begins after the Worker is told less than it, and so knows nothing that it may not know.
    if (kill === 0) await toldToAuditor();
    killWorkerd();
    // Miniflare starts another one, as Cloudflare would.
    await expect.poll(answers, PATIENTLY).toBe(true);
  }

  // However slow the machine: until both have been told much.
  await expect.poll(async () => (await toldToAuditor()).size, PATIENTLY).toBeGreaterThan(1000);
  const told = new Set(audited);
  const missing = async () => {
    const stored = new Set((await storedIn(place)).map(({ id }) => id));
    return [...told].filter((id) => !stored.has(id));
  };
  await expect.poll(missing, PATIENTLY).toEqual([]);

  // Nothing is fetched any more, so that all of the following see the same.
  await simulator.close();
  await expect.poll(async () => (await statusNow()).health.lastTick?.ok, PATIENTLY).toBe(false);
  const stored = await storedIn(place);
  const { lastHour, health } = await statusNow();
  expect(lastHour.reduce((sum, { payments }) => sum + payments, 0)).toBe(stored.length);
  const declines = stored.filter(({ outcome }) => outcome === "decline");
  expect(declines.length).toBeGreaterThan(0);
  expect(health.alertsPending).toBeLessThanOrEqual(declines.length);
  // One each: in a mail, which stays in the outbox here, or held back for the next one.
  const states = async () => (await Promise.all(declines.map(({ id }) => alertsOf(id)))).map(String);
  await expect
    .poll(async () => new Set(await states()).difference(new Set(["kept", "held_back"])), PATIENTLY)
    .toEqual(new Set());
  expect(new Set(stored.map(({ seq }) => seq)).size).toBe(stored.length);
}, 300_000);

const audited = new Set<string>();

/** All that the feed has told another reader so far. */
async function toldToAuditor(): Promise<Set<string>> {
  for (let before = -1; audited.size > before; ) {
    before = audited.size;
    const response = await fetch(`${simulator.url}/current-transactions`, { headers: { "user-agent": "auditor" } });
    const body = readRows(await response.text(), 5000);
    if (!body.ok) throw new Error(body.problem);
    for (const row of body.rows) if (!("problem" in row)) audited.add(String(row.columns.trans_num));
  }
  return new Set(audited);
}

function killWorkerd(): void {
  for (const { pid, name, parent } of processes()) {
    if (name === "workerd" && parent === process.pid) process.kill(pid, "SIGKILL");
  }
}

function answers(): Promise<boolean> {
  return fetch(place.url).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** As a board that connects just now is told. */
async function statusNow(): Promise<Status> {
  const socket = new WebSocket(new URL("/api/live", place.url));
  const { data } = await new Promise<MessageEvent>((resolve, reject) => {
    socket.onmessage = resolve;
    socket.onerror = reject;
  });
  socket.close();
  const frame = liveFrame.parse(JSON.parse(data));
  if (frame.type !== "hello" || frame.status === null) throw new Error("the first frame must be hello, with a status");
  return frame.status;
}

async function alertsOf(id: string): Promise<string[]> {
  const response = await fetch(new URL(`/api/payments/${id}`, place.url));
  return paymentInFull.parse(await response.json()).alerts.map(({ state }) => state);
}
