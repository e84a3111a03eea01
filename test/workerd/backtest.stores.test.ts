// Stored payments decided once more: by the model that decided them, by another one, and whatever happens meanwhile.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import baseline from "../../model/artifacts/baseline.zip";
import type { FeedRow } from "../../simulator/row.ts";
import { createWorld, naturalRate } from "../../simulator/world/world.ts";
import { atLines } from "../../worker/backtest/atLines.ts";
import { configOf } from "../../worker/config/config.ts";
import { DAY_MS, HOUR_MS } from "../../worker/duration.ts";
import { openModels } from "../../worker/objects/keptBundles.ts";
import { shippedModels } from "../../worker/scoring/shipped.ts";
import { openStore } from "../../worker/store/open.ts";
import type { BacktestResult, BacktestSummary } from "../../worker/wire/backtest.ts";
import { feedRow } from "../rows.ts";
import { sql } from "./sql.ts";
import { AWAY, storeMeets } from "./storeLine.ts";
import { push, request } from "./worker.ts";

const CARDS = 16;
const DAYS = 50;
const FIRST_DAY = Math.floor(Date.UTC(2026, 8, 1) / DAY_MS);
const FROM = (FIRST_DAY + 36) * DAY_MS;
const TO = (FIRST_DAY + DAYS) * DAY_MS;
const RANGE = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
/** What reads the payments of a slice, and nothing else. */
const SLICE = /order by \\?"payments\\?"\.\\?"paid_at\\?" asc/;

interface InFull {
  backtest: BacktestSummary;
  simulated: boolean;
  result: BacktestResult;
}

const backtester = () => env.BACKTESTER.getByName("backtester");
const shipped = shippedModels.champion.version;
let baselineVersion = "";

function rowOf({ holder, ...row }: FeedRow) {
  return feedRow({
    ...{
      cc_num: holder.cardNumber,
      gender: holder.gender ?? "F",
      dob: holder.birthDate ?? "",
      city_pop: holder.cityPopulation ?? 1,
    },
    ...{ lat: holder.latitude ?? 0, long: holder.longitude ?? 0, merch_lat: row.merchantLatitude ?? 0 },
    ...{ merch_long: row.merchantLongitude ?? 0, merchant: row.merchant, category: row.category, amt: row.amount },
    ...{ trans_num: row.id, is_fraud: row.isFraud ? 1 : 0, current_time: row.paidAt },
  });
}

/** Fifty days of sixteen cards, and a card that pays so often that its history keeps only the newest of 30 days. */
function madeUpPayments() {
  const world = createWorld({
    ...{ seed: 7, cards: CARDS, paymentsPerMinute: naturalRate(CARDS), fraudShare: 0.02 },
    ...{ fraudHours: "natural", timezone: "UTC" },
  });
  const rows = Array.from({ length: DAYS }, (_, day) => world.day(FIRST_DAY + day))
    .flat()
    .map(rowOf);
  const busy = Array.from({ length: 420 }, (_, at) =>
    feedRow({ cc_num: "4000777712341234567", amt: 20 + (at % 50), current_time: TO - (at + 1) * 2 * HOUR_MS }),
  );
  return [...rows, ...busy].sort((a, b) => Number(a.current_time) - Number(b.current_time));
}

beforeAll(async () => {
  const rows = madeUpPayments();
  for (let from = 0; from < rows.length; from += 100) {
    const answer = await push(rows.slice(from, from + 100));
    if (answer.status !== 200) throw new Error(await answer.text());
  }
  expect(await sql("select count(*) as payments from payments")).toEqual([{ payments: rows.length }]);
  baselineVersion = await registered(new Uint8Array(baseline));
});

async function registered(zip: Uint8Array): Promise<string> {
  const { createHash } = await import("node:crypto");
  const { readBundle } = await import("../../worker/scoring/bundle.ts");
  const reading = readBundle(zip, (bytes) => createHash("sha256").update(bytes).digest("hex"));
  if (!reading.ok) throw new Error(reading.problem);
  const { version } = reading.bundle;
  const pieces = await openStore(env).keepBundle(version, zip);
  await sql(
    `insert into models (version, bytes, pieces, added_at, "by", via, note, proof) values (?, ?, ?, ?, 'test', 'api', null, '{}')`,
    ...[version, zip.length, pieces, Date.now()],
  );
  return version;
}

