// Labels that come later: a payment sent again with another `is_fraud`.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { qualityNow } from "../../worker/health/presentStatus.ts";
import { openStore } from "../../worker/store/open.ts";
import type { PaymentView } from "../../worker/wire/board.ts";
import type { DailyReport } from "../../worker/wire/report.ts";
import { dayAt } from "../../worker/zone.ts";
import { type FeedRow, feedBody, feedRow, fraudRow, scoredPayment } from "../rows.ts";
import { deliver, heldQueue, pushLater } from "./delivery.ts";
import { feedAnswers } from "./feed.ts";
import { listen } from "./live.ts";
import { sql } from "./sql.ts";
import { ledger, push, request, tick } from "./worker.ts";

const store = openStore(env);

interface Decided {
  status: string;
  label?: string;
  seq: number;
  score: number;
  outcome: string;
}

async function pushed(row: object): Promise<Decided> {
  const answer = await push(row);
  expect(answer.status).toBe(200);
  const decided = await answer.json<Omit<Decided, "seq"> & { id: string }>();
  return { ...decided, seq: (await inFull(decided.id)).seq };
}

async function inFull(id: string): Promise<PaymentView> {
  return (await (await request(`/api/payments/${id}`)).json<{ payment: PaymentView }>()).payment;
}

const without = ({ is_fraud: _, ...row }: FeedRow) => row;
const again = (row: FeedRow, is_fraud: unknown) => ({ ...row, is_fraud });

/** Payments by truth in the sums that precision and recall are made of. */
async function truths(row: FeedRow): Promise<Record<string, number>> {
  const found = await sql(
    "select truth, sum(payments) as count from quarters where category = ? group by truth",
    row.category,
  );
  return Object.fromEntries(found.flatMap(({ truth, count }) => (Number(count) === 0 ? [] : [[truth, Number(count)]])));
}

test("a fraud that is known later is the payment's truth everywhere, and its decision stays", async () => {
  const row = feedRow({ category: "late_one", current_time: Date.now() - 1000, is_fraud: 0 });
  const first = await pushed(row);
  const board = await listen();
  const repeated = await pushed(again(row, 1));
  expect(repeated).toMatchObject({ status: "repeated", label: "updated", score: first.score, outcome: first.outcome });
  expect(repeated.seq).toBeGreaterThan(first.seq);

  const payment = await inFull(row.trans_num);
  expect(payment).toMatchObject({ label: "fraud", seq: repeated.seq, score: first.score, outcome: first.outcome });
  const frame = await board.next((each) => each.type === "payment" && each.payment.id === row.trans_num);
  expect(frame).toMatchObject({ seq: repeated.seq, payment: { label: "fraud" } });
  board.close();
  const { labels } = await (await request("/api/labels?limit=500")).json<{
    labels: { id: string; truth: string }[];
  }>();
  expect(labels.find(({ id }) => id === row.trans_num)).toMatchObject({ truth: "fraud" });
  expect(await truths(row)).toEqual({ fraud: 1 });
  expect(await qualityNow(store, configOf(env), Date.now())).toMatchObject({ missed: 1 });
  const day = dayAt("UTC", Date.now());
  const [totals] = await store.totals(day.from, day.to, day.to - day.from);
  expect(totals).toMatchObject({ payments: 1, labelledFrauds: 1, labelledFraudsFlagged: 0 });
  const frauds = { start: day.from, known: 1, flagged: 0 };
  expect(await store.frauds(day.from, day.to, day.to - day.from)).toEqual([frauds]);

  expect(await pushed(again(row, 1))).toEqual({ ...repeated, label: undefined, status: "repeated" });
  expect(await pushed(feedRow())).toMatchObject({ status: "stored", seq: repeated.seq + 1 });
});

test.each([
  ["nothing, then 1", null, 1, "fraud"],
  ["nothing, then 0", null, 0, "legitimate"],
  ["1, then 0", 1, 0, "legitimate"],
  ["1, then nothing", 1, null, "fraud"],
  ["1, then an empty cell", 1, "", "fraud"],
])("%s: the last word counts, and silence is none", async (name, before, after, label) => {
  const row = fraudRow({ category: `late_${name.replace(/\W/g, "_")}` });
  await pushed(before === null ? without(row) : again(row, before));
  const answer = await pushed(again(row, after));
  expect([answer.status, answer.label]).toEqual(["repeated", after === null || after === "" ? undefined : "updated"]);
  expect(await inFull(row.trans_num)).toMatchObject({ label });
  expect(await truths(row)).toEqual({ [label]: 1 });
});

test("a declined payment that was fraud after all alerts nobody a second time", async () => {
  const row = fraudRow({ is_fraud: 0 });
  expect(await pushed(row)).toMatchObject({ outcome: "decline" });
  await pushed(again(row, 1));
  expect(await sql("select id from alerts where payment_id = ?", row.trans_num)).toHaveLength(1);
});

test("a person's verdict stands above a label that comes later", async () => {
  const row = fraudRow({ category: "late_judged", is_fraud: 0 });
  await pushed(row);
  const word = {
    id: null,
    paymentId: row.trans_num,
    verdict: "legitimate",
    note: null,
    by: "ann",
    via: "api",
  } as const;
  await ledger().recordVerdict(word);
  expect(await pushed(again(row, 1))).toMatchObject({ label: "updated" });
  expect(await inFull(row.trans_num)).toMatchObject({ label: "fraud", verdict: "legitimate" });
  expect(await truths(row)).toEqual({ legitimate: 1 });
  await ledger().recordVerdict({ ...word, verdict: null });
  expect(await truths(row)).toEqual({ fraud: 1 });
});

