// Decided from memory, recorded afterwards: whatever becomes of the store, the decider and the ledger meanwhile.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { DAY_MS } from "../../worker/duration.ts";
import {
  type CardHistory,
  categoryPlace,
  totalsAt,
  totalsOfOthers,
  UNKNOWN_CATEGORY,
} from "../../worker/features/history.ts";
import { decodeHistory, encodeHistory } from "../../worker/features/historyCodec.ts";
import { openMemory } from "../../worker/objects/deciderMemory.ts";
import { recordWaiting } from "../../worker/pipeline/deciders.ts";
import { isFilled } from "../../worker/pipeline/memory.ts";
import { createTelling, type Telling } from "../../worker/pipeline/tellApart.ts";
import { openStore } from "../../worker/store/open.ts";
import { cellIn } from "../../worker/storedCell.ts";
import { turns } from "../../worker/turns.ts";
import { type FeedRow, feedRow, fraudRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { deliver, heldQueue } from "./delivery.ts";
import { listen, paymentIds } from "./live.ts";
import { sql } from "./sql.ts";
import { AWAY, breaksOff, COMMIT, storeMeets, withStoreAway, withStoreDown } from "./storeLine.ts";
import {
  answered,
  decided,
  decider,
  everyone,
  filled,
  forgotten,
  ledger,
  push,
  recorded,
  request,
  spreadOver,
  storedIds,
} from "./worker.ts";

interface Shown {
  recorded: boolean;
  payment: { seq: number; label: string | null; outcome: string };
  [more: string]: unknown;
}

async function inFull({ trans_num }: FeedRow): Promise<Shown> {
  const answer = await answered(`/api/payments/${trans_num}`);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function stored(...rows: readonly FeedRow[]): Promise<number[]> {
  const ids = (await sql("select id from payments")).map(({ id }) => id);
  return rows.map(({ trans_num }) => ids.filter((id) => id === trans_num).length);
}

/** `card`: the number of the first one; each row is of the next card. */
function rowsOf(count: number, changes: Partial<FeedRow> = {}, card = 100_000): FeedRow[] {
  return Array.from({ length: count }, (_, at) => feedRow({ cc_num: `40009876567${card + at}`, ...changes }));
}

const waiting = async () => (await decider().status()).waiting;

/** Only batches with payments fail, so that all else can be asked and written. */
const takesNoPayments = (during: () => Promise<void>) =>
  storeMeets(breaksOff(COMMIT, Number.POSITIVE_INFINITY, { words: AWAY }), during);

test("a payment decided while the store fails is read with its decision until it is recorded, and with the same afterwards", async () => {
  await filled();
  const row = fraudRow();
  const live = await listen();
  const shown: Shown[] = [];
  await withStoreAway(async () => {
    const answer = await push(row);
    expect(answer.status).toBe(200);
    const decision = await answer.json<{ score: number; outcome: string; reasons: unknown[] }>();
    expect(decision).toMatchObject({ id: row.trans_num, status: "stored", outcome: "decline" });
    expect(decision).not.toHaveProperty("seq");
    expect(decision.reasons.length).toBeGreaterThan(0);
    expect(await (await push(row)).json()).toEqual({ ...decision, status: "repeated" });
    shown.push(await inFull(row));
    const { score, outcome, reasons } = decision;
    expect(shown[0]?.payment).toMatchObject({ score, outcome, reasons });
    expect(await waiting()).toMatchObject({
      payments: 1,
      since: expect.any(Number),
      problem: expect.stringContaining(AWAY),
    });
  });
  const [before] = shown;
  expect(before).toMatchObject({ recorded: false, alerts: [], verdicts: [] });
  expect(paymentIds(live.frames)).not.toContain(row.trans_num);

  await recorded();
  const after = await inFull(row);
  expect(after).toMatchObject({ recorded: true, features: before?.features, simulated: before?.simulated });
  const { seq, ...decision } = after.payment;
  expect(seq).toBeGreaterThan(0);
  expect(before?.payment).toEqual({ ...decision, seq: 0 });
  expect(after.alerts).toHaveLength(1);
  await live.next((frame) => frame.type === "payment" && frame.payment.id === row.trans_num);
  expect(paymentIds(live.frames).filter((id) => id === row.trans_num)).toHaveLength(1);
  expect(await waiting()).toMatchObject({ payments: 0, since: null, bytes: 0, problem: null });
  live.close();
});

test("a verdict on a payment that waits is answered 503 with when to come back, and is taken down then", async () => {
  await filled();
  const row = feedRow();
  const say = () =>
    request(`/api/payments/${row.trans_num}/verdict`, { method: "POST", body: JSON.stringify({ verdict: "fraud" }) });
  await takesNoPayments(async () => {
    expect((await push(row)).status).toBe(200);
    const answer = await say();
    expect(answer.headers.get("retry-after")).toBe("5");
    expect((await expectClear(answer, 503)).error).toMatch(/is decided, and waits to be recorded/);
  });
  await withStoreAway(async () => {
    const answer = await say();
    expect(answer.headers.get("retry-after")).not.toBeNull();
    await expectClear(answer, 503);
  });
  expect((await say()).status).toBe(200);
  expect(await sql("select verdict from payments where id = ?", row.trans_num)).toEqual([{ verdict: "fraud" }]);
});

test("a verdict right after the decision waits for the record, and is taken down at once", async () => {
  await filled();
  const row = feedRow();
  expect((await decided(row)).status).toBe(200);
  const body = JSON.stringify({ verdict: "legitimate" });
  expect((await answered(`/api/payments/${row.trans_num}/verdict`, { method: "POST", body })).status).toBe(200);
});

test("labels said while the store is away end in the store: of a payment that waits, and of one recorded before", async () => {
  const [old, fresh] = [feedRow(), feedRow()];
  await filled();
  await push(old);
  await withStoreAway(async () => {
    await push(fresh);
    for (const row of [old, fresh]) {
      expect(await (await push({ ...row, is_fraud: 1 })).json()).toMatchObject({
        status: "repeated",
        label: "updated",
      });
    }
    expect(await inFull(fresh)).toMatchObject({ recorded: false, payment: { label: "fraud" } });
  });
  await recorded();
  for (const row of [old, fresh])
    expect(await inFull(row)).toMatchObject({ recorded: true, payment: { label: "fraud" } });
  const [{ payment: before }, { payment: after }] = [await inFull(fresh), await inFull(old)];
  expect(after.seq).toBeGreaterThan(before.seq - 1);
  expect(await stored(old, fresh)).toEqual([1, 1]);
});

test("a decider that ends with a full journal records all of it, in order, when it comes back by itself", async () => {
  await filled();
  const rows = rowsOf(30);
  await withStoreDown(async () => {
    for (const row of rows.slice(0, 10)) await push(row);
    await push(rows.slice(10));
    await evictDurableObject(decider());
    expect(await waiting()).toMatchObject({ payments: 30 });
    expect(await (await push(rows[0])).json()).toMatchObject({ status: "repeated" });
    await evictDurableObject(decider());
  });
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(decider());
    expect(new Set(await stored(...rows))).toEqual(new Set([1]));
  });
  const ids = (await sql("select id from payments order by seq desc limit 30")).map(({ id }) => id).reverse();
  expect(ids).toEqual(rows.map(({ trans_num }) => trans_num));
});