// The clock is an hour ahead, so that no alarm comes by itself: each test rings them.
let aheadMs = HOUR_MS;
const realNow = Date.now;
beforeEach(() => {
  aheadMs = HOUR_MS;
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + aheadMs);
});
afterEach(async () => {
  for (const { id } of await list()) {
    await request(`/api/backtests/${id}`, { method: "DELETE" });
    await request(`/api/backtests/${id}`, { method: "DELETE" });
  }
  vi.restoreAllMocks();
});

const ask = (body: unknown) =>
  request("/api/backtests", { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

async function asked(body: object = RANGE): Promise<string> {
  const answer = await ask(body);
  expect(answer.status, await answer.clone().text()).toBe(202);
  const { backtest } = await answer.json<{ backtest: BacktestSummary }>();
  expect(backtest).toMatchObject({ state: "waiting", progress: { done: 0, through: null }, problem: null });
  return backtest.id;
}

async function inFull(id: string, flips = 1_000): Promise<InFull> {
  const answer = await request(`/api/backtests/${id}?flips=${flips}`);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function list(): Promise<BacktestSummary[]> {
  return (await (await request("/api/backtests")).json<{ backtests: BacktestSummary[] }>()).backtests;
}

const round = () => runDurableObjectAlarm(backtester());

async function ended(id: string): Promise<InFull> {
  for (let rounds = 0; rounds < 60; rounds += 1) {
    const { backtest } = await inFull(id, 0);
    if (backtest.state !== "waiting" && backtest.state !== "running") return inFull(id);
    await round();
  }
  throw new Error("it does not end");
}

const tested = async (body: object = RANGE) => ended(await asked(body));

/** The clock goes on by two seconds with each slice: so each round has one slice, and ends with a checkpoint. */
function sliceByRound(during: () => Promise<void>): Promise<void> {
  return storeMeets((text, pass) => {
    if (SLICE.test(text)) aheadMs += 2_000;
    return pass();
  }, during);
}

async function killed(): Promise<void> {
  const dying = runInDurableObject(backtester(), async (_, state) => {
    await state.storage.sync();
    state.abort("killed");
  });
  await dying.catch(() => undefined);
  // With it goes its isolate, and what was open there.
  openModels.clear();
}

const inRange = "paid_at >= ? and paid_at < ?";
const rangeCount = async (condition = "1 = 1") => {
  const [row] = await sql(`select count(*) as payments from payments where ${inRange} and ${condition}`, ...[FROM, TO]);
  return Number(row?.payments);
};

test("the model that decided decides the same once more: every score to the last bit, every outcome, and so every sum", async () => {
  const { backtest, result, simulated } = await tested();
  const payments = await rangeCount();
  expect(payments).toBeGreaterThan(500);
  expect(backtest).toMatchObject({
    ...{ state: "done", model: shipped, by: "api", problem: null, goneDays: 0, pastDays: 30, ...RANGE },
    progress: { done: payments, of: payments, through: expect.any(String) },
    thresholds: { stream: shippedModels.champion.thresholds("stream") },
  });
  expect(simulated).toBe(false);
  expect(result.reproduced).toEqual({ payments, of: payments });
  expect(result.anew).toEqual(result.decided);
  expect(result.flips).toEqual({ payments: 0, amount: "0.00", examples: [] });
  expect(result.models).toEqual([{ model: shipped, payments }]);
  expect(result.unscored).toBe(0);
  expect(result.firstPayments).toBe(await rangeCount("situation = 'first'"));
  // The sums are those that reports make of the same payments.
  const sum = async (condition: string) => rangeCount(condition);
  expect(result.decided).toMatchObject({
    ...{ payments, declines: await sum("outcome = 'decline'"), reviews: await sum("outcome = 'review'") },
    ...{
      knownFrauds: await sum("label = 'fraud'"),
      missedFrauds: await sum("label = 'fraud' and outcome = 'approve'"),
    },
  });
  expect(result.decided.knownFrauds).toBeGreaterThan(0);
  expect(result.scores.reduce((all, { payments }) => all + payments, 0)).toBe(payments);
});

test("a payment that was stored with another score or outcome shows: nothing is taken from what was decided", async () => {
  const [one] = await sql(
    `select id, score, outcome from payments where ${inRange} and outcome = 'approve' order by amount_cents desc limit 1`,
    FROM,
    TO,
  );
  await sql("update payments set score = score + 0.000001, outcome = 'decline' where id = ?", one?.id);
  const { result } = await tested();
  await sql("update payments set score = ?, outcome = 'approve' where id = ?", one?.score, one?.id);
  expect(result.reproduced.of - result.reproduced.payments).toBe(1);
  expect(result.flips.examples).toMatchObject([{ id: one?.id, was: "decline", is: "approve", score: one?.score }]);
  expect(result.decided.declines).toBe(result.anew.declines + 1);
});

test("another model of the registry, beside what was decided: its flips are named, and their sums are those of both sides", async () => {
  const { backtest, result } = await tested({ ...RANGE, model: baselineVersion });
  const payments = await rangeCount();
  expect(backtest).toMatchObject({ state: "done", model: baselineVersion });
  expect(result.reproduced).toEqual({ payments: 0, of: 0 });
  expect(result.models).toEqual([{ model: shipped, payments }]);
  expect(result.anew.payments).toBe(payments);
  expect(result.flips.payments).toBeGreaterThan(0);
  expect(result.flips.examples).toHaveLength(result.flips.payments);
  const stored = await sql(`select id, outcome, amount_cents from payments where ${inRange}`, FROM, TO);
  const outcomes = new Map(stored.map(({ id, outcome }) => [id, outcome]));
  for (const { id, was, is } of result.flips.examples) {
    expect(was).toBe(outcomes.get(id));
    expect(is).not.toBe(was);
  }
  const amounts = result.flips.examples.map(({ amount }) => Number(amount));
  expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
  const moved = (outcome: string) =>
    result.flips.examples.filter(({ is }) => is === outcome).length -
    result.flips.examples.filter(({ was }) => was === outcome).length;
  expect(result.anew.declines - result.decided.declines).toBe(moved("decline"));
  expect(result.anew.reviews - result.decided.reviews).toBe(moved("review"));
  // Its model is let go at the end, and so is its bundle.
  await round();
  expect([...openModels.keys()]).toEqual([]);
  const bundles = await runInDurableObject(backtester(), (_, { storage }) =>
    storage.sql.exec("select version from bundles").toArray(),
  );
  expect(bundles).toEqual([]);
  const shown = await inFull(backtest.id, 1);
  expect(shown.result.flips.examples).toEqual(result.flips.examples.slice(0, 1));
});

test("other thresholds on the same days", async () => {
  const all = await tested({ ...RANGE, thresholds: { review: 0, decline: 0 } });
  expect(all.result.anew.declines).toBe(await rangeCount());
  expect(all.backtest.thresholds?.first).toEqual({ review: 0, decline: 0 });
  const none = await tested({ ...RANGE, thresholds: { review: 1, decline: 1 } });
  expect(none.result.anew.declines).toBe(0);
  // Care holds all the same.
  const held = none.result.scores.filter(({ held }) => held).reduce((sum, { payments }) => sum + payments, 0);
  expect(none.result.anew.reviews).toBe(held);
  // One line alone: the other holds as it does now.
  const own = shippedModels.champion.thresholds("stream");
  const alone = await tested({ ...RANGE, thresholds: { decline: 1 } });
  expect(alone.backtest.thresholds?.stream).toEqual({ review: own.review, decline: 1 });
  expect(alone.result.anew.declines).toBe(0);
  const other = await tested({ ...RANGE, thresholds: { review: 0 } });
  expect(other.backtest.thresholds?.stream).toEqual({ review: 0, decline: own.decline });
  expect(other.result.anew.declines).toBe(other.result.decided.declines);
});

/** Holds while `during` is under way, as the policy of the moment of asking. */
async function underPolicy(policy: object, entries: { list: string; value: string }[], during: () => Promise<void>) {
  const json = configOf(env).store.kind === "d1" ? "?" : "?::json";
  await sql(
    `insert into policies (version, at, "by", via, note, policy) values (7, 1, 'test', 'api', null, ${json})`,
    JSON.stringify({ models: { champion: null, challenger: null }, ...policy }),
  );
  for (const [at, { list, value }] of entries.entries()) {
    await sql(
      `insert into list_entries (id, list, kind, value, note, "by", via, at, until, since_version, until_version)
       values (?, ?, 'card', ?, null, 'test', 'api', 1, null, 7, null)`,
      ...[`entry-${at}`, list, value],
    );
  }
  try {
    await during();
  } finally {
    await sql("delete from policies");
    await sql("delete from list_entries");
  }
}

const dear = { name: "Dear", when: "amount > 90", then: "decline" } as const;

test("rules and lists that are tried decide in their order, and the result says by what", async () => {
  const [busy] = await sql("select card_id from payments group by card_id order by count(*) desc limit 1");
  const card = String(busy?.card_id);
  const [often] = await sql(
    `select merchant from payments where ${inRange} and card_id <> ? group by merchant order by count(*) desc limit 1`,
    ...[FROM, TO, card],
  );
  const merchant = String(often?.merchant);
  const lists = [
    { list: "block", kind: "card", value: card },
    { list: "allow", kind: "merchant", value: merchant },
  ];
  const seen = { name: "Seen", when: "amount > 20", then: "review", state: "shadow" } as const;
  const off = { name: "Off", when: "true", then: "decline", state: "off" } as const;
  const { backtest, result } = await tested({ ...RANGE, rules: [dear, seen, off], lists });
  expect(backtest.policy).toMatchObject({ rules: 2, ownRules: true, entries: 2, ownLists: true, broken: [] });
  const count = async (condition: string, ...values: string[]) => {
    const [row] = await sql(
      `select count(*) as payments, coalesce(sum(amount_cents), 0) as cents,
         coalesce(sum(case when label = 'fraud' then 1 else 0 end), 0) as frauds
       from payments where ${inRange} and ${condition}`,
      ...[FROM, TO, ...values],
    );
    const [payments, cents, frauds] = [Number(row?.payments), Number(row?.cents), Number(row?.frauds)];
    return { payments, amount: (cents / 100).toFixed(2), frauds: { payments: frauds } };
  };
  const free = "card_id <> ? and merchant <> ?";
  const rest = await count(`${free} and amount_cents <= 9000`, card, merchant);
  expect(result.decidedBy).toMatchObject([
    { by: "block_list", ...(await count("card_id = ?", card)) },
    { by: "allow_list", ...(await count("card_id <> ? and merchant = ?", card, merchant)) },
    { by: "rule", ...(await count(`${free} and amount_cents > 9000`, card, merchant)) },
    { by: "model", ...rest },
  ]);
  expect(result.decidedBy.every(({ payments }) => payments > 0)).toBe(true);
  expect(result.rules).toMatchObject([
    { name: "Dear", decided: await count(`${free} and amount_cents > 9000`, card, merchant), missing: 0, failed: 0 },
    { name: "Seen", decided: { payments: 0 }, met: await count(`${free} and amount_cents > 2000`, card, merchant) },
  ]);
  // The outcomes follow, and by score they stand apart from what lines decide.
  const declined = await count(`(card_id = ? or (merchant <> ? and amount_cents > 9000))`, card, merchant);
  const lined = await count(`${free} and amount_cents <= 9000 and outcome = 'decline'`, card, merchant);
  expect(result.anew.declines).toBe(declined.payments + lined.payments);
  const byModel = result.scores.filter(({ decidedBy }) => decidedBy === "model");
  expect(byModel.reduce((sum, { payments }) => sum + payments, 0)).toBe(rest.payments);
  expect(result.settled.reduce((sum, { payments }) => sum + payments, 0)).toBe(backtest.progress.of - rest.payments);

  // What the slider says of other lines is what another backtest finds.
  const lines = { stream: { review: 0.0004, decline: 0.0008 }, first: { review: 0.0002, decline: 0.9 } };
  const other = await tested({ ...RANGE, rules: [dear, seen, off], lists, thresholds: lines });
  const { declines, reviews, missedFrauds, missedAmount, knownFrauds } = other.result.anew;
  const at = atLines(result, { ...lines, snapshot: { review: 1, decline: 1 } });
  expect(at).toMatchObject({
    ...{ declined: declines, reviewed: reviews, missedFrauds, missedCents: Math.round(Number(missedAmount) * 100) },
    ...{ caughtFrauds: knownFrauds - missedFrauds, alertsPerDay: (declines + reviews) / result.days },
  });
  expect(result.days).toBeGreaterThan(13.9);
  expect([declines, reviews]).not.toEqual([result.anew.declines, result.anew.reviews]);
});

test("rules see what they would have seen then: what was counted around each payment, and the new score", async () => {
  const stored = await sql(`select facts, score, features from payments where ${inRange}`, FROM, TO);
  const isAbove = (place: number, least: number) => (facts: unknown) => {
    const values: (number | null)[] | null = typeof facts === "string" ? JSON.parse(facts) : (facts as never);
    return (values?.[place] ?? -1) >= least;
  };
  const rules = [
    { name: "Day", when: "card_payments_24h >= 3", then: "review" },
    { name: "Merchant", when: "merchant_cards_10m >= 1", then: "review" },
    { name: "Card", when: "card_payments >= 40", then: "review" },
    { name: "Score", when: "score >= 0.01", then: "review" },
    { name: "Challenger", when: "challenger_score >= 0", then: "review" },
  ];
  const { result } = await tested({ ...RANGE, rules });
  const met = Object.fromEntries(result.rules.map(({ name, met: { payments } }) => [name, payments]));
  expect(met).toEqual({
    Day: stored.filter(({ facts }) => isAbove(2, 3)(facts)).length,
    Merchant: stored.filter(({ facts }) => isAbove(6, 1)(facts)).length,
    Card: stored.filter(({ facts }) => isAbove(5, 40)(facts)).length,
    Score: stored.filter(({ score }) => Number(score) >= 0.01).length,
    Challenger: 0,
  });
  expect(met.Day).toBeGreaterThan(50);
  expect(met.Card).toBeGreaterThan(50);
  // No challenger scores in a backtest: the rule is not met, and that is said.
  expect(result.rules.at(-1)?.missing).toBe(stored.length);
  const other = await tested({ ...RANGE, rules: rules.slice(3, 4), model: baselineVersion });
  const scored = other.result.scores.filter(({ from }) => from >= 0.01);
  expect(other.result.rules[0]?.met.payments).toBe(scored.reduce((sum, { payments }) => sum + payments, 0));
});

test("without rules, lists and lines of one's own those of the policy hold, as it is when it is asked for", async () => {
  const [busy] = await sql("select card_id from payments group by card_id order by count(*) desc limit 1");
  const card = String(busy?.card_id);
  const rule = {
    ...dear,
    when: "amount > 90 && !(card in lists.vip)",
    id: "r",
    state: "active",
    note: null,
    until: null,
  };
  const broken = { ...rule, id: "b", name: "Broken", when: "card in lists.gone" };
  const over = { ...rule, id: "e", name: "Ended", when: "true", until: 1 };
  const policy = {
    rules: [rule, broken, over],
    lists: [{ name: "vip", kind: "card", note: null }],
    thresholds: { stream: { review: 1, decline: 1 } },
  };
  await underPolicy(policy, [{ list: "vip", value: card }], async () => {
    const id = await asked();
    const bare = await asked({
      ...RANGE,
      rules: [],
      lists: [],
      thresholds: { stream: { review: null, decline: null } },
    });
    await sql("delete from policies");
    const { backtest, result } = await ended(id);
    expect(backtest.policy).toMatchObject({ version: 7, rules: 3, ownRules: false, entries: 1, ownLists: false });
    expect(backtest.policy.broken).toMatchObject([{ rule: "Broken" }]);
    const own = shippedModels.champion.thresholds("first");
    expect(backtest.thresholds).toMatchObject({ stream: { review: 1, decline: 1 }, first: own });
    const decided = await rangeCount(`amount_cents > 9000 and card_id <> '${card}'`);
    expect(result.decidedBy.find(({ by }) => by === "rule")?.payments).toBe(decided);
    expect(result.rules.map(({ name, met }) => [name, met.payments])).toEqual([
      ["Dear", decided],
      ["Broken", 0],
      ["Ended", 0],
    ]);
    // Asked for without any of it, it is as if nobody had set anything.
    const without = await ended(bare);
    expect(without.result.anew).toEqual(without.result.decided);
    expect(without.backtest.policy).toMatchObject({ rules: 0, ownRules: true, entries: 0, ownLists: true });
  });
});

test("killed in the middle its rules are still those that were asked for; and one that an older version had begun begins anew", async () => {
  const body = { ...RANGE, rules: [dear], lists: [] };
  const whole = await tested(body);
  await sliceByRound(async () => {
    const id = await asked(body);
    while ((await inFull(id)).backtest.progress.done === 0) await round();
    await killed();
    expect((await ended(id)).result).toEqual(whole.result);
  });
  await sliceByRound(async () => {
    const id = await asked(body);
    while ((await inFull(id)).backtest.progress.done === 0) await round();
    await runInDurableObject(backtester(), (_, { storage }) => {
      const [row] = storage.sql.exec("select findings from backtests where id = ?", id).toArray();
      const { byScore: _scores, byDecider: _deciders, byRule: _rules, ...older } = JSON.parse(String(row?.findings));
      const findings = JSON.stringify({ ...older, scores: [{ bin: -9, truth: "fraud", isHeld: false, payments: 1 }] });
      storage.sql.exec("update backtests set findings = ? where id = ?", findings, id);
    });
    expect((await inFull(id)).result).toMatchObject({ scores: [], decidedBy: [] });
    await killed();
    expect((await ended(id)).result).toEqual(whole.result);
  });
});

test("as many entries as lists may have can be tried at once", async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => ({
    ...{ list: "block", kind: "merchant", value: `A merchant with a rather long name, number ${at}, GmbH & Co. KG` },
  }));
  const { backtest, result } = await tested({ ...RANGE, lists: many });
  expect(backtest.policy.entries).toBe(20_000);
  expect(result.anew).toEqual(result.decided);
});

test("killed in the middle it goes on where it was, and counts nothing twice", async () => {
  const whole = await tested({ ...RANGE, model: baselineVersion });
  await sliceByRound(async () => {
    const id = await asked({ ...RANGE, model: baselineVersion });
    for (let rounds = 0; rounds < 40; rounds += 1) {
      await round();
      if ((await inFull(id)).backtest.progress.done > 0) break;
    }
    const before = await inFull(id);
    expect(before.backtest.state).toBe("running");
    expect(before.result.anew.payments).toBe(before.backtest.progress.done);
    expect(before.backtest.progress.done).toBeLessThan(before.backtest.progress.of);
    await killed();
    expect(await inFull(id)).toEqual(before);
    await round();
    const after = await inFull(id);
    expect(after.backtest.progress.done).toBeGreaterThan(before.backtest.progress.done);
    await evictDurableObject(backtester());
    openModels.clear();
    const { backtest, result } = await ended(id);
    expect(result).toEqual(whole.result);
    expect(backtest.progress).toEqual(whole.backtest.progress);
  });
});

test("a store that fails in the middle is waited for: what was counted since the last checkpoint is counted anew", async () => {
  const whole = await tested();
  const id = await asked();
  // The first slice is looked at, the second is decided; the third fails.
  let slices = 0;
  await storeMeets(
    (text, pass) => {
      if (!SLICE.test(text)) return pass();
      slices += 1;
      return slices === 3 ? Promise.reject(new Error(AWAY)) : pass();
    },
    async () => {
      await round();
      const { backtest } = await inFull(id);
      expect(backtest.problem).toMatch(/^The store \(\w+\) (failed|cannot be reached)/);
      expect(["waiting", "running"]).toContain(backtest.state);
    },
  );
  expect(slices).toBe(3);
  const { backtest, result } = await ended(id);
  expect(backtest).toMatchObject({ state: "done", problem: null });
  expect(result).toEqual(whole.result);
});

test("whoever looks at a backtest whose alarm was lost brings it back", async () => {
  const id = await asked();
  await runInDurableObject(backtester(), (_, { storage }) => storage.deleteAlarm());
  expect((await ended(id)).backtest.state).toBe("done");
});

test("cancelled it stops, and what it had found can be read until it is forgotten", async () => {
  await sliceByRound(async () => {
    const id = await asked();
    while ((await inFull(id)).backtest.progress.done === 0) await round();
    const before = await inFull(id);
    const answer = await request(`/api/backtests/${id}`, { method: "DELETE" });
    expect(await answer.json()).toMatchObject({ backtest: { id, state: "cancelled", endedAt: expect.any(String) } });
    await round();
    await round();
    const after = await inFull(id);
    expect(after.backtest).toMatchObject({ state: "cancelled", progress: before.backtest.progress });
    expect(after.result).toEqual(before.result);
    expect((await request(`/api/backtests/${id}`, { method: "DELETE" })).status).toBe(200);
    const gone = await request(`/api/backtests/${id}`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ error: expect.stringContaining("no backtest has this id") });
    expect((await request(`/api/backtests/${id}`, { method: "DELETE" })).status).toBe(404);
  });
});

