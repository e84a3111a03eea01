import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { stripeSignature } from "../simulator/webhooks.ts";
import { MINUTE_MS } from "../worker/duration.ts";
import { readMapping } from "../worker/payment/sources/readMapping.ts";
import { moneyOfShop, sendWebhooks, setDemoSource } from "./demoSource.ts";

const SECRET = "whsec_of_the_tests";
const START = Date.UTC(2026, 5, 3, 12);
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Asked {
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Answers with the status, by the number of the request from 1 on. `policy`: what holds there. */
async function worker(
  statusOf: (nth: number) => number,
  policy = { version: 1, rates: [] as object[] },
): Promise<{ url: URL; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    asked.push({ path: request.url ?? "", headers: request.headers, body });
    response.writeHead(statusOf(asked.length)).end(JSON.stringify(policy));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), asked };
}

/** Sends for twenty minutes by a clock of its own. */
async function send(url: URL): Promise<string[]> {
  const ending = new AbortController();
  const problems: string[] = [];
  let nowMs = START;
  await sendWebhooks({
    world: { seed: 3, cards: 3_400, paymentsPerMinute: 6, fraudShare: 1 / 30, fraudHours: "even", timezone: "UTC" },
    ...{ money: { currency: "EUR", dollars: 1.0842 }, workerUrl: url, secret: SECRET },
    now: () => nowMs,
    wait: async () => {
      nowMs += 30_000;
      if (nowMs > START + 20 * MINUTE_MS) ending.abort();
    },
    onProblem: (why) => problems.push(why),
    signal: ending.signal,
  });
  return problems;
}

const events = (asked: readonly Asked[]) => asked.map(({ body }) => JSON.parse(body));

test("charges, disputes and refunds are sent when they are due, signed and marked as simulated", async () => {
  const { url, asked } = await worker(() => 200);
  expect(await send(url)).toEqual([]);
  const sent = events(asked);
  expect(new Set(sent.map(({ type }) => type))).toEqual(
    new Set(["charge.succeeded", "charge.dispute.created", "refund.created"]),
  );
  expect(sent.length).toBeGreaterThan(90);
  for (const { path, headers, body } of asked) {
    const signature = String(headers["stripe-signature"]);
    const atMs = Number(/^t=(\d+)/.exec(signature)?.[1]) * 1000;
    expect(signature).toBe(stripeSignature(SECRET, body, atMs));
    expect(path).toBe("/api/payments/from/stripe");
    expect(headers["x-vigie-simulator"]).toBe("world");
    // None comes before its time.
    expect(JSON.parse(body).created * 1000).toBeLessThanOrEqual(atMs + 1000);
  }
  const charges = new Set<string>();
  for (const { type, data } of sent) {
    if (type === "charge.succeeded") charges.add(data.object.id);
    else expect(charges).toContain(data.object.charge);
  }
});

test("what is not taken is sent again until it is, in order, and a person is told once", async () => {
  const steady = await worker(() => 200);
  await send(steady.url);
  const away = await worker((nth) => (nth > 20 && nth <= 25 ? 503 : 200));
  expect(await send(away.url)).toEqual([expect.stringContaining("503")]);
  const taken = events(away.asked.filter((_, at) => at < 20 || at >= 25)).map(({ id }) => id);
  expect(taken).toEqual(events(steady.asked).map(({ id }) => id));
});

test("an event that will never be taken holds up no other", async () => {
  const { url, asked } = await worker((nth) => (nth === 3 ? 400 : 200));
  expect(await send(url)).toEqual([expect.stringContaining("400")]);
  expect(new Set(events(asked).map(({ id }) => id)).size).toBe(asked.length);
});

const setting = (url: URL, currency = "USD") =>
  setDemoSource({ workerUrl: url, adminToken: "admin", currency, signal: new AbortController().signal });

test("the rate and the reading of charges are set with a note, each on the version before", async () => {
  const { url, asked } = await worker(() => 200);
  expect(await setting(url)).toBe(true);
  expect(asked.map(({ path, headers }) => [path, headers["if-match"], headers.authorization])).toEqual([
    ["/api/policy", undefined, "Bearer admin"],
    ["/api/policy", '"1"', "Bearer admin"],
    ["/api/sources/stripe", '"2"', "Bearer admin"],
  ]);
  const [rates, source] = events(asked.slice(1));
  expect(rates).toMatchObject({ rates: [{ currency: "EUR", rate: "1.0842", source: "npm start" }] });
  expect(readMapping(source.mapping)).toMatchObject({ ok: true });
  for (const { note } of [rates, source]) expect(note).toMatch(/^npm start: /);
});

test.each([
  ["rates", { version: 1, rates: [{}] }],
  ["anything else", { version: 2, rates: [] }],
])("where people have set %s, it stays as it is", async (_what, policy) => {
  const { url, asked } = await worker(() => 200, policy);
  expect(await setting(url)).toBe(false);
  expect(asked.map(({ path }) => path)).toEqual(["/api/policy"]);
});

test("where Vigie judges in euros the shop takes dollars, and where no rate is known there is no shop", async () => {
  const euros = await worker(() => 200);
  await setting(euros.url, "EUR");
  expect(events(euros.asked.slice(1))[0]).toMatchObject({ rates: [{ currency: "USD" }] });
  const yen = await worker(() => 200);
  expect(await setting(yen.url, "JPY")).toBe(false);
  expect(yen.asked).toEqual([]);
  expect([moneyOfShop("EUR")?.currency, moneyOfShop("JPY")]).toEqual(["USD", null]);
});