test.each([
  ["between its commit and its answer", true],
  ["before its commit", false],
])("a ledger that dies %s: recorded once, and boards and outbox are told", async (_, isRun) => {
  await filled();
  const outbox = env.OUTBOX.getByName("outbox");
  const live = await listen();
  const row = fraudRow({ cc_num: `400098765671${isRun ? 11 : 22}000` });
  await runInDurableObject(outbox, (_, { storage }) => storage.deleteAlarm());
  let deaths = 0;
  await storeMeets(
    async (text, pass) => {
      if (deaths > 0 || !COMMIT.test(text)) return pass();
      deaths += 1;
      if (isRun) await pass();
      const dying = runInDurableObject(ledger(), (_, state) => state.abort("it dies"));
      await Promise.resolve(dying).catch(() => undefined);
      throw new Error("it died");
    },
    async () => {
      expect((await push(row)).status).toBe(200);
    },
  );
  expect(deaths).toBe(1);
  await vi.waitFor(async () => {
    await recorded();
    expect(await stored(row)).toEqual([1]);
    expect(await waiting()).toMatchObject({ payments: 0 });
  });
  expect(await sql("select id from alerts where payment_id = ?", row.trans_num)).toHaveLength(1);
  await live.next((frame) => frame.type === "payment" && frame.payment.id === row.trans_num);
  expect(paymentIds(live.frames).filter((id) => id === row.trans_num)).toHaveLength(1);
  live.close();
  await vi.waitFor(async () => {
    expect(await runInDurableObject(outbox, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  });
});

test("after the store was restored to an earlier state, what waits is recorded there, and what it lacks is decided anew when it comes again", async () => {
  await filled();
  const [kept, lost, next] = [feedRow(), feedRow({ cc_num: "4000987656712345678" }), feedRow()];
  await push(kept);
  const marks = await sql("select journal, position from marks");
  await push(lost);
  const { payment } = await inFull(lost);
  await sql("delete from payments where id = ?", lost.trans_num);
  await sql("delete from histories where card_id = (select card_id from payments where id = ?)", lost.trans_num);
  for (const { journal, position } of marks)
    await sql("update marks set position = ? where journal = ?", position, journal);

  // It asks at its start, as it does every minute.
  await evictDurableObject(decider());
  expect(await (await push(next)).json()).toMatchObject({ status: "stored" });
  await vi.waitFor(async () => {
    await recorded();
    expect(await stored(next)).toEqual([1]);
  });
  await vi.waitFor(async () => expect(await (await push(lost)).json()).toMatchObject({ status: "stored" }));
  expect(await stored(kept, lost, next)).toEqual([1, 1, 1]);
  expect((await inFull(lost)).payment.seq).toBeGreaterThan(payment.seq);
  expect(await (await push(kept)).json()).toMatchObject({ status: "repeated" });
  expect(await sql("select journal from marks")).toHaveLength(marks.length + 1);
});

test("a store that knows nothing of the journal, such as another one, is recorded into all the same", async () => {
  await filled();
  const [kept, lost, next] = rowsOf(3, {}, 110_000);
  if (kept === undefined || lost === undefined || next === undefined) throw new Error("three were made");
  await push([kept, lost]);
  await sql("delete from marks");
  await sql("delete from payments where id = ?", lost.trans_num);
  expect(await (await push(next)).json()).toMatchObject({ status: "stored" });
  await vi.waitFor(async () => {
    await recorded();
    expect(await stored(next)).toEqual([1]);
  });
  await vi.waitFor(async () => expect(await (await push(lost)).json()).toMatchObject({ status: "stored" }));
  expect(await stored(kept, lost, next)).toEqual([1, 1, 1]);
});

/** As if it was decided so long ago that it is forgotten, but that it comes again with a newer time. */
async function slipsTheMemory({ trans_num }: FeedRow): Promise<void> {
  await runInDurableObject(decider(), (_, { storage }) => {
    storage.sql.exec("delete from decided where id = ?", trans_num);
  });
}

test("a payment whose id the store has with another content is kept as a conflict; the stored one stands, and the journal goes on", async () => {
  await filled();
  const [row, next] = [feedRow(), feedRow()];
  await push(row);
  await slipsTheMemory(row);
  const answer = await push([{ ...row, amt: 1.5 }, next]);
  expect(await answer.json()).toMatchObject({ decisions: [{ status: "stored" }, { status: "stored" }], rejects: [] });
  expect(await stored(row, next)).toEqual([1, 1]);
  expect(await sql("select amount_cents from payments where id = ?", row.trans_num)).toEqual([{ amount_cents: 8420 }]);
  expect(await sql("select code, field, source, times from rejects where payment_id = ?", row.trans_num)).toEqual([
    { code: "conflict", field: "amt", source: "push", times: 1 },
  ]);
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
  expect((await push({ ...row, amt: 1.5 })).status).toBe(422);
  expect(await waiting()).toMatchObject({ payments: 0, problem: null });
});

test("a payment that the store has already with its content stays as it is stored, and its repetitions get that decision", async () => {
  await filled();
  const row = feedRow();
  await push(row);
  await slipsTheMemory(row);
  await sql("update payments set score = 0.77, outcome = 'review' where id = ?", row.trans_num);
  expect(await (await push(row)).json()).toMatchObject({ status: "stored", outcome: "approve" });
  expect(await stored(row)).toEqual([1]);
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated", score: 0.77, outcome: "review" });
  expect(await sql("select id from rejects where payment_id = ?", row.trans_num)).toEqual([]);
});

test("a full journal takes no more and says so; once it is recorded, payments are decided again", async () => {
  await filled();
  const [waits, refused] = [feedRow(), feedRow()];
  await takesNoPayments(async () => {
    expect((await push(waits)).status).toBe(200);
    // As if a gigabyte of payments waited.
    await runInDurableObject(decider(), (_, { storage }) => {
      storage.sql.exec("update journal set bytes = 1000000000");
    });
    await evictDurableObject(decider());
    const answer = await push(refused);
    expect(answer.headers.get("retry-after")).toBe("10");
    expect((await expectClear(answer, 503)).error).toMatch(/has not taken 1 decided payments? yet/);
    const health = await (await answered("/api/health")).json<{ flowing: boolean; problems: string[] }>();
    expect(health.problems).toContainEqual(expect.stringMatching(/No more may wait/));
  });
  await recorded();
  expect(await stored(waits, refused)).toEqual([1, 0]);
  expect(await (await push(refused)).json()).toMatchObject({ status: "stored" });
  expect(await stored(waits, refused)).toEqual([1, 1]);
});

test("while much waits, payments of the past are told to wait, those of now are decided, and nothing of it is lost or logged", async () => {
  await filled();
  const [waits, live, past] = [feedRow(), feedRow(), rowsOf(3, {}, 150_000)];
  const load = () => answered("/api/payments?past=1&of=3", { method: "POST", body: JSON.stringify(past) });
  const [queuedPast, queuedLive] = [rowsOf(2, {}, 160_000), rowsOf(2, {}, 170_000)];
  const { bodies, QUEUE } = heldQueue();
  const later = (rows: FeedRow[], query: string) =>
    answered(`/api/payments?async=1${query}`, { method: "POST", body: JSON.stringify(rows) }, { QUEUE });
  expect((await later(queuedLive, "")).status).toBe(202);
  expect((await later(queuedPast, "&past=1")).status).toBe(202);
  await takesNoPayments(async () => {
    expect((await push(waits)).status).toBe(200);
    // As if thousands waited.
    await runInDurableObject(decider(), (_, { storage }) => {
      storage.sql.exec("update journal set payments = 5012");
    });
    await evictDurableObject(decider());
    const logged = vi.spyOn(console, "error");
    const answer = await load();
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await expectClear(answer, 503)).error).toBe(
      "payments of the past wait until what is decided is recorded: 5,012 wait; try again",
    );
    expect(await (await decided(live)).json()).toMatchObject({ status: "stored" });
    // In the queue, too, only the past comes again.
    const [liveBody, pastBody] = bodies;
    expect(await deliver(bodies)).toEqual({ acked: [liveBody], again: [pastBody] });
    expect(await deliver([pastBody], { attempts: 2 })).toEqual({ acked: [], again: [pastBody] });
    expect(logged.mock.calls.join()).not.toMatch(/request_failed|queue_not_processed/);
    logged.mockRestore();
  });
  await recorded();
  expect(await stored(waits, live, ...queuedLive)).toEqual([1, 1, 1, 1]);
  expect(new Set(await stored(...past, ...queuedPast))).toEqual(new Set([0]));
  const { decisions } = await (await load()).json<{ decisions: object[] }>();
  expect(decisions).toMatchObject(past.map(() => ({ status: "stored" })));
  expect((await deliver(bodies, { attempts: 3 })).again).toEqual([]);
  await recorded();
  expect(new Set(await stored(waits, live, ...past, ...queuedPast, ...queuedLive))).toEqual(new Set([1]));
});

