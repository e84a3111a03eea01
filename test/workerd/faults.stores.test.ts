// What must survive what: the deciders and the ledger between the store and the boards. A store that breaks off in the middle of a
// write, or does not answer, is in brokenOff.stores.test.ts; one that is away for long, in away.stores.test.ts.

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import { feedBody, feedRow, fraudRow } from "../rows.ts";
import { feedAnswers, feedCalls } from "./feed.ts";
import { listen, paymentIds } from "./live.ts";
import { sql } from "./sql.ts";
import { withoutDecisions, withStoreDown } from "./storeLine.ts";
import { board, decider, filled, forgotten, ledger, poller, push, request, storedIds, tick } from "./worker.ts";

test("while the store is down a payment is decided, and told to nobody; afterwards it is recorded once, as it was decided", async () => {
  const live = await listen();
  const row = fraudRow();
  await filled();
  await live.next((frame) => frame.type === "payment");
  live.frames.length = 0;
  let decided = {};
  await withStoreDown(async () => {
    const answer = await push(row);
    expect(answer.status).toBe(200);
    decided = await answer.json<object>();
    expect(decided).toMatchObject({ id: row.trans_num, status: "stored", outcome: "decline" });
    expect(await (await push(row)).json()).toEqual({ ...decided, status: "repeated" });
    expect(await storedIds()).not.toContain(row.trans_num);
    expect(paymentIds(live.frames)).toEqual([]);
  });

  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
  await live.next((frame) => frame.type === "payment" && frame.payment.id === row.trans_num);
  expect(paymentIds(live.frames)).toEqual([row.trans_num]);
  expect(await (await push(row)).json()).toEqual({ ...decided, status: "repeated" });
  expect(await sql("select payment_id from alerts where payment_id = ?", row.trans_num)).toHaveLength(1);
  live.close();
});

test("while a decider that has just begun cannot ask the store, nothing is decided; afterwards the same payment goes through once", async () => {
  const live = await listen();
  const row = fraudRow();
  await withoutDecisions(async () => {
    const answer = await push(row);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
  });
  expect(await storedIds()).not.toContain(row.trans_num);

  expect((await push(row)).status).toBe(200);
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
  await live.next((frame) => frame.type === "payment" && frame.payment.id === row.trans_num);
  expect(paymentIds(live.frames)).toEqual([row.trans_num]);
  live.close();
});

test("what is polled while the store is down is decided, and the tick ends well; it is recorded once when the store is back", async () => {
  await filled();
  const [row, next] = [feedRow(), feedRow()];
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([row, next]) });
  await withStoreDown(async () => {
    await tick();
    expect((await poller().status()).lastTick).toMatchObject({ ok: true, received: 1, error: null });
    expect((await decider().status()).waiting).toMatchObject({ payments: 1 });
  });
  await tick();
  const stored = await storedIds();
  for (const { trans_num } of [row, next]) expect(stored.filter((id) => id === trans_num)).toHaveLength(1);
});

test("what a tick could not have decided is decided by the next one, though the feed never serves it again", async () => {
  const [lost, next] = [feedRow(), feedRow()];
  await feedAnswers({ body: feedBody([lost]) }, { body: feedBody([next]) });
  await withoutDecisions(tick);
  expect((await poller().status()).lastTick).toMatchObject({
    ok: false,
    received: 1,
    error: expect.stringContaining("are kept"),
  });
  await evictDurableObject(poller());
  await tick();
  expect((await poller().status()).lastTick).toMatchObject({ ok: true, received: 1, error: null });
  expect(await storedIds()).toEqual(expect.arrayContaining([lost.trans_num, next.trans_num]));
  await tick();
  expect((await storedIds()).filter((id) => id === lost.trans_num)).toHaveLength(1);
});

test("a single tick that could not store everything is no problem on the board; a second in a row is, and storing ends it", async () => {
  const problems = async () => (await (await request("/api/health")).json<{ problems: string[] }>()).problems;
  await feedAnswers({ body: feedBody([feedRow()]) }, { body: feedBody([feedRow()]) }, { body: feedBody([feedRow()]) });
  await withoutDecisions(tick);
  expect(await problems()).toEqual([]);
  // As a version left it that did not count such ticks.
  await runInDurableObject(poller(), (_, state) => void state.storage.kv.delete("unstoredTicks"));
  expect(await problems()).toEqual([]);
  await withoutDecisions(tick);
  await withoutDecisions(tick);
  expect(await problems()).toEqual([expect.stringContaining("not all of its payments could be stored yet")]);
  await feedAnswers({ body: feedBody([feedRow()]) });
  await tick();
  expect(await problems()).toEqual([]);
});

test("a tick that could have nothing decided says so, and the next one stores once what the feed serves again", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([row]) });
  await withoutDecisions(tick);
  await tick();
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
});

test("what can never be stored holds up nothing that the feed serves after it", async () => {
  await runInDurableObject(poller(), (_, state) => state.storage.kv.put("kept:000000000000", "no arrivals"));
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) });
  await tick();
  expect(await storedIds()).toContain(row.trans_num);
  expect((await poller().status()).lastTick).toMatchObject({ ok: false, error: expect.stringContaining("are kept") });
  await runInDurableObject(poller(), (_, state) => void state.storage.kv.delete("kept:000000000000"));
});

