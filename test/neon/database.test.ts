// What only a database behind a network does: sleep, refuse, lose an answer.
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { feedBody, feedRow, fraudRow, scoredPayment } from "../rows.ts";
import { feedAnswers } from "../workerd/feed.ts";
import { sql } from "../workerd/sql.ts";
import { push, request, storedIds, tick } from "../workerd/worker.ts";
import { lineHas } from "./trouble.ts";

const store = openStore(env);
/** What only a commit's request holds. */
const COMMIT = 'insert into \\"payments\\"';

afterEach(() => lineHas());

function commit(epoch: number, payment: ScoredPayment): Promise<void> {
  return store.commit(epoch, { payments: [payment] });
}

async function countedAndStored() {
  const [row] = await sql(
    "select (select count(*) from payments) as stored, (select sum(payments)::bigint from minutes) as counted",
  );
  return row;
}

test("when the answer to a commit is lost, the pusher has the decision already, and the record is found: nothing is stored twice", async () => {
  const row = fraudRow({ cc_num: "4000123412340000777" });
  await lineHas({ about: COMMIT, times: 1, what: "answer lost" });
  const first = await push(row);
  expect(first.status).toBe(200);
  const decision = await first.json<object>();
  expect(decision).toMatchObject({ id: row.trans_num, status: "stored", outcome: "decline" });
  expect(await storedIds()).toEqual([row.trans_num]);

  const again = await push(row);
  expect(again.status).toBe(200);
  expect(await again.json()).toEqual({ ...decision, status: "repeated" });
  const next = feedRow({ cc_num: "4000123412340000778" });
  expect((await push(next)).status).toBe(200);
  expect(await storedIds()).toEqual([row.trans_num, next.trans_num]);
  expect(await sql("select id from alerts where payment_id = ?", row.trans_num)).toHaveLength(1);
  expect(await countedAndStored()).toEqual({ stored: 2, counted: 2 });
});

test("what a tick polled is stored once, though the answer to its commit is lost and the feed serves it again", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([row]) });
  await lineHas({ about: COMMIT, times: 1, what: "answer lost" });
  await tick();
  await tick();
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
});

test("a database that is asleep is waited for", async () => {
  const row = feedRow();
  await lineHas({ about: "query", times: 3, what: "refused" }, { about: "query", times: 1, what: "slow" });
  expect((await push(row)).status).toBe(200);
  expect(await storedIds()).toContain(row.trans_num);
});

test("a commit that the database refused to hear is made again", async () => {
  const row = feedRow();
  await lineHas({ about: COMMIT, times: 2, what: "refused" });
  expect((await push(row)).status).toBe(200);
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
});

test("an amount that a number cannot hold is an error, not a wrong amount", async () => {
  const { epoch, lastSeq } = await store.takeWriter();
  await commit(epoch, scoredPayment({ id: "dear", seq: lastSeq + 1 }));
  await sql("update payments set amount_cents = 9007199254740991 where id = 'dear'");
  expect((await store.payment("dear"))?.amountCents).toBe(9007199254740991);
  await sql("update payments set amount_cents = 9007199254740993 where id = 'dear'");
  await expect(store.payment("dear")).rejects.toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: expect.stringContaining("9007199254740993") }),
    }),
  );
  await sql("delete from payments where id = 'dear'");
});

test("no error holds the database's password", async () => {
  const { store: settings } = configOf(env);
  const password = settings.kind === "neon" ? new URL(settings.databaseUrl).password : "";
  expect(password.length).toBeGreaterThan(20);
  // About this question only: objects that a tick has woken ask others meanwhile.
  await lineHas({ about: '"any payment"', times: 1, what: "answer lost" });
  const error: unknown = await store.payment("any payment").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  for (let at = error; at instanceof Error; at = at.cause) {
    expect(JSON.stringify({ ...at, message: at.message, stack: at.stack })).not.toContain(password);
  }
});

test("of a large table PostgreSQL's own estimate is taken, of another a count", async () => {
  const [row] = await sql("select count(*)::int as stored from payments");
  const isSaidToHave = "update pg_class set reltuples = ? where oid = 'payments'::regclass";
  await sql(isSaidToHave, -1);
  expect(await store.countPayments()).toBe(row?.stored);
  await sql(isSaidToHave, 3_000_000);
  expect(await store.countPayments()).toBe(3_000_000);
  await sql(isSaidToHave, -1);
});

test("PostgreSQL is never asked for NUL, which it refuses: such an id is unknown", async () => {
  for (const path of ["/api/payments/%00", "/api/alerts/%00", "/api/alerts/%00/mail", "/api/payments?q=%00"]) {
    const answer = await request(path);
    expect(answer.status, path).toBe(path.includes("?") ? 200 : 404);
  }
});
