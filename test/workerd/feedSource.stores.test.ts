// A feed whose answer is read by the mapping of a source, on every store.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import type { PollerStatus } from "../../worker/health/objectStates.ts";
import { feedAnswers, feedAsked } from "./feed.ts";
import { poller, request, storedIds, tick } from "./worker.ts";

const MAPPING = {
  items: "/items",
  event: { path: "/type", payment: ["paid"], label: ["fraud"] },
  id: { path: "/id" },
  payment: {
    trans_num: { path: "/order" },
    card: { path: "/token" },
    amt: { path: "/amount" },
    current_time: { path: "/at" },
  },
  label: { payment: { path: "/order" }, verdict: { const: "fraud" } },
  pages: { parameter: "after", lastItem: "/id", more: "/more" },
};

async function setUp(source: string | null): Promise<void> {
  await runInDurableObject(poller(), (instance) => {
    const config = configOf(Reflect.get(instance, "env"));
    config.paymentsSource = source;
    config.paymentsHeaders = source === null ? {} : { "X-Key": "a key of the feed" };
  });
}

beforeAll(async () => {
  const body = JSON.stringify({ mapping: MAPPING });
  const saved = await request("/api/sources/shop", { method: "PUT", body, headers: { "if-match": "*" } });
  expect(saved.status).toBe(200);
  await setUp("shop");
});
afterAll(() => setUp(null));

const paid = (id: string, more: object = {}) => {
  return {
    type: "paid",
    id: `e-${id}`,
    order: id,
    token: "tok_1",
    amount: "12.50",
    at: new Date().toISOString(),
    ...more,
  };
};
const page = (items: object[], more: boolean) => ({ body: JSON.stringify({ items, more }) });
const status = (): Promise<PollerStatus> => poller().status() as Promise<PollerStatus>;

test("a list under a pointer is read page by page, with the feed's key, and each event once", async () => {
  await feedAnswers(page([paid("a1"), paid("a2")], true), page([paid("a3")], false));
  await tick();
  expect(await feedAsked()).toEqual([
    { search: "", key: "a key of the feed" },
    { search: "?after=e-a2", key: "a key of the feed" },
  ]);
  expect(await storedIds()).toEqual(["a1", "a2", "a3"]);
  const { payment } = await (await request("/api/payments/a1")).json<{ payment: object }>();
  expect(payment).toMatchObject({ merchant: "shop", amount: "12.50" });

  await feedAnswers(page([paid("a1"), paid("a2"), paid("a4")], false));
  await tick();
  expect((await status()).lastTick).toMatchObject({ ok: true, received: 1 });
  expect(await storedIds()).toEqual(["a1", "a2", "a3", "a4"]);
});

test("labels in the feed become verdicts of the source", async () => {
  await feedAnswers(page([paid("b1"), { type: "fraud", id: "e-b2", order: "b1" }], false));
  await tick();
  await expect
    .poll(async () => (await (await request("/api/payments/b1")).json<{ verdicts: object[] }>()).verdicts)
    .toMatchObject([{ verdict: "fraud", by: "shop", via: "source" }]);
});

test("what was refused is read again, and taken once it is mended", async () => {
  await feedAnswers(page([paid("c1", { amount: "a lot" })], false));
  await tick();
  expect((await status()).lastTick).toMatchObject({ received: 1, rejected: 1 });
  await feedAnswers(page([paid("c1")], false));
  await tick();
  expect(await storedIds()).toContain("c1");
});

test("more pages than a poll reads are told while something new is on the last that was read, and not of a list that goes on for ever", async () => {
  const pages = Array.from({ length: 21 }, (_, at) => page([paid(`m${at}`)], true));
  await feedAnswers(...pages);
  await tick();
  expect((await status()).lastTick).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^has more pages than a poll reads \(20, /),
  });
  expect(await storedIds()).toContain("m19");
  expect(await storedIds()).not.toContain("m20");
  await feedAnswers(...pages);
  await tick();
  expect((await status()).lastTick).toMatchObject({ ok: true });
});

test("an answer that has no such list is told, and a page that fails keeps what came before it", async () => {
  await feedAnswers({ body: '{"data":[]}' });
  await tick();
  expect((await status()).lastTick).toMatchObject({
    ok: false,
    error: "answered what shop cannot read: /items must be a list of events: items is the pointer to it",
  });
  await feedAnswers(page([paid("d1")], true), { status: 404 });
  await tick();
  expect((await status()).lastTick).toMatchObject({ ok: false, error: "answered status 404" });
  expect(await storedIds()).toContain("d1");
});

test("a source that there is not is told, and the feed is not asked", async () => {
  await setUp("nobody");
  await feedAnswers(page([paid("f1")], false));
  await tick();
  expect((await status()).lastTick).toMatchObject({
    ok: false,
    error: expect.stringContaining("PAYMENTS_SOURCE is nobody"),
  });
  expect(await feedAsked()).toEqual([]);
  await setUp("shop");
});

test("the key is nowhere to be seen", async () => {
  for (const path of ["/api/sources", "/api/sources/shop", "/api/health", "/api/policy"]) {
    expect(await (await request(path)).text()).not.toContain("a key of the feed");
  }
  expect(JSON.stringify(await env.SOURCES.getByName("shop").recent())).not.toContain("a key of the feed");
});