test("more than a thousand payments that waited, with the longest names that pass the door, are recorded", async () => {
  await filled();
  const rows = rowsOf(1_300, { merchant: "💳".repeat(100), category: "shopping_net", amt: 1012.4 }, 200_000);
  await withStoreDown(async () => {
    for (let at = 0; at < rows.length; at += 100) expect((await push(rows.slice(at, at + 100))).status).toBe(200);
    expect(await waiting()).toMatchObject({ payments: 1_300 });
  });
  await recorded();
  expect(new Set(await stored(...rows))).toEqual(new Set([1]));
  expect(await waiting()).toMatchObject({ payments: 0, problem: null });
}, 120_000);

async function paymentsRemembered({ trans_num }: FeedRow): Promise<number[]> {
  const [row] = await sql(
    "select history from histories where card_id = (select card_id from payments where id = ?)",
    trans_num,
  );
  return decodeHistory(String(row?.history)).cents;
}

test("what an older version counted together is told apart in the decider's memory, by what the store has", async () => {
  await filled();
  const start = Date.now() - 3 * DAY_MS;
  const rows = ["boats", "Oper & Theater", "boats", "", "home"].map((category, at) =>
    feedRow({ cc_num: "4000987656760001", category, amt: 10 + at, current_time: start + at * 1_000 }),
  );
  await push(rows);
  await recorded();
  const [row] = await sql("select card_id from payments where id = ?", rows[0]?.trans_num ?? "");
  const cardId = String(row?.card_id);
  const { before, together, after } = await runInDurableObject(decider(), async (_, { storage }) => {
    const read = () => {
      const { history } = storage.sql.exec("select history from histories where card_id = ?", cardId).one();
      return decodeHistory(String(history));
    };
    const before = read();
    const others = totalsOfOthers(before);
    const older: CardHistory = { ...structuredClone(before), words: null };
    older.categories = older.categories.map((place) => Math.min(place, UNKNOWN_CATEGORY));
    older.categoryCounts[UNKNOWN_CATEGORY] = others.count;
    older.categoryCents[UNKNOWN_CATEGORY] = others.cents;
    storage.sql.exec("update histories set history = ? where card_id = ?", encodeHistory(older), cardId);
    const together = read();
    const telling = createTelling({
      memory: openMemory(storage, () => "not used"),
      cell: cellIn(storage.kv)<Telling>("telling"),
      store: openStore(env),
      inTurn: turns(),
      now: Date.now,
    });
    while (await telling.step());
    expect(telling.nextAt()).toBeNull();
    return { before, together, after: read() };
  });
  expect(together.categoryCounts[UNKNOWN_CATEGORY]).toBe(4);
  expect(totalsAt(together, categoryPlace("boats")).count).toBeNaN();
  expect(after).toEqual({ ...before, categories: together.categories });
  expect(totalsAt(after, categoryPlace("boats"))).toEqual({ count: 2, cents: 22_00 });
});