test("another amount under the same id is a conflict, whatever label comes with it", async () => {
  const row = feedRow({ is_fraud: 0 });
  await pushed(row);
  expect((await push({ ...again(row, 1), amt: 1 })).status).toBe(422);
  expect(await inFull(row.trans_num)).toMatchObject({ label: "legitimate" });
});

test("twice in one body: stored once, with the label that came second", async () => {
  const row = feedRow({ category: "late_twice" });
  const { decisions } = await (await push([without(row), again(row, 1), again(row, 1)])).json<{
    decisions: Decided[];
  }>();
  expect(decisions.map(({ status, label }) => [status, label])).toEqual([
    ["stored", undefined],
    ["repeated", "updated"],
    ["repeated", undefined],
  ]);
  expect(await truths(row)).toEqual({ fraud: 1 });
  const { decisions: more } = await (await push([again(row, 0), again(row, 1)])).json<{ decisions: Decided[] }>();
  expect(more.map(({ label }) => label)).toEqual(["updated", "updated"]);
  expect(await truths(row)).toEqual({ fraud: 1 });
});

test("a label may come by the queue as well", async () => {
  const row = feedRow({ is_fraud: 0 });
  await pushed(row);
  const { bodies, QUEUE } = heldQueue();
  await pushLater([again(row, 1)], { QUEUE });
  expect(await deliver(bodies)).toEqual({ acked: bodies, again: [] });
  expect(await inFull(row.trans_num)).toMatchObject({ label: "fraud" });
});

test("a label may come by the feed as well", async () => {
  const row = feedRow({ is_fraud: 0 });
  for (const is_fraud of [0, 1]) {
    await feedAnswers({ body: feedBody([{ ...row, is_fraud }]) });
    await tick();
  }
  expect(await inFull(row.trans_num)).toMatchObject({ label: "fraud", source: "poll" });
});

test("many labels at once, among new payments, get numbers one after the other", async () => {
  const rows = Array.from({ length: 40 }, () => feedRow({ is_fraud: 0 }));
  await push(rows);
  const mixed = rows.flatMap((row) => [again(row, 1), feedRow()]);
  expect((await push(mixed)).status).toBe(200);
  const [{ seqs, highest, count } = {}] = await sql(
    "select count(distinct seq) as seqs, max(seq) as highest, count(*) as count from payments where merchant = ?",
    "Plum, Pear and Sons",
  );
  expect(Number(seqs)).toBe(Number(count));
  expect(await pushed(feedRow())).toMatchObject({ seq: Number(highest) + 1 });
});

test("a closed day stays as it was: a label that comes later is told beside it", async () => {
  const noon = Date.UTC(2026, 10, 18, 12);
  const row = feedRow({ category: "late_closed", current_time: noon, is_fraud: 0 });
  await pushed(row);
  await ledger().closeDay("2026-11-18");
  const report = async () => (await request("/api/reports/daily?date=2026-11-18")).json<DailyReport>();
  const csv = async () => (await request("/api/reports/daily.csv?date=2026-11-18")).text();
  const [closed, lines] = [await report(), await csv()];
  expect(lines).toContain(",legitimate,");

  await pushed(again(row, 1));
  const { corrections, ...kept } = await report();
  expect({ ...kept, corrections: null }).toEqual(closed);
  expect(await csv()).toBe(lines);
  expect(corrections).toMatchObject({
    latePayments: 0,
    changedVerdicts: [],
    changedLabels: [{ id: row.trans_num, before: "legitimate", label: "fraud" }],
    totals: { knownFrauds: closed.totals.knownFrauds + 1 },
  });
  await pushed(again(row, 0));
  expect(await report()).toEqual(closed);
});

test("what is archived as late has payments whose label changed after their day was closed", async () => {
  const writer = await store.takeWriter();
  const at = Date.UTC(2026, 9, 1);
  const day = { from: at, to: at + 86_400_000, closedAt: at + 90_000_000, afterSeq: 0 };
  const payments = [1, 2].map((place) =>
    scoredPayment({ seq: writer.lastSeq + place, paidAt: at, storedAt: at + 5, label: null }),
  );
  await store.commit(writer.epoch, {
    payments,
    histories: new Map(),
    rejects: [],
    alerts: [],
    messages: [],
    verdicts: [],
  });
  const [{ features: _, ...before } = scoredPayment()] = payments;
  const late = { paymentId: before.id, label: "fraud", at: day.closedAt + 1, seq: writer.lastSeq + 3, before } as const;
  const nothing = { payments: [], histories: new Map(), rejects: [], alerts: [], messages: [], verdicts: [] };
  await store.commit(writer.epoch, { ...nothing, labels: [late] });
  const found = await store.lateInFull({ ...day, upToSeq: writer.lastSeq + 3 }, 10, null);
  expect(found.map(({ id, label }) => [id, label])).toEqual([[before.id, "fraud"]]);
  await evictDurableObject(ledger());
});
