import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { COUNT_HEADER } from "../simulator/server.ts";
import { loadPastDays } from "./pastDays.ts";

const WAITS = { error: "payments of the past wait until what is decided is recorded: 5,012 wait; try again" };
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** `answerOf`: what the Worker answers to its first request, its second, … No answer means that it takes them. */
async function load(payments: number, answerOf: (nth: number) => Answer | null) {
  const lines = Array.from({ length: payments }, (_, at) => JSON.stringify({ at }));
  const simulatorUrl = await serve((_, response) => {
    response.writeHead(200, { [COUNT_HEADER]: String(payments) }).end(lines.join("\n"));
  });
  const bodies: string[] = [];
  const workerUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    bodies.push(body);
    const {
      status,
      headers = {},
      body: answer,
    } = answerOf(bodies.length) ?? {
      status: 200,
      body: { decisions: [], rejects: [] },
    };
    response.writeHead(status, headers).end(JSON.stringify(answer));
  });
  const waits: number[] = [];
  const standing: string[] = [];
  const progress: number[] = [];
  const loaded = loadPastDays({
    parts: [{ days: 0, until: 0, cards: 1 }],
    ...{ simulatorUrl, workerUrl: new URL(workerUrl) },
    headersFor: () => ({}),
    onProgress: (some) => progress.push(some),
    onStanding: (why) => standing.push(why),
    wait: async (ms) => void waits.push(ms),
    signal: new AbortController().signal,
  });
  return { loaded, bodies, waits, standing, progress };
}

const waitsFor = (seconds: number): Answer => ({
  status: 503,
  headers: { "retry-after": String(seconds) },
  body: WAITS,
});

test("a load that is told to wait waits as long as it is told, as often as it is told, and sends the same again", async () => {
  const { loaded, bodies, waits, progress } = await load(40, (nth) => (nth <= 100 ? waitsFor(5) : null));
  expect(await loaded).toMatchObject({ payments: 40, refused: 0 });
  expect(waits).toEqual(Array.from({ length: 100 }, () => 5_000));
  expect(new Set(bodies).size).toBe(1);
  expect(progress).toEqual([40]);
});

test("a person is told once, in the Worker's words, that a load stands; not that it waited for a moment", async () => {
  const short = await load(40, (nth) => (nth <= 5 ? waitsFor(1) : null));
  await short.loaded;
  expect(short.standing).toEqual([]);
  const long = await load(40, (nth) => (nth <= 60 ? waitsFor(1) : null));
  await long.loaded;
  expect(long.standing).toEqual([WAITS.error]);
});

test("a load that is only told to wait is given up after ten minutes, with the reason", async () => {
  const { loaded, waits } = await load(40, () => waitsFor(10));
  await expect(loaded).rejects.toThrow("payments of the past wait");
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(600_000);
});

test("a load that goes on in between is not given up, however long it takes in all", async () => {
  const { loaded, waits } = await load(2_000, (nth) => (nth % 10 === 0 ? null : waitsFor(60)));
  expect(await loaded).toMatchObject({ payments: 2_000 });
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(600_000);
});

test("it is not asked without a pause, nor waited for an hour, whatever it says", async () => {
  const { loaded, waits } = await load(40, (nth) => (nth > 2 ? null : waitsFor(nth === 1 ? 0 : 3_600)));
  await loaded;
  expect(waits).toEqual([1_000, 60_000]);
});

test.each([
  ["fails", { status: 500, body: { error: "broken" } }, "the Worker answered 500"],
  ["does not say when to come back", { status: 503, body: { error: "closed" } }, "the Worker answered 503"],
])("a Worker that %s is given up after 30 tries", async (_, answer, words) => {
  const { loaded, bodies } = await load(40, () => answer);
  await expect(loaded).rejects.toThrow(words);
  expect(bodies).toHaveLength(30);
});

test("a refusal that will not pass ends the load at once", async () => {
  const { loaded, bodies } = await load(40, () => ({ status: 401, body: { error: "a valid signature is needed" } }));
  await expect(loaded).rejects.toThrow("the Worker answered 401");
  expect(bodies).toHaveLength(1);
});
