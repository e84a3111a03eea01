// Payments that are taken for later: the queue in front of the deciders, its consumer, and what could not be processed.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { deadLetters } from "../../worker/queue/deadLetters.ts";
import { DELIVERIES } from "../../worker/queue/retry.ts";
import { openStore } from "../../worker/store/open.ts";
import { type FeedRow, feedRow, fraudRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { deliver, heldQueue, pushLater } from "./delivery.ts";
import { sql } from "./sql.ts";
import { AWAY, withoutDecisions, withStoreAway, withStoreDown } from "./storeLine.ts";
import { decider, filled, push, recorded, request, SEAT, storedIds } from "./worker.ts";

/** Of so many cards; ids are new with each call. */
function rowsOf(count: number, cards = 40): FeedRow[] {
  return Array.from({ length: count }, (_, at) => feedRow({ cc_num: `40001234567${100_000 + (at % cards)}` }));
}

async function timesStored(rows: readonly FeedRow[]): Promise<number[]> {
  const stored = await storedIds();
  const counts = new Map<string, number>();
  for (const id of stored) counts.set(id, (counts.get(id) ?? 0) + 1);
  return rows.map(({ trans_num }) => counts.get(trans_num) ?? 0);
}

async function expectAllStoredOnce(rows: readonly FeedRow[]): Promise<void> {
  await vi.waitFor(async () => expect(new Set(await timesStored(rows))).toEqual(new Set([1])), {
    timeout: 25_000,
    interval: 100,
  });
}

interface Listed {
  id: string;
  payments: number | null;
  paymentIds: string[];
  attempts: number;
  reason: string | null;
}

async function listed(): Promise<Listed[]> {
  const answer = await request("/api/dead-letters");
  expect(answer.status).toBe(200);
  return (await answer.json<{ deadLetters: Listed[] }>()).deadLetters;
}

const replay = (id: string, changes = {}) => request(`/api/dead-letters/${id}/replay`, { method: "POST" }, changes);
const discard = (id: string) => request(`/api/dead-letters/${id}/discard`, { method: "POST" });

afterEach(async () => {
  await runInDurableObject(deadLetters(env), (_, state) => {
    state.storage.sql.exec("delete from letters");
  });
});

describe("taking them", () => {
  test("a thousand payments at once are answered with their ids, and stored soon after", async () => {
    const rows = rowsOf(1_000);
    const answer = await pushLater(rows);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: rows.map(({ trans_num }) => trans_num), rejects: [] });
    await expectAllStoredOnce(rows);
    const [first] = rows;
    expect(await (await request(`/api/payments/${first?.trans_num}`)).json()).toMatchObject({
      payment: { source: "push", outcome: "approve", score: expect.any(Number) },
    });
  }, 30_000);

  test("one payment alone is taken as well, and true is as good as 1", async () => {
    const row = feedRow();
    const answer = await request("/api/payments?async=true", { method: "POST", body: JSON.stringify(row) });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: [row.trans_num], rejects: [] });
    await expectAllStoredOnce([row]);
  }, 30_000);

  test("an empty list is nothing to queue, and no error", async () => {
    const { bodies, QUEUE } = heldQueue();
    const answer = await pushLater([], { QUEUE });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: [], rejects: [] });
    expect(bodies).toEqual([]);
  });

  test("1,001 are too many, and without async 101 are", async () => {
    expect((await expectClear(await pushLater(rowsOf(1_001)), 400)).error).toMatch(/at most 1000/);
    expect((await expectClear(await push(rowsOf(101)), 400)).error).toMatch(/at most 100/);
  });

  test("a body of two megabytes passes, one of five does not", async () => {
    const { QUEUE } = heldQueue();
    const padded = (bytes: number) => `[${JSON.stringify(feedRow())}${" ".repeat(bytes)}]`;
    expect((await pushLater(padded(2_000_000), { QUEUE })).status).toBe(202);
    await expectClear(await pushLater(padded(5_000_000), { QUEUE }), 413);
    await expectClear(await push(padded(2_000_000)), 413);
  });

  test.each(["async=0", "async=", "async=yes", "async=1&async=1", "async=false"])("?%s is refused", async (query) => {
    const answer = await request(`/api/payments?${query}`, { method: "POST", body: JSON.stringify(feedRow()) });
    expect(await expectClear(answer, 400)).toMatchObject({ field: "async" });
  });

  test("what is not JSON is refused, and queues nothing", async () => {
    const { bodies, QUEUE } = heldQueue();
    for (const body of ["", "{", "<html>", "1"]) await expectClear(await pushLater(body, { QUEUE }), 400);
    expect(bodies).toEqual([]);
  });

  test("without a queue it says so, and that async is what cannot be done", async () => {
    expect((await expectClear(await pushLater(feedRow(), { QUEUE: undefined }), 501)).error).toMatch(/without async/);
  });

  test("it must be signed like any push", async () => {
    const { bodies, QUEUE } = heldQueue();
    const INGEST_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const row = feedRow();
    await expectClear(await pushLater(row, { QUEUE, INGEST_SECRET }), 401);
    await expectClear(await pushLater(row, { QUEUE, VIGIE_LOCAL: undefined }), 503);
    const body = JSON.stringify(row);
    const sign = (text: string) => new Webhook(INGEST_SECRET).sign("msg", new Date(), text);
    const signed = (signature: string) => ({
      "webhook-id": "msg",
      "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
      "webhook-signature": signature,
    });
    const send = (headers: Record<string, string>) =>
      request("/api/payments?async=1", { method: "POST", body, headers }, { QUEUE, INGEST_SECRET });
    await expectClear(await send(signed(sign(`${body} `))), 401);
    expect(bodies).toEqual([]);
    expect((await send(signed(sign(body)))).status).toBe(202);
    expect(bodies).toHaveLength(1);
  });

  test("a queue that does not take them is a 503, to be sent again", async () => {
    const QUEUE = {
      sendBatch: async () => {
        throw new Error("Too Many Requests");
      },
    };
    const answer = await pushLater(feedRow(), { QUEUE });
    expect(answer.headers.get("retry-after")).toBe("1");
    await expectClear(answer, 503);
  });

  test("bad rows are answered at once and kept as rejects, and the good ones beside them pass", async () => {
    const { bodies, QUEUE } = heldQueue();
    const [good, bad] = [feedRow(), { ...feedRow(), amt: 1.005 }];
    const answer = await pushLater([bad, good], { QUEUE });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      accepted: [good.trans_num],
      rejects: [
        { index: 0, id: bad.trans_num, code: "invalid", field: "amt", error: "amt must have at most two decimals" },
      ],
    });
    await deliver(bodies);
    expect(await timesStored([good, feedRow()])).toEqual([1, 0]);
    expect(await sql("select times, source from rejects where payment_id = ?", bad.trans_num)).toEqual([
      { times: 1, source: "push" },
    ]);
  });

  test("one payment that is refused is a 422, as without async, and is kept as a reject too", async () => {
    const { bodies, QUEUE } = heldQueue();
    const bad = { ...feedRow(), amt: 2.005 };
    expect(await expectClear(await pushLater(bad, { QUEUE }), 422)).toMatchObject({ field: "amt" });
    await deliver(bodies);
    expect(await sql("select times from rejects where payment_id = ?", bad.trans_num)).toEqual([{ times: 1 }]);
  });

  test("no card number, name or street lies in the queue", async () => {
    const { bodies, QUEUE } = heldQueue();
    const row = feedRow();
    await pushLater([row, { ...row, amt: 1.005 }, { ...feedRow(), merchant: `Shop ${row.cc_num}` }], { QUEUE });
    const queued = bodies.join();
    expect(queued).toContain(row.trans_num);
    for (const secret of [row.cc_num, row.first, row.last, row.street, row.dob]) expect(queued).not.toContain(secret);
  });
});

