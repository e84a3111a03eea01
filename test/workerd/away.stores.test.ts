// A store that is away: payments are decided all the same, and everybody who asks is told what waits for it.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import { STORE_NAMES } from "../../worker/store/store.ts";
import { paymentInFull, paymentList, storeAway } from "../../worker/wire/answers.ts";
import { health, type LiveFrame, liveFrame } from "../../worker/wire/board.ts";
import { readMetrics } from "../promRules.ts";
import { feedBody, feedRow } from "../rows.ts";
import { feedAnswers } from "./feed.ts";
import { listen } from "./live.ts";
import { breaksOff, COMMIT, storeHangs, storeMeets } from "./storeLine.ts";
import { board, forgotten, push, recorded, request, storedIds, tick } from "./worker.ts";

const name = STORE_NAMES[openStore(env).kind];
const AWAY = `The store (${name}) did not answer within 10 s.`;

/** A feed that was never polled would be a problem of its own. */
beforeAll(async () => {
  await feedAnswers({ body: feedBody([feedRow()]) });
  await tick();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A store that was away is asked again after a few seconds. */
function secondsPass(seconds = 4): void {
  const now = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

async function metric(family: string): Promise<number | undefined> {
  const answer = await request("/api/metrics");
  expect(answer.status).toBe(200);
  return readMetrics(await answer.text()).get(family)?.series[0]?.value;
}

const waits = (payments: number) =>
  expect.stringMatching(
    new RegExp(
      `^${payments} decided payments? waits? for ${name}, since \\d\\d:\\d\\d\\. .+ follow once it answers\\.$`,
    ),
  );

test("while the store is away payments flow; health, metrics and the payment itself say that it waits, and it is recorded once", async () => {
  await push(feedRow());
  const row = feedRow();
  await storeHangs(async () => {
    expect((await push(row)).status).toBe(200);
    const answer = await request("/api/health");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([200, null]);
    const told = storeAway.strict().parse(await answer.json());
    expect(told).toMatchObject({
      ...{ status: "degraded", flowing: true, storeProblem: AWAY, needsStore: false, filling: null },
      problems: [AWAY, waits(1)],
      waiting: { payments: 1, since: expect.any(String), lasts: true },
    });
    expect(await metric("vigie_store_up")).toBe(0);
    expect(await metric("vigie_up")).toBe(1);
    expect(await metric("vigie_decided_waiting")).toBe(1);
    expect(await metric("vigie_decided_waiting_bytes")).toBeGreaterThan(100);
    expect(await metric("vigie_decided_waiting_seconds")).toBeGreaterThan(0);
    expect(await metric("vigie_memory_filled")).toBe(1);
    const one = await request(`/api/payments/${row.trans_num}`);
    expect(paymentInFull.parse(await one.json())).toMatchObject({ recorded: false, payment: { id: row.trans_num } });
  });
  secondsPass();
  await recorded();
  const answer = await request("/api/health");
  const told = health.strict().parse(await answer.json());
  expect(told).toMatchObject({
    flowing: true,
    storeProblem: null,
    waiting: { payments: 0, since: null, lasts: false },
  });
  expect(told.problems.join()).not.toContain("decided payment");
  expect(await metric("vigie_store_up")).toBe(1);
  expect(await metric("vigie_decided_waiting")).toBe(0);
  expect(await metric("vigie_decided_waiting_seconds")).toBe(0);
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
});

test("a Vigie whose memory was not filled before the store went away says that nothing can be decided", async () => {
  await push(feedRow());
  await forgotten();
  await storeHangs(async () => {
    const answer = await request("/api/health");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3"]);
    expect(storeAway.strict().parse(await answer.json())).toMatchObject({
      ...{ flowing: false, needsStore: true, error: expect.stringContaining("try again") },
      problems: [AWAY, expect.stringContaining("hardly anything can be decided")],
    });
    expect(await metric("vigie_up")).toBe(0);
    expect(await metric("vigie_memory_filled")).toBe(0);
  });
  secondsPass();
  expect((await request("/api/health")).status).toBe(200);
});

test("lists and reports say how many payments are decided and not in them yet", async () => {
  await push(feedRow());
  const list = async () => paymentList.parse(await (await request("/api/payments?limit=1")).json());
  const report = async () => (await request("/api/reports/daily")).json();
  expect(await list()).toMatchObject({ waiting: 0 });
  expect(await report()).toMatchObject({ waiting: 0, state: "running" });
  await storeMeets(breaksOff(COMMIT, 9, { words: "nobody knows" }), async () => {
    await push([feedRow(), feedRow()]);
    expect(await list()).toMatchObject({ waiting: 2 });
    expect(await report()).toMatchObject({ waiting: 2 });
  });
  await recorded();
  expect(await list()).toMatchObject({ waiting: 0 });
});

const frameOf = (frame: LiveFrame): LiveFrame => liveFrame.parse(frame);
const isAway = (frame: LiveFrame) => frame.type === "away" && frame.health.waiting.payments > 0;

test("an open board is told what waits, and that all is recorded, without a payment that tells it", async () => {
  await push(feedRow());
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  await storeHangs(async () => {
    await push([feedRow(), feedRow()]);
    expect(frameOf(await live.next(isAway))).toMatchObject({ health: { problems: [AWAY, waits(2)] } });
  });
  const { length } = live.frames;
  secondsPass();
  const isBack = (frame: LiveFrame) => live.frames.indexOf(frame) >= length && frame.type === "status";
  expect(await live.next(isBack)).toMatchObject({ status: { health: { storeProblem: null } } });
  await recorded();
  const isDone = (frame: LiveFrame) => frame.type === "status" && frame.status.health.waiting.payments === 0;
  await live.next((frame) => isBack(frame) && isDone(frame));
  live.close();
});

test("a board that is opened while the store is away is told why it has no figures, and gets them afterwards", async () => {
  await push(feedRow());
  await evictDurableObject(board());
  await storeHangs(async () => {
    await push(feedRow());
    const live = await listen();
    expect(frameOf(await live.next(({ type }) => type === "hello"))).toMatchObject({ status: null });
    expect(await live.next(isAway)).toMatchObject({ health: { storeProblem: AWAY, flowing: true } });
    secondsPass();
    live.close();
  });
  secondsPass(8);
  await recorded();
  const later = await listen();
  expect(await later.next(({ type }) => type === "hello")).toMatchObject({
    status: { health: { storeProblem: null } },
  });
  later.close();
});
