import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { MORE_FEATURES } from "../../worker/features/moreFeatures.ts";
import { feedBody, feedRow, fraudRow, splitForm } from "../rows.ts";
import { feedAnswers, feedCalls } from "./feed.ts";
import { sql } from "./sql.ts";
import { cron, poller, push, request, storedIds, tick } from "./worker.ts";

test("a payment that the feed serves is scored by the model and stored", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) });
  await tick();

  const answer = await request(`/api/payments/${row.trans_num}`);
  expect(answer.status).toBe(200);
  const { payment, features } = await answer.json<{
    payment: { score: number; outcome: string; amount: string; merchant: string; card: { last4: string } };
    features: { name: string; value: number | null }[];
  }>();
  expect(payment).toMatchObject({
    outcome: "approve",
    amount: "84.20",
    merchant: "Plum, Pear and Sons",
    card: { last4: "4567" },
  });
  expect(payment.score).toBeGreaterThan(0);
  expect(features.find(({ name }) => name === "amount")?.value).toBeCloseTo(84.2, 4);
});

test("what only some models read is shown where it was read, behind what all of them do", async () => {
  const row = feedRow();
  await push(row);
  await vi.waitFor(async () => {
    expect(await sql("select id from payments where id = ?", row.trans_num)).toHaveLength(1);
  });
  const [{ features: stored = null } = {}] = await sql("select features from payments where id = ?", row.trans_num);
  const common: (number | null)[] = typeof stored === "string" ? JSON.parse(stored) : stored;
  const more = MORE_FEATURES.map(({ name }) => (name === "merchant_count_7d" ? 12 : null));
  await sql("update payments set features = ? where id = ?", JSON.stringify([...common, ...more]), row.trans_num);
  const { features } = await (await request(`/api/payments/${row.trans_num}`)).json<{
    features: { name: string; value: number | null }[];
  }>();
  expect(features).toHaveLength(common.length + 1);
  expect(features.at(-1)).toMatchObject({ name: "merchant_count_7d", value: 12, unit: "payments" });
});

test("a fraud is declined with reasons, and an alert is owed for it", async () => {
  const row = fraudRow({ cc_num: "4000123412340000111" });
  await feedAnswers({ body: feedBody([row]) });
  await tick();

  const { payment, alerts } = await (await request(`/api/payments/${row.trans_num}`)).json<{
    payment: { score: number; outcome: string; reasons: { code: string; share: number; text: string }[] };
    alerts: { state: string; subject: string }[];
  }>();
  expect(payment.outcome).toBe("decline");
  expect(payment.reasons.length).toBeGreaterThan(0);
  expect(alerts).toEqual([
    // Paid long ago as it was: for the next mail that sums up.
    expect.objectContaining({ state: "held_back", subject: "Fraud: $1,012.40 at Plum, Pear and Sons" }),
  ]);
});

test("a bad row becomes a reject with its reason, and the good rows beside it pass", async () => {
  const good = feedRow();
  const bad = { ...feedRow(), amt: 1.005 };
  await feedAnswers({ body: feedBody([bad, good]) });
  await tick();

  expect(await storedIds()).toContain(good.trans_num);
  expect(await storedIds()).not.toContain(bad.trans_num);
  const [reject] = await sql("select * from rejects where payment_id = ?", bad.trans_num);
  expect(reject).toMatchObject({
    code: "invalid",
    field: "amt",
    reason: "amt must have at most two decimals",
    times: 1,
  });
});

test("the same bad row again is counted, not stored again", async () => {
  const bad = { ...feedRow(), amt: 2.005 };
  await feedAnswers({ body: feedBody([bad]) }, { body: feedBody([bad]) });
  await tick();
  await tick();
  const [reject] = await sql("select times from rejects where payment_id = ?", bad.trans_num);
  expect(reject).toEqual({ times: 2 });
});

test("mirrors that answer the inner object are read as well", async () => {
  const row = feedRow();
  await feedAnswers({ body: splitForm([row]) });
  await tick();
  expect(await storedIds()).toContain(row.trans_num);
});

test("two cards beyond 2^53 that differ in the last digits stay two cards", async () => {
  const [one, other] = [feedRow({ cc_num: "4497913965512794052" }), feedRow({ cc_num: "4497913965512794053" })];
  await feedAnswers({ body: feedBody([one, other]) });
  await tick();
  const results = await sql("select distinct card_id from payments where id in (?, ?)", one.trans_num, other.trans_num);
  expect(results).toHaveLength(2);
});

test("the same payment again changes nothing", async () => {
  const row = fraudRow({ cc_num: "4000123412340000222" });
  await feedAnswers({ body: feedBody([row, row, row]) }, { body: feedBody([row]) });
  await tick();
  await tick();
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
  const results = await sql("select * from alerts where payment_id = ?", row.trans_num);
  expect(results).toHaveLength(1);
});