test("a queue that nobody empties is said on health, and one that does not answer costs health nothing", async () => {
  const problemsWith = async (metrics: object) => {
    const answer = await request("/api/health", {}, { QUEUE: metrics });
    return (await answer.json<{ problems: string[] }>()).problems.filter((each) => /queue/.test(each));
  };
  const saying = (backlogCount: number, oldestMessageTimestamp: Date | undefined) => ({
    metrics: async () => ({ backlogCount, backlogBytes: 1, oldestMessageTimestamp }),
  });
  expect(await problemsWith(saying(7, new Date(Date.now() - 16 * 60_000)))).toEqual([
    expect.stringMatching(/^7 queued messages wait to be processed, the oldest for 16 minutes/),
  ]);
  for (const quiet of [saying(7, new Date()), saying(0, new Date(0)), saying(7, undefined), {}]) {
    expect(await problemsWith(quiet)).toEqual([]);
  }
  const failing = { metrics: () => Promise.reject(new Error("Too Many Requests")) };
  expect(await problemsWith(failing)).toEqual([]);
  expect(await (await request("/api/metrics", {}, { QUEUE: failing })).text()).not.toContain("vigie_queued");
});

describe("processing them", () => {
  async function queued(rows: readonly FeedRow[]): Promise<string[]> {
    const { bodies, QUEUE } = heldQueue();
    expect((await pushLater(rows, { QUEUE })).status).toBe(202);
    return bodies;
  }

  test("a message that is delivered twice, or twice in one batch, is stored once, with one alert", async () => {
    const row = fraudRow({ cc_num: "4000123412348880001" });
    const [body] = await queued([row]);
    await deliver([body, body]);
    await deliver([body], { attempts: 2 });
    expect(await timesStored([row])).toEqual([1]);
    expect(await sql("select * from alerts where payment_id = ?", row.trans_num)).toHaveLength(1);
  });

  test("the same payment at once and for later is stored once", async () => {
    const rows = rowsOf(50);
    const [at, later] = await Promise.all([push(rows), pushLater(rows)]);
    expect([at.status, later.status]).toEqual([200, 202]);
    await expectAllStoredOnce(rows);
    await vi.waitFor(async () => expect(await env.QUEUE?.metrics()).toMatchObject({ backlogCount: 0 }), {
      timeout: 10_000,
    });
    expect(new Set(await timesStored(rows))).toEqual(new Set([1]));
  }, 30_000);

  test("one card's payments, shuffled over the messages of a batch, are scored as if they had come in order", async () => {
    const start = Date.UTC(2026, 9, 1, 9);
    const paid = Array.from({ length: 60 }, (_, at) => ({
      at: start + at * 7 * 3_600_000,
      amt: 10 + ((at * 37) % 90),
    }));
    const rowsOfCard = (card: string) => paid.map(({ at, amt }) => feedRow({ cc_num: card, current_time: at, amt }));
    const ordered = rowsOfCard("4000123412347770001");
    for (const row of ordered) expect((await push(row)).status).toBe(200);

    const shuffled = rowsOfCard("4000123412347770002");
    const bodies: string[] = [];
    for (const row of shuffled) bodies.push(...(await queued([row])));
    // Each seventh, from the end: nothing is beside its neighbour.
    const mixed = bodies.map((_, at) => bodies[(at * 53) % bodies.length]);
    expect((await deliver(mixed)).acked).toHaveLength(60);

    const kept = async (rows: readonly FeedRow[]) => {
      const found = await sql("select id, score, features, card_id from payments");
      const byId = new Map(found.map((row) => [row.id, row]));
      const of = rows.map(({ trans_num }) => byId.get(trans_num));
      const [history] = await sql("select history from histories where card_id = ?", of[0]?.card_id);
      return { scores: of.map((row) => row?.score), features: of.map((row) => row?.features), history };
    };
    expect(await kept(shuffled)).toEqual(await kept(ordered));
  });

  test("while the store is down messages are decided and let go; all is stored once when it is back", async () => {
    await filled();
    const rows = rowsOf(600);
    const bodies = await queued(rows);
    await withStoreDown(async () => {
      expect((await deliver(bodies)).acked).toEqual(bodies);
      expect((await deliver(bodies, { attempts: 2 })).acked).toEqual(bodies);
      expect(new Set(await timesStored(rows))).toEqual(new Set([0]));
    });
    expect(new Set(await timesStored(rows))).toEqual(new Set([1]));
  });

  test("while nothing can be decided nothing is let go; afterwards all is stored once", async () => {
    const rows = rowsOf(600);
    const bodies = await queued(rows);
    await withoutDecisions(async () => {
      const first = await deliver(bodies);
      expect(first).toEqual({ acked: [], again: bodies });
      expect(await deliver(bodies, { attempts: 2 })).toEqual(first);
    });
    expect(new Set(await timesStored(rows))).toEqual(new Set([0]));
    expect((await deliver(bodies, { attempts: 2 })).acked).toEqual(bodies);
    expect(new Set(await timesStored(rows))).toEqual(new Set([1]));
  });

  test("a decider that fails in mid-batch: what is through is let go, the rest comes again, and all is stored once", async () => {
    const rows = rowsOf(1_000);
    // Message by message in event time, so that the first slices are whole messages.
    const bodies = await queued(rows.map((row, at) => ({ ...row, current_time: Date.UTC(2026, 10, 2) + at * 1_000 })));
    let takes = 0;
    const DECIDER = {
      getByName: () => ({
        take: (arrivals: string) => {
          takes += 1;
          if (takes === 2) throw new Error("the decider went away");
          return decider().take(arrivals, SEAT);
        },
      }),
    };
    const { acked, again } = await deliver(bodies, { changes: { DECIDER } });
    expect(acked.length).toBeGreaterThan(0);
    expect([...acked, ...again]).toEqual(bodies);
    expect((await timesStored(rows)).filter((times) => times === 1)).toHaveLength(500);
    await deliver(again, { attempts: 2 });
    expect(new Set(await timesStored(rows))).toEqual(new Set([1]));
  });

  test("a decider that dies under every second slice loses none and stores none twice", async () => {
    const rows = rowsOf(1_000);
    let left: unknown[] = await queued(rows);
    let takes = 0;
    const DECIDER = {
      getByName: () => ({
        take: async (arrivals: string) => {
          takes += 1;
          // As a deploy does: another writer takes over, and the one that lives on is refused and aborts itself.
          if (takes % 2 === 0) await openStore(env).takeWriter();
          return decider().take(arrivals, SEAT);
        },
      }),
    };
    for (let attempts = 1; left.length > 0; attempts += 1) {
      expect(attempts).toBeLessThan(15);
      ({ again: left } = await deliver(left, { attempts, changes: { DECIDER } }));
    }
    expect(new Set(await timesStored(rows))).toEqual(new Set([1]));
    // The writer that was taken last is nobody's.
    await vi.waitFor(async () => expect((await push(feedRow())).status).toBe(200));
  });

  test("what the local queue delivers while nothing can be decided, it delivers again", async () => {
    const rows = rowsOf(300);
    const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await withoutDecisions(async () => {
      expect((await pushLater(rows)).status).toBe(202);
      await vi.waitFor(() => expect(failed.mock.calls.join()).toContain("queue_not_processed"), { timeout: 10_000 });
    });
    failed.mockRestore();
    await expectAllStoredOnce(rows);
  }, 40_000);
});

