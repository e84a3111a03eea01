// A store that does not answer, or breaks off: everyone gets an answer in time, and nothing is lost or written twice.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import { STORE_NAMES } from "../../worker/store/store.ts";
import { feedBody, feedRow } from "../rows.ts";
import { feedAnswers } from "./feed.ts";
import { sql } from "./sql.ts";
import { breaksOff, COMMIT, storeHangs, storeMeets, TAKING } from "./storeLine.ts";
import {
  board,
  decided,
  decider,
  filled,
  forgotten,
  poller,
  push,
  recorded,
  request,
  storedIds,
  tick,
} from "./worker.ts";

const away = `the store (${STORE_NAMES[openStore(env).kind]}) did not answer within 10 s`;

afterEach(() => {
  vi.useRealTimers();
});

/** A store that was away is asked again after a few seconds. */
function secondsPass(seconds = 4): void {
  const now = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

async function timesStored({ trans_num }: { trans_num: string }): Promise<number> {
  return (await storedIds()).filter((id) => id === trans_num).length;
}

/** Payments are counted in the same batch: what was written twice would be counted twice. */
async function countedAndStored() {
  const [row] = await sql(
    "select (select count(*) from payments) as stored, (select coalesce(sum(payments), 0) from minutes) as counted",
  );
  return [Number(row?.stored), Number(row?.counted)];
}

test("while the store hangs a decider that has just begun says to come back and why, the next time at once; afterwards the push goes through once", async () => {
  await push(feedRow());
  await forgotten();
  const row = feedRow();
  await storeHangs(async (asked) => {
    const first = await push(row);
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "3"]);
    expect(await first.json()).toEqual({ error: `${away}; try again` });
    const before = asked();
    expect((await push(row)).status).toBe(503);
    expect(asked()).toBe(before);
  });
  secondsPass();
  expect((await push(row)).status).toBe(200);
  expect((await push(feedRow())).status).toBe(200);
  expect(await timesStored(row)).toBe(1);
});

test("while the store hangs a push is decided from memory, and afterwards it is recorded once", async () => {
  // The test before left the store away, by its own clock.
  secondsPass(30);
  await filled();
  const row = feedRow();
  await storeHangs(async (asked) => {
    expect(await (await push(row)).json()).toMatchObject({ id: row.trans_num, status: "stored" });
    expect(asked()).toBeGreaterThan(0);
    const before = asked();
    expect(await (await decided(row)).json()).toMatchObject({ id: row.trans_num, status: "repeated" });
    expect(asked()).toBe(before);
  });
  secondsPass();
  expect(await timesStored(row)).toBe(1);
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
  expect(await timesStored(row)).toBe(1);
});

test("while the store hangs, and nothing can be decided without it, health is 503 and names it in its problems", async () => {
  await forgotten();
  await storeHangs(async () => {
    const answer = await request("/api/health");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3"]);
    const told = await answer.json<{ problems: string[] }>();
    expect(told).toMatchObject({
      status: "degraded",
      flowing: false,
      store: openStore(env).kind,
      error: `${away}; try again`,
    });
    expect(told.problems[0]).toBe(`T${away.slice(1)}.`);
  });
  secondsPass();
  // All that it asks at once is asked, and not only the first of it.
  expect(await (await request("/api/health")).json()).toHaveProperty("lastPayment");
});

test("a store that cannot be reached is named as well", async () => {
  await storeMeets(breaksOff(/select/, 1_000), async () => {
    const answer = await request("/api/health");
    expect(answer.status).toBe(503);
    const { problems } = await answer.json<{ problems: string[] }>();
    expect(problems[0]).toMatch(/^The store \(.+\) cannot be reached\.$/);
  });
});

test.each([
  "/api/payments",
  "/api/payments/x",
  "/api/payments.csv",
  "/api/payments.jsonl",
  "/api/alerts",
  "/api/alerts/x",
  "/api/alerts/x/mail",
  "/api/labels",
  "/api/training",
  "/api/rejects",
  "/api/reports/daily",
  "/api/reports/daily.csv",
  "/api/reports/days",
])("while the store hangs %s is answered", async (path) => {
  await storeHangs(async () => {
    const answer = await request(path);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3"]);
    expect(await answer.json()).toEqual({ error: `${away}; try again` });
  });
  secondsPass();
  expect((await request("/api/rejects")).status).toBe(200);
});

test.each([
  ["/api/payments/x/verdict", JSON.stringify({ verdict: "fraud" })],
  ["/api/alerts/x/retry", null],
  ["/api/alerts/again", null],
])("while the store hangs a post to %s is answered", async (path, body) => {
  await storeHangs(async () => {
    const answer = await request(path, { method: "POST", body });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3"]);
    expect(await answer.json()).toEqual({ error: `${away}; try again` });
  });
  secondsPass();
  expect((await request("/api/rejects")).status).toBe(200);
});

test.each(["/api/payments.csv", "/api/payments.jsonl"])(
  "where the store hangs once %s has begun, it breaks off",
  async (path) => {
    await storeHangs(async () => {
      const answer = await request(path);
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow();
    }, /from \\?"payments\\?"/);
    secondsPass();
    expect((await request(path)).status).toBe(200);
  },
);