test("other content under the same id is a recorded conflict, and the first stands", async () => {
  const row = feedRow({ amt: 10 });
  await feedAnswers({ body: feedBody([row]) }, { body: feedBody([{ ...row, amt: 99 }]) });
  await tick();
  await tick();
  const [reject] = await sql("select * from rejects where payment_id = ?", row.trans_num);
  expect(reject).toMatchObject({ code: "conflict", field: "amt" });
  const [stored] = await sql("select amount_cents from payments where id = ?", row.trans_num);
  expect(stored).toEqual({ amount_cents: 1000 });
});

test.each([
  ["an HTML page", { body: "<html>Application error</html>" }, "answered an HTML page"],
  ["a server error, twice", { status: 500, body: "oops" }, "failed (500)"],
  ["cut-off JSON", { body: feedBody([feedRow()]).slice(0, 300) }, "cannot be read"],
  ["a redirect", { status: 302, headers: { location: "http://169.254.169.254/" } }, "redirect"],
])("when the feed answers %s the tick ends degraded, says so, and the next one goes on", async (_, answer, problem) => {
  const row = feedRow();
  await feedAnswers(answer, answer);
  await tick();
  const health = await request("/api/health");
  expect(health.status).toBe(503);
  expect((await health.json<{ problems: string[] }>()).problems.join()).toContain(problem);

  await feedAnswers({ body: feedBody([row]) });
  await tick();
  expect(await storedIds()).toContain(row.trans_num);
  expect((await request("/api/health")).status).toBe(200);
});

test("when the feed asks to be left alone, it is, for as long as it says and five minutes at most", async () => {
  await feedAnswers({
    status: 429,
    headers: { "retry-after": "999999" },
    body: '{"error":"Rate limit exceeded: 5 per 1 minute"}',
  });
  await tick();
  const alarm = await runInDurableObject(poller(), (_, state) => state.storage.getAlarm());
  const waitMs = (alarm ?? 0) - Date.now();
  expect(waitMs).toBeGreaterThan(4 * 60_000);
  expect(waitMs).toBeLessThanOrEqual(5 * 60_000);
  // The heartbeat does not shorten the wait.
  await cron();
  expect(await runInDurableObject(poller(), (_, state) => state.storage.getAlarm())).toBe(alarm);
});

test("of two ticks at once one polls, the other leaves", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]), delayMs: 300 }, { body: feedBody([feedRow()]) });
  await Promise.all([poller().run(), poller().run()]);
  expect(await feedCalls()).toBe(1);
  expect(await storedIds()).toContain(row.trans_num);
});

test("a poller whose alarm died is revived by the cron", async () => {
  await runInDurableObject(poller(), (_, state) => state.storage.deleteAlarm());
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) });
  await tick();
  expect(await storedIds()).toContain(row.trans_num);
});

test("a poller that was evicted goes on from its storage", async () => {
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) });
  await cron();
  await evictDurableObject(poller());
  await runDurableObjectAlarm(poller());
  expect(await storedIds()).toContain(row.trans_num);
});

test("a lease whose holder was killed in mid-tick does not hold the next tick up", async () => {
  await runInDurableObject(poller(), (_, state) => {
    state.storage.kv.put("lease", { token: 1_000, expiresAt: Date.now() + 90_000 });
  });
  await evictDurableObject(poller());
  const row = feedRow();
  await feedAnswers({ body: feedBody([row]) });
  await poller().run();
  expect(await storedIds()).toContain(row.trans_num);
});

test("a tick that outlived its lease leaves no trace of its own where a later one holds the token", async () => {
  await feedAnswers({ body: feedBody([feedRow()]) });
  await tick();
  const { lastTick } = await poller().status();
  const calls = await feedCalls();
  await feedAnswers({ status: 404, delayMs: 400 });
  const late = tick();
  while ((await feedCalls()) === calls) await scheduler.wait(20);
  const later = { token: 1_000_000, expiresAt: Date.now() + 90_000 };
  await runInDurableObject(poller(), (_, state) => state.storage.kv.put("lease", later));
  await late;
  expect((await poller().status()).lastTick).toEqual(lastTick);
  await runInDurableObject(poller(), (_, state) => {
    expect(state.storage.kv.get("lease")).toEqual(later);
    state.storage.kv.put("lease", { token: later.token, expiresAt: 0 });
  });
});

test("push and poll of one payment at once store it once", async () => {
  const row = fraudRow({ cc_num: "4000123412340000333" });
  await feedAnswers({ body: feedBody([row]) });
  const [pushed] = await Promise.all([push({ ...row }), tick()]);
  expect(pushed.status).toBe(200);
  expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
  const results = await sql("select * from alerts where payment_id = ?", row.trans_num);
  expect(results).toHaveLength(1);
});

test("NaN in one cell of the feed's answer, as Python writes it, loses no row", async () => {
  const rows = [feedRow(), feedRow(), feedRow()];
  const body = JSON.stringify(splitForm(rows).replace(",40.1,", ",NaN,"));
  expect(body).toContain("NaN");
  await feedAnswers({ body });
  await tick();
  for (const { trans_num } of rows) expect((await request(`/api/payments/${trans_num}`)).status).toBe(200);
});