test("while the memory is filled from a store of thousands, repetitions and histories are right, and afterwards without the store", async () => {
  const start = Date.now() - 10 * DAY_MS;
  const rows = rowsOf(2_500, {}, 300_000).map((row, at) => ({
    ...row,
    current_time: start + at * 1_000,
    amt: 10 + (at % 7),
  }));
  const [oldest, another, third] = rows;
  if (oldest === undefined || another === undefined || third === undefined) throw new Error("they were made");
  for (let at = 0; at < rows.length; at += 100) await push(rows.slice(at, at + 100));
  const first = await (await push(oldest)).json<object>();
  const later = (row: FeedRow) => feedRow({ cc_num: row.cc_num, current_time: Date.now() - 60_000, amt: 99 });

  await forgotten();
  await withStoreAway(async () => void expect((await push(oldest)).status).toBe(503));
  expect(await (await push(oldest)).json()).toEqual(first);
  const during = later(oldest);
  await push(during);
  expect(await paymentsRemembered(oldest)).toEqual([1_000, 9_900]);
  expect((await push({ ...oldest, amt: 1 })).status).toBe(422);

  for (let filling = (await decider().status()).filling; filling !== null && !isFilled(filling); ) {
    await runDurableObjectAlarm(decider());
    filling = (await decider().status()).filling;
  }
  const [early, last] = [later(another), later(rows.at(-1) ?? third)];
  await withStoreAway(async () => {
    expect(await (await push(oldest)).json()).toEqual(first);
    for (const row of rows.slice(0, 2_500).filter((_, at) => at % 500 === 0)) {
      expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
    }
    expect((await push([early, last])).status).toBe(200);
  });
  await recorded();
  expect(await paymentsRemembered(early)).toEqual([1_100, 9_900]);
  expect(await paymentsRemembered(last)).toHaveLength(2);
  expect(await paymentsRemembered(oldest)).toEqual([1_000, 9_900]);
  expect(new Set(await stored(...rows, during, early, last))).toEqual(new Set([1]));
}, 120_000);