test("what was polled while the store hangs is decided, and recorded once when it answers again", async () => {
  // The test before left the store away, by its own clock.
  secondsPass(30);
  await filled();
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([]) });
  await storeHangs(async () => {
    await tick();
    expect((await decider().status()).waiting).toMatchObject({ payments: 1, problem: away });
  });
  expect((await poller().status()).lastTick).toMatchObject({ ok: true, received: 1, error: null });
  secondsPass();
  await tick();
  expect(await timesStored(row)).toBe(1);
});

test("what was polled while the store hangs and nothing can be decided is kept, and goes through once when it answers again", async () => {
  await forgotten();
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([]) });
  await storeHangs(tick);
  expect((await poller().status()).lastTick).toMatchObject({ ok: false, error: expect.stringContaining("are kept") });
  secondsPass();
  await tick();
  expect(await timesStored(row)).toBe(1);
});

test("no object waits for ever for a store that hangs", async () => {
  const objects = [
    env.OUTBOX.getByName("outbox"),
    env.WATCHMAN.getByName("watchman"),
    env.ARCHIVIST.getByName("archivist"),
  ];
  for (const object of objects) {
    await object.beat();
    await storeHangs(async () => {
      await runDurableObjectAlarm(object);
    });
    secondsPass();
  }
  await storeHangs(async () => {
    const error: unknown = await board()
      .catchUp()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
  });
  secondsPass(8);
  await board().catchUp();
});

test("what was written though the store did not say so is found, and written once", async () => {
  const row = feedRow();
  // The test before left the store away, by its own clock.
  secondsPass(30);
  await filled();
  const written = async () => {
    expect((await push(row)).status).toBe(200);
    const { waiting } = await decider().status();
    expect(waiting).toMatchObject({ payments: 1, problem: away });
  };
  await storeHangs(written, COMMIT, { isRun: true });
  secondsPass();
  expect(await sql("select id from payments where id = ?", row.trans_num)).toHaveLength(1);
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
  expect((await push(feedRow())).status).toBe(200);
  expect(await timesStored(row)).toBe(1);
  const [stored, counted] = await countedAndStored();
  expect(counted).toBe(stored);
});

test("a question that only reads is asked again when the connection is lost", async () => {
  for (const path of ["/api/payments", "/api/rejects", "/api/reports/daily", "/api/health"]) {
    const healthy = await request(path);
    await storeMeets(breaksOff(/select/, 2), async () => {
      expect((await request(path)).status, path).toBe(healthy.status);
    });
  }
});

test.each([
  ["before it was run", false],
  ["after it was run", true],
])("a commit whose connection is lost %s is made again, and counts once", async (_, isRun) => {
  const row = feedRow();
  await storeMeets(breaksOff(COMMIT, 1, { isRun }), async () => {
    expect(await (await push(row)).json()).toMatchObject({ id: row.trans_num, status: "stored" });
  });
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
  expect((await push(feedRow())).status).toBe(200);
  expect(await timesStored(row)).toBe(1);
  const [stored, counted] = await countedAndStored();
  expect(counted).toBe(stored);
});

test("a writer that is taken while the connection is lost is taken again", async () => {
  await push(feedRow());
  await openStore(env).takeWriter();
  const [before, after] = [feedRow(), feedRow()];
  expect((await push(before)).status).toBe(200);
  await storeMeets(breaksOff(TAKING, 2, { isRun: true }), async () => {
    expect((await push(after)).status).toBe(200);
    await vi.waitFor(async () => expect([await timesStored(before), await timesStored(after)]).toEqual([1, 1]));
  });
  expect((await push(feedRow())).status).toBe(200);
});

test.each([
  ["before it was run", false, "as ever"],
  ["after it was run", true, "as ever"],
  ["before it was run", false, "for the first time"],
  ["after it was run", true, "for the first time"],
])("refused rows whose commit breaks off %s are counted once (%s%s)", async (_, isRun, when) => {
  const bad = { ...feedRow(), amt: "much" };
  expect((await push(bad)).status).toBe(422);
  if (when === "for the first time") await forgotten();
  // Health counts the refused rows of the day, and may ask at any moment: its question must not be the one that breaks off.
  await storeMeets(breaksOff(/insert into \\?"rejects\\?"/, 1, { isRun }), async () => {
    expect((await push(bad)).status).toBe(422);
  });
  await recorded();
  expect(await sql("select times from rejects where payment_id = ?", bad.trans_num)).toEqual([{ times: 2 }]);
});

test("after a failed batch the writer is taken anew: what it wrote unheard is counted on from", async () => {
  const [first, row, next] = [feedRow(), feedRow(), feedRow()];
  await push(first);
  await storeMeets(breaksOff(COMMIT, 1, { isRun: true, words: "nobody knows" }), async () => {
    expect((await push(row)).status).toBe(200);
    expect((await decider().status()).waiting).toMatchObject({ payments: 1 });
  });
  expect(await (await push(next)).json()).toMatchObject({ status: "stored" });
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
  const { length } = await storedIds();
  const [last] = await sql("select seq from payments where id = ?", first.trans_num);
  const seqs = await sql(
    "select id, seq - ? as after from payments order by seq limit 3 offset ?",
    Number(last?.seq),
    length - 3,
  );
  expect(seqs.map(({ id, after }) => [id, Number(after)])).toEqual([
    [first.trans_num, 0],
    [row.trans_num, 1],
    [next.trans_num, 2],
  ]);
  expect((await decider().status()).model.engine).toBe("onnx");
});