describe("what cannot be processed", () => {
  const POISON = '{"version":0,"arrivals":[]}';

  async function oneDead(row: FeedRow): Promise<string> {
    const { bodies, QUEUE } = heldQueue();
    await pushLater(row, { QUEUE });
    await withoutDecisions(async () => void (await deliver(bodies, { attempts: DELIVERIES })));
    const [letter] = await listed();
    if (letter === undefined) throw new Error("it was not kept");
    return letter.id;
  }

  test("a message that cannot be read is set aside at once, and takes no neighbour along", async () => {
    const row = feedRow();
    const { bodies, QUEUE } = heldQueue();
    await pushLater(row, { QUEUE });
    const all = [POISON, ...bodies, "not JSON", { some: "object" }];
    expect((await deliver(all)).acked).toEqual(all);
    expect(await timesStored([row])).toEqual([1]);
    const letters = await listed();
    expect(letters).toHaveLength(3);
    for (const letter of letters) {
      expect(letter).toMatchObject({
        payments: null,
        paymentIds: [],
        attempts: 1,
        reason: expect.stringMatching(/read/),
      });
    }
  });

  test("a message that failed before goes alone, so that only it fails again", async () => {
    const [poison, other] = [feedRow(), feedRow()];
    const { bodies, QUEUE } = heldQueue();
    await pushLater(poison, { QUEUE });
    await pushLater(other, { QUEUE });
    const DECIDER = {
      getByName: () => ({
        take: (arrivals: string) => {
          if (arrivals.includes(poison.trans_num)) throw new Error("the decider cannot bear it");
          return decider().take(arrivals, SEAT);
        },
      }),
    };
    const first = await deliver(bodies, { changes: { DECIDER } });
    expect(first.again).toHaveLength(2);
    const second = await deliver(bodies, { attempts: 2, changes: { DECIDER } });
    expect(second.acked).toEqual([bodies[1]]);
    expect(await timesStored([poison, other])).toEqual([0, 1]);
    await deliver([bodies[0]], { attempts: DELIVERIES, changes: { DECIDER } });
    expect(await listed()).toMatchObject([
      { payments: 1, paymentIds: [poison.trans_num], attempts: DELIVERIES, reason: "the decider cannot bear it" },
    ]);
  });

  test("while the dead letters are away nothing is let go: what fails for good comes again, and is kept then", async () => {
    const row = feedRow();
    const { bodies, QUEUE } = heldQueue();
    await pushLater(row, { QUEUE });
    const away = { getByName: () => ({ keep: () => Promise.reject(new Error("the object is away")) }) };
    const changes = { DEAD_LETTERS: away };
    await withoutDecisions(async () => {
      expect(await deliver(bodies, { attempts: DELIVERIES, changes })).toEqual({ acked: [], again: bodies });
    });
    expect(await deliver([POISON], { changes })).toEqual({ acked: [], again: [POISON] });
    const fromThePlatform = await deliver(bodies, { queue: "vigie-dead-letters", changes });
    expect(fromThePlatform).toEqual({ acked: [], again: bodies });
    expect(await listed()).toEqual([]);

    expect((await deliver(bodies, { queue: "vigie-dead-letters" })).acked).toEqual(bodies);
    expect(await listed()).toMatchObject([{ payments: 1, paymentIds: [row.trans_num] }]);
  });

  test("after its last delivery a message is kept with the reason, is said on health, and is processed when tried again", async () => {
    const row = feedRow();
    const id = await oneDead(row);
    expect(await listed()).toMatchObject([{ payments: 1, paymentIds: [row.trans_num], reason: AWAY }]);
    const health = await (await request("/api/health")).json<{ problems: string[]; deadLetters: number }>();
    expect(health.deadLetters).toBe(1);
    expect(health.problems.join()).toContain("1 payment (1 queued message) could not be processed");
    expect(await (await request("/api/metrics")).text()).toContain("vigie_dead_letters 1");
    expect(await (await request("/api/metrics")).text()).toMatch(/^vigie_queued \d+$/m);

    const answer = await replay(id);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ id });
    expect(await listed()).toEqual([]);
    await expectAllStoredOnce([row]);
  }, 30_000);

  test("trying it again twice is harmless", async () => {
    const row = feedRow();
    const id = await oneDead(row);
    const answers = await Promise.all([replay(id), replay(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 404]);
    expect((await expectClear(await replay(id), 404)).error).toMatch(/already/);
    await expectAllStoredOnce([row]);
  }, 30_000);

  test("all of them are tried again at once, those that nobody can read among them", async () => {
    const rows = rowsOf(11);
    const { bodies, QUEUE } = heldQueue();
    for (const row of rows) await pushLater(row, { QUEUE });
    await withoutDecisions(async () => void (await deliver(bodies, { attempts: DELIVERIES })));
    await deliver([POISON]);
    expect(await listed()).toHaveLength(12);

    const answer = await request("/api/dead-letters/replay", { method: "POST" });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ sent: 12, left: 0 });
    await expectAllStoredOnce(rows);
    await vi.waitFor(async () => expect(await listed()).toMatchObject([{ payments: null }]), { timeout: 10_000 });
  }, 30_000);

  test("of very many as many are tried again as a request can see to, those first that have lain longest", async () => {
    const letters = Array.from({ length: 405 }, (_, at) => ({
      ...{ id: `letter-${at}`, body: JSON.stringify({ version: 1, arrivals: [], at }), attempts: 1, reason: null },
    }));
    await deadLetters(env).keep(letters.slice(5));
    await scheduler.wait(5);
    await deadLetters(env).keep(letters.slice(0, 5));
    const answer = await request("/api/dead-letters/replay", { method: "POST" });
    expect(await answer.json()).toEqual({ sent: 400, left: 5 });
    expect((await listed()).map(({ id }) => id)).toEqual(letters.slice(0, 5).map(({ id }) => id));
    expect(await (await request("/api/dead-letters/replay", { method: "POST" })).json()).toEqual({ sent: 5, left: 0 });
  }, 30_000);

  test("what fails again while it is still being sent stays", async () => {
    const id = await oneDead(feedRow());
    await runInDurableObject(deadLetters(env), async (object, state) => {
      const [row] = state.storage.sql.exec<{ body: string }>("select body from letters where id = ?", id);
      const body = row?.body ?? "";
      const sending = object.replay(id);
      // Turns are begun after this; its letter comes back, within the same millisecond, before the send is over.
      await Promise.resolve();
      object.keep([{ id, body, attempts: DELIVERIES, reason: "failed again" }]);
      expect(await sending).toBe(true);
    });
    expect(await listed()).toMatchObject([{ id, reason: "failed again" }]);
  });

  test("sent and given up at once, it is only one of both", async () => {
    const row = feedRow();
    const id = await oneDead(row);
    const answers = await Promise.all([replay(id), discard(id)]);
    const [isSent, isGivenUp] = answers.map(({ status }) => status !== 404);
    expect(isSent).not.toBe(isGivenUp);
    if (isSent) await expectAllStoredOnce([row]);
    expect(await sql("select * from rejects where payment_id = ?", row.trans_num)).toHaveLength(isGivenUp ? 1 : 0);
  }, 30_000);

  test("what the platform gave up is kept too, though the store is down, and once however often it comes", async () => {
    const row = feedRow();
    const { bodies, QUEUE } = heldQueue();
    await pushLater(row, { QUEUE });
    await withStoreDown(async () => {
      expect((await deliver(bodies, { queue: "vigie-dead-letters" })).acked).toEqual(bodies);
      await deliver(bodies, { queue: "vigie-dead-letters", attempts: 2 });
      expect(await listed()).toMatchObject([{ payments: 1, reason: null, attempts: 2 }]);
    });
  });

  test("without a queue it cannot be tried again, and stays", async () => {
    const id = await oneDead(feedRow());
    await expectClear(await replay(id, { QUEUE: undefined }), 501);
    expect(await listed()).toHaveLength(1);
  });

  test("given up, its payments are kept among the refused rows", async () => {
    const row = feedRow();
    const id = await oneDead(row);
    expect((await discard(id)).status).toBe(200);
    expect(await listed()).toEqual([]);
    await expectClear(await discard(id), 404);
    const [reject] = await sql("select * from rejects where payment_id = ?", row.trans_num);
    expect(reject).toMatchObject({ code: "discarded", source: "push", times: 1 });
    expect(String(reject?.snippet)).toContain(row.trans_num);
    expect(reject?.reason).toBe("was queued, could not be processed, and was given up through the API");
    expect(await timesStored([row])).toEqual([0]);

    await deliver([POISON]);
    const [poison] = await listed();
    expect((await discard(poison?.id ?? "")).status).toBe(200);
    expect(await sql("select reason from rejects where code = 'unreadable'")).toEqual([
      { reason: "a queued message could not be read, and was given up through the API" },
    ]);
  });

  test("given up with some of its payments stored, only the others are refused rows", async () => {
    const rows = rowsOf(3);
    const { bodies, QUEUE } = heldQueue();
    await pushLater(rows, { QUEUE });
    expect((await push(rows.slice(0, 1))).status).toBe(200);
    await withoutDecisions(async () => void (await deliver(bodies, { attempts: DELIVERIES })));
    const [letter] = await listed();
    expect((await discard(letter?.id ?? "")).status).toBe(200);
    expect(await timesStored(rows)).toEqual([1, 0, 0]);
    const rejects = await sql("select payment_id from rejects where code = 'discarded'");
    const refused = rejects.map(({ payment_id }) => payment_id);
    expect(rows.map(({ trans_num }) => refused.includes(trans_num))).toEqual([false, true, true]);
  });

  test("given up while a decided payment of it waits for the store, that payment is no refused row", async () => {
    await filled();
    const rows = rowsOf(2);
    const { bodies, QUEUE } = heldQueue();
    await pushLater(rows, { QUEUE });
    await withoutDecisions(async () => void (await deliver(bodies, { attempts: DELIVERIES })));
    const [letter] = await listed();
    await withStoreDown(async () => {
      expect((await push(rows.slice(0, 1))).status).toBe(200);
      expect((await discard(letter?.id ?? "")).status).toBe(200);
    });
    await recorded();
    expect(await timesStored(rows)).toEqual([1, 0]);
    const rejects = await sql("select payment_id from rejects where code = 'discarded'");
    const refused = rejects.map(({ payment_id }) => payment_id);
    expect(rows.map(({ trans_num }) => refused.includes(trans_num))).toEqual([false, true]);
  });

  test("given up while the store takes no record, it is kept among the refused rows when it does again", async () => {
    const row = feedRow();
    const id = await oneDead(row);
    const rejects = () => sql("select code from rejects where payment_id = ?", row.trans_num);
    await withStoreDown(async () => {
      expect((await discard(id)).status).toBe(200);
      expect(await rejects()).toEqual([]);
    });
    expect(await listed()).toEqual([]);
    await recorded();
    expect(await rejects()).toEqual([{ code: "discarded" }]);
  });

  test("given up while nobody can tell what of it is stored, it stays", async () => {
    const id = await oneDead(feedRow());
    await withStoreAway(async () => void (await expectClear(await discard(id), 503)));
    expect(await listed()).toHaveLength(1);
  });

  test("they are for readers only", async () => {
    const guarded = { DASHBOARD_TOKEN: "a dashboard token of the tests" };
    await expectClear(await request("/api/dead-letters", {}, guarded), 401);
    for (const action of ["replay", "discard"]) {
      await expectClear(await request(`/api/dead-letters/x/${action}`, { method: "POST" }, guarded), 401);
      await expectClear(
        await request(`/api/dead-letters/x/${action}`, { method: "POST", headers: { origin: "https://evil.test" } }),
        403,
      );
    }
  });
});