test("a repetition that is older than what is remembered is asked of the store, and not decided without it", async () => {
  const day = (days: number) => Date.now() - days * DAY_MS;
  const rows = [40, 30].map((days) => feedRow({ cc_num: "4000987656711112222", current_time: day(days) }));
  const [old, young] = rows;
  if (old === undefined || young === undefined) throw new Error("two were made");
  const firsts = [];
  for (const row of rows) firsts.push(await (await push(row)).json<object>());
  await forgotten();
  await filled();
  const known = await runInDurableObject(decider(), (_, { storage }) =>
    rows.map(({ trans_num }) => storage.sql.exec("select id from decided where id = ?", trans_num).toArray().length),
  );
  expect(known).toEqual([0, 1]);
  for (const [at, row] of rows.entries()) {
    expect(await (await push(row)).json()).toEqual({ ...firsts[at], status: "repeated" });
  }
  await withStoreAway(async () => {
    expect((await push(old)).status).toBe(503);
    expect((await push(young)).status).toBe(200);
  });
  expect(await stored(...rows)).toEqual([1, 1]);
});

test("cards are spread over three deciders and back while payments wait: none is lost, none is doubled, and receipts are in order", async () => {
  await filled();
  const groups = [0, 1, 2, 3].map((nth) => rowsOf(24, { amt: 20 + nth }, 400_000));
  const [first = [], second = [], third = [], fourth = []] = groups;
  const idsOf = (rows: readonly FeedRow[]) => rows.map(({ trans_num }) => trans_num);
  const receipts = async (answer: Response) => {
    expect(answer.status).toBe(200);
    const { decisions } = await answer.json<{ decisions: { id: string; status: string }[] }>();
    return { ids: decisions.map(({ id }) => id), kinds: new Set(decisions.map(({ status }) => status)) };
  };
  const all = () => recordWaiting(env, { deciders: 3 });

  await withStoreDown(async () => {
    await receipts(await decided(first));
    const changes = await spreadOver(3);
    // The decider of before cannot have its journal recorded, so nobody else may have its cards yet.
    expect((await decided(second, changes)).status).toBe(503);
  });
  const changes = await spreadOver(3);
  // A part of them may have been decided for the sender that was told to come again.
  expect((await receipts(await decided(second, changes))).ids).toEqual(idsOf(second));
  expect(await receipts(await decided(first, changes))).toEqual({ ids: idsOf(first), kinds: new Set(["repeated"]) });
  const shares = await Promise.all(
    everyone.map((object) =>
      runInDurableObject(object(), (_, { storage }) =>
        idsOf(second).filter(
          (id) => storage.sql.exec("select id from decided where id = ?", id).toArray().length === 1,
        ),
      ),
    ),
  );
  for (const share of shares) expect(share.length).toBeGreaterThan(0);
  expect(shares.flat().sort()).toEqual(idsOf(second).sort());

  await all();
  await withStoreDown(async () => {
    expect((await receipts(await decided(third, changes))).ids).toEqual(idsOf(third));
    await all();
    expect(
      (await Promise.all(everyone.map((object) => object().status()))).map((each) => each.waiting.payments),
    ).toEqual(shares.map(({ length }) => length));
    await spreadOver(1);
    expect((await decided(fourth)).status).toBe(503);
    // What the deciders of before hold is read and counted, although there is to be only one.
    expect(new Set((await Promise.all(third.map(inFull))).map(({ recorded }) => recorded))).toEqual(new Set([false]));
    const { waiting } = await (await answered("/api/health")).json<{ waiting: { payments: number } }>();
    expect(waiting.payments).toBe(third.length);
  });
  expect((await receipts(await push(fourth))).ids).toEqual(idsOf(fourth));
  for (const rows of groups) {
    expect(await receipts(await push(rows))).toEqual({ ids: idsOf(rows), kinds: new Set(["repeated"]) });
  }
  expect(new Set(await stored(...groups.flat()))).toEqual(new Set([1]));
  for (const row of first) expect((await paymentsRemembered(row)).sort()).toEqual([2_000, 2_100, 2_200, 2_300]);
  const seqs = (await sql("select seq from payments order by seq")).map(({ seq }) => Number(seq));
  expect(new Set(seqs).size).toBe(seqs.length);
}, 120_000);

test("the same id comes to two deciders at once, with two cards: one stands, the other is a conflict", async () => {
  await filled();
  const changes = await spreadOver(3);
  const [one] = rowsOf(1, {}, 500_000);
  if (one === undefined) throw new Error("one was made");
  const others = rowsOf(8, { trans_num: one.trans_num }, 500_001);
  const answers = await Promise.all([one, ...others].map((row) => decided(row, changes)));
  expect(answers.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0);
  await recordWaiting(env, { deciders: 3 });
  expect(await stored(one)).toEqual([1]);
  const again = await decided(one, changes);
  const [standing] = await sql("select amount_cents, card_id from payments where id = ?", one.trans_num);
  expect(standing).toMatchObject({ amount_cents: 8420 });
  expect([200, 422]).toContain(again.status);
  await spreadOver(1);
  await push(feedRow());
  expect(await storedIds()).toContain(one.trans_num);
});