test("cancelled while a slice is being read, the slice is not counted any more", async () => {
  const id = await asked();
  let isCancelled = false;
  await storeMeets(
    async (text, pass) => {
      if (SLICE.test(text) && !isCancelled) {
        isCancelled = true;
        await request(`/api/backtests/${id}`, { method: "DELETE" });
      }
      return pass();
    },
    async () => void (await round()),
  );
  expect(isCancelled).toBe(true);
  expect(await inFull(id)).toMatchObject({ backtest: { state: "cancelled", progress: { done: 0 } }, result: null });
});

test("two may be under way, however many are asked for at once; the second has its turn after the first", async () => {
  const answers = await Promise.all([ask(RANGE), ask({ ...RANGE, model: baselineVersion }), ask(RANGE), ask(RANGE)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(await refused?.json()).toEqual({ error: expect.stringContaining("wait until one has ended, or cancel one") });
  const [second, first] = await list();
  const done = await ended(second?.id ?? "");
  expect(done.backtest.state).toBe("done");
  const before = (await list()).find(({ id }) => id === first?.id);
  expect(before?.state).toBe("done");
  expect(Date.parse(before?.endedAt ?? "")).toBeLessThanOrEqual(Date.parse(done.backtest.startedAt ?? ""));
  expect((await ask(RANGE)).status).toBe(202);
});

test.each([
  ["{", /not JSON/, undefined],
  ["[]", /must be an object/, "request"],
  [{ ...RANGE, rule: [] }, /rule is no field of this body/, "rule"],
  [{ from: RANGE.from }, /to must be an ISO 8601 time/, "to"],
  [{ ...RANGE, from: "2026-10-01" }, /from must be an ISO 8601 time/, "from"],
  [{ from: RANGE.to, to: RANGE.from }, /to must be later than from/, "to"],
  [{ ...RANGE, model: "ffffffffffff" }, /model is no model of the registry/, "model"],
  [{ ...RANGE, model: 7 }, /model must be a model's version/, "model"],
  [{ ...RANGE, thresholds: { review: 0.6, decline: 0.5 } }, /must have review at or below decline/, "thresholds"],
  [{ ...RANGE, thresholds: {} }, /^thresholds must be an object such as .*, or one of the two alone$/, "thresholds"],
  [{ ...RANGE, thresholds: 0.5 }, /^thresholds must be an object such as/, "thresholds"],
  [
    { ...RANGE, thresholds: { review: -1, decline: 0.5 } },
    /^thresholds.review must not be below 0$/,
    "thresholds.review",
  ],
  [
    { ...RANGE, thresholds: { decline: "0.4" } },
    /^thresholds.decline must be a number from 0 to 1$/,
    "thresholds.decline",
  ],
  [{ ...RANGE, thresholds: { declin: 0.4 } }, /^thresholds.declin is no field of this body$/, "thresholds.declin"],
  [
    { ...RANGE, thresholds: { review: 0.1, stream: { review: 0.2 } } },
    /either for all payments or by situation/,
    "thresholds",
  ],
  [
    { ...RANGE, thresholds: { stream: { review: 0.5, decline: 0.4 } } },
    /must have review at or below/,
    "thresholds.stream",
  ],
  [{ ...RANGE, thresholds: { first: { declined: 0.4 } } }, /is no field of this body$/, "thresholds.first.declined"],
  [{ ...RANGE, rules: dear }, /^rules must be a list of rules$/, "rules"],
  [{ ...RANGE, rules: [{ ...dear, then: "block" }] }, /^rules.0.then/, "rules.0.then"],
  [{ ...RANGE, rules: [{ ...dear, hits: 1 }] }, /^rules.0.hits is no field of this body$/, "rules.0.hits"],
  [{ ...RANGE, rules: [dear, { ...dear, name: "dear" }] }, /is the name of another rule$/, "rules.1.name"],
  [
    { ...RANGE, rules: [{ ...dear, when: "amout > 1" }] },
    /^rules.0.when: there is no fact called amout/,
    "rules.0.when",
  ],
  [{ ...RANGE, rules: [{ ...dear, when: "card in lists.vip" }] }, /^rules.0.when: /, "rules.0.when"],
  [
    { ...RANGE, lists: [{ list: "vip", kind: "card", value: "x" }] },
    /^lists.0.list is no list; .*allow/,
    "lists.0.list",
  ],
  [
    { ...RANGE, lists: [{ list: "block", kind: "colour", value: "x" }] },
    /^lists.0.kind must be one of/,
    "lists.0.kind",
  ],
  [
    { ...RANGE, lists: [{ list: "block", kind: "card", value: "4000777712341234567" }] },
    /^lists.0.value looks like a card's number/,
    "lists.0.value",
  ],
  [
    { ...RANGE, lists: [{ list: "snooze", kind: "card", value: "x" }] },
    /^lists.0.list must be another/,
    "lists.0.list",
  ],
  [{ from: "2001-01-01T00:00:00Z", to: "2001-02-01T00:00:00Z" }, /from and to enclose no stored payment/, "from"],
])("what cannot be tried is refused by field: %j", async (body, error, field) => {
  const answer = await ask(body);
  expect(answer.status).toBe(400);
  const problem = await answer.json<{ error: string; field?: string }>();
  expect(problem.error).toMatch(error);
  expect(problem.field).toBe(field);
});

test("where a condition cannot be read, it is said at which place", async () => {
  const answer = await ask({ ...RANGE, rules: [dear, { ...dear, name: "Other", when: "amount > 1 && hou > 3" }] });
  expect(await answer.json()).toMatchObject({ field: "rules.1.when", from: 14, to: 17 });
});

test("without a model it is the champion of the moment of asking", async () => {
  const models = JSON.stringify({ models: { champion: baselineVersion, challenger: null } });
  await sql(
    `insert into policies (version, at, "by", via, note, policy) values (1, 1, 'test', 'api', null, ${
      configOf(env).store.kind === "d1" ? "?" : "?::json"
    })`,
    models,
  );
  const id = await asked();
  await sql("delete from policies");
  const { backtest, result } = await ended(id);
  expect(backtest.model).toBe(baselineVersion);
  expect(result.anew.payments).toBe(await rangeCount());
});

test("the twenty newest are kept", async () => {
  const ids: string[] = [];
  for (let each = 0; each < 21; each += 1) {
    const id = await asked();
    ids.push(id);
    await request(`/api/backtests/${id}`, { method: "DELETE" });
  }
  await asked();
  const kept = (await list()).map(({ id }) => id);
  expect(kept.length).toBeLessThanOrEqual(20);
  expect(kept.slice(1)).toEqual(ids.reverse().slice(0, kept.length - 1));
});

test("a model that leaves the registry before its turn ends its backtest with a sentence", async () => {
  const id = await asked({ ...RANGE, model: baselineVersion });
  await sql("update models set version = 'elsewhere' where version = ?", baselineVersion);
  const { backtest, result } = await ended(id);
  await sql("update models set version = ? where version = 'elsewhere'", baselineVersion);
  expect(backtest).toMatchObject({
    state: "failed",
    problem: `Model ${baselineVersion} is no longer in the registry.`,
  });
  expect(result).toBeNull();
});

test("a history that cannot be read is made anew from the card's payments", async () => {
  const [one] = await sql("select card_id, history from histories order by card_id limit 1");
  await sql("update histories set history = 'damaged' where card_id = ?", one?.card_id);
  const { result } = await tested();
  await sql("update histories set history = ? where card_id = ?", one?.history, one?.card_id);
  expect(result.reproduced.payments).toBe(result.reproduced.of);
});

// The last test, since these payments do not come back.
test("what has left the store is said, and cards are known all the same: their totals are kept with them", async () => {
  const left = FIRST_DAY + 4;
  await sql("delete from payments where paid_at < ?", left * DAY_MS);
  const day = async (date: string, from: number, leftAt: number | null) =>
    sql(
      `insert into archived_days (zone, date, paid_from, paid_to, closed_at, archived_at, settled_at, left_at)
       values ('UTC', ?, ?, ?, 1, 1, ?, ?)`,
      ...[date, from, from + DAY_MS, leftAt, leftAt],
    );
  await day("2026-09-04", (left - 1) * DAY_MS, 1);
  await day("2026-09-06", (left + 1) * DAY_MS, null);
  const later = await tested();
  expect(later.backtest).toMatchObject({ goneDays: 0, pastDays: 30 });
  expect(later.result.reproduced.payments).toBe(later.result.reproduced.of);

  const from = new Date((left - 2) * DAY_MS).toISOString();
  const early = await tested({ ...RANGE, from });
  expect(early.backtest).toMatchObject({ goneDays: 1, pastDays: 0 });
  expect(early.result.reproduced.of).toBe(early.backtest.progress.of);
  const nothing = await ask({ from, to: new Date(left * DAY_MS).toISOString() });
  expect(nothing.status).toBe(400);
  expect(await nothing.json()).toMatchObject({ field: "from", error: expect.stringContaining("the archive") });
});