test("a feed is left alone while there is no room for its answer, and what is kept goes through", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([feedRow()]) });
  await withoutDecisions(tick);
  await runInDurableObject(poller(), (_, state) => {
    for (let slice = 1; slice < 100; slice += 1) state.storage.kv.put(`kept:empty ${slice}`, "[]");
  });
  const calls = await feedCalls();
  await withoutDecisions(tick);
  expect(await feedCalls()).toBe(calls);
  expect((await poller().status()).lastTick).toMatchObject({
    ok: false,
    error: expect.stringContaining("was not asked"),
  });
  // Those that hold nothing need no store, and have made room.
  await tick();
  expect(await feedCalls()).toBe(calls + 1);
  expect(await storedIds()).toContain(row.trans_num);
});

async function seqOf({ trans_num }: { trans_num: string }): Promise<number> {
  const [row] = await sql("select seq from payments where id = ?", trans_num);
  return Number(row?.seq);
}

test("a ledger that was evicted counts on where the store is", async () => {
  const [before, after] = [feedRow(), feedRow()];
  await push(before);
  const first = await seqOf(before);
  await evictDurableObject(ledger());
  await push(after);
  expect(await seqOf(after)).toBe(first + 1);
});

test("sequence numbers have no gap, whatever was repeated or refused between", async () => {
  const [known, next, last] = [feedRow(), feedRow(), feedRow()];
  await push(known);
  const first = await seqOf(known);
  await push([known, { ...known, amt: 1 }, { ...feedRow(), amt: "much" }, next, next]);
  await push({ ...feedRow(), amt: "much" });
  await push(last);
  expect(await seqOf(last)).toBe(first + 2);
  const seqs = (await sql("select seq from payments where seq >= ? order by seq", first)).map(({ seq }) => Number(seq));
  expect(seqs).toEqual([first, first + 1, first + 2]);
});

test("after another writer took over, the old one's batch is refused; what was decided is recorded once by one that takes over again", async () => {
  await push(feedRow());
  const { epoch } = await openStore(env).takeWriter();
  const row = feedRow();
  expect((await push(row)).status).toBe(200);
  await vi.waitFor(async () => expect(await storedIds()).toContain(row.trans_num));
  // The batch of the old one would have passed without a newer epoch.
  expect(await sql("select epoch from writer")).toEqual([{ epoch: epoch + 1 }]);
  expect((await push(row)).status).toBe(200);
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
});

test("a history follows from the stored payments: damaged, it is made anew from them", async () => {
  const card = "4000123412349999001";
  const day = 86_400_000;
  const start = Date.UTC(2026, 9, 1, 9);
  // Not in the order of event time, as late payments come.
  const rows = [3, 1, 2, 40].map((days) => feedRow({ cc_num: card, current_time: start + days * day, amt: 10 + days }));
  for (const row of rows) await push(row);
  const [first] = rows;
  const { payment } = await (await request(`/api/payments/${first?.trans_num}`)).json<{
    payment: { card: { id: string } };
  }>();
  const history = () => sql("select history from histories where card_id = ?", payment.card.id);

  const next = feedRow({ cc_num: card, current_time: start + 41 * day });
  await push(next);
  const kept = await history();
  await sql("delete from payments where id = ?", next.trans_num);
  await sql("update histories set history = '{damaged' where card_id = ?", payment.card.id);
  await forgotten();

  expect(await (await push(next)).json()).toMatchObject({ outcome: "approve", score: expect.any(Number) });
  expect(await history()).toEqual(kept);
});

test("a board that cannot be told does not hold the push back, and is told later", async () => {
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("alter table chunks rename to chunks_away");
  });
  const row = feedRow();
  expect((await push(row)).status).toBe(200);
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("alter table chunks_away rename to chunks");
  });
  await ledger().tellOwed();
  await live.next((frame) => frame.type === "payment" && frame.payment.id === row.trans_num);
  live.close();
});

test("boards that cannot be told cost a tick no payments", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) });
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("alter table chunks rename to chunks_away");
  });
  await tick();
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("alter table chunks_away rename to chunks");
  });
  expect(await storedIds()).toContain(row.trans_num);
});

test("a flood of six hundred rows in one answer is stored whole", async () => {
  const rows = Array.from({ length: 600 }, (_, at) => feedRow({ cc_num: `40001234567${100_000 + (at % 40)}` }));
  await feedAnswers({ body: feedBody(rows) });
  await tick();
  const stored = new Set(await storedIds());
  expect(rows.filter(({ trans_num }) => !stored.has(trans_num))).toEqual([]);
});

test("after the store was restored to an earlier day, boards are told to reload, and see what comes then", async () => {
  const [kept, lost] = [feedRow(), feedRow()];
  await push(kept);
  await push(lost);
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  live.frames.length = 0;

  await sql("delete from payments where id = ?", lost.trans_num);
  await evictDurableObject(ledger());
  await ledger().tellOwed();
  expect(await live.next(({ type }) => type === "hello")).toMatchObject({ reset: true });

  const next = feedRow();
  await push(next);
  await live.next((frame) => frame.type === "payment" && frame.payment.id === next.trans_num);
  live.close();
});
