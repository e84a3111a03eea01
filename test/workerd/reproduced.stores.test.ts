// The policy that holds, tried on the payments that it decided: a backtest and a preview must find what deciding found.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import baseline from "../../model/artifacts/baseline.zip";
import { versionOf } from "../../model/bundleFile.ts";
import { createWorld, naturalRate } from "../../simulator/world/world.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../worker/duration.ts";
import { FEATURES } from "../../worker/features/catalogue.ts";
import { MORE_FEATURES } from "../../worker/features/moreFeatures.ts";
import { openModels } from "../../worker/objects/keptBundles.ts";
import type { PolicyEdit } from "../../worker/policy/edit.ts";
import type { ListEntry } from "../../worker/policy/lists.ts";
import type { Rule } from "../../worker/policy/rule.ts";
import { FACTS } from "../../worker/rules/facts.ts";
import type { BacktestResult, BacktestSummary } from "../../worker/wire/backtest.ts";
import type { RulePreview } from "../../worker/wire/rulePreview.ts";
import { readingDays } from "../readsDays.ts";
import { feedRow } from "../rows.ts";
import { forgetAudit, sql } from "./sql.ts";
import { decider, forgotten, ledger, ledgerEnds, push, request } from "./worker.ts";

const CARDS = 12;
const DAYS = 9;
const RULES = 24;
const FIRST_DAY = Math.floor(Date.now() / DAY_MS) - DAYS - 2;

let state = 20_261_130;
/** The same numbers in each run, since a run that fails must be one that can be looked at. */
function random(): number {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state / 2_147_483_648;
}

function oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

const TEXTS: Readonly<Record<string, string>> = {
  card: "card in lists.vip",
  category: 'category in ["grocery_pos", "travel", "misc_net"]',
  merchant: 'merchant.lowerAscii().contains("and")',
  gender: 'gender == "F"',
  source: 'source == "push"',
  last4: 'last4.startsWith("4")',
};
const NUMBERS = [0, 0.01, 0.3, 1, 2, 5, 12, 40, 80, 200, 1_000, 50_000] as const;
const ASKED = [
  // A backtest has no challenger.
  ...FACTS.filter(({ name }) => name !== "challenger_score"),
  ...FEATURES.map(({ name }) => ({ name: `features.${name}`, type: "number" })),
];

function condition(): string {
  const { name, type } = ASKED[Math.floor(random() * ASKED.length)] ?? { name: "amount", type: "number" };
  if (type === "number") return `${name} ${oneOf(["<", "<=", ">", ">="])} ${oneOf(NUMBERS)}`;
  const text = type === "text" ? (TEXTS[name] ?? "true") : name;
  return random() < 0.5 ? text : `!(${text})`;
}

function aRule(_: unknown, at: number): Rule {
  const [one, two, three] = [condition(), condition(), condition()];
  return {
    ...{ id: `rule-${at}`, name: `Rule ${at}`, note: null, until: null },
    when: oneOf([`${one} && ${two} && ${three}`, `${one} && (${two} || ${three})`, `${one} ? ${two} : ${three}`]),
    then: oneOf(["decline", "review", "approve"]),
    // Active ones would decide nearly all, and the model nothing.
    state: at % 6 === 0 ? "active" : "shadow",
  };
}

function entry(list: string, kind: ListEntry["kind"], value: string): ListEntry {
  return { id: `${list}-${kind}`, list, kind, value, note: null, by: "ann", via: "api", at: 1, until: null };
}

async function change(edit: PolicyEdit): Promise<void> {
  const answer = await ledger().changePolicy({ from: null, edit, by: "ann", via: "api", note: null });
  expect(answer.status, JSON.stringify(answer)).toBe("changed");
}

function madeUpRows() {
  const world = createWorld({
    ...{ seed: 9, cards: CARDS, paymentsPerMinute: naturalRate(CARDS), fraudShare: 0.05 },
    ...{ fraudHours: "natural", timezone: "UTC" },
  });
  const days = Array.from({ length: DAYS }, (_, day) => world.day(FIRST_DAY + day));
  return days
    .flat()
    .sort((a, b) => a.paidAt - b.paidAt)
    .map(({ holder, id, merchant, category, amount, paidAt, merchantLatitude, merchantLongitude }) =>
      feedRow({
        ...{ cc_num: holder.cardNumber, gender: holder.gender ?? "F", dob: holder.birthDate ?? "" },
        ...{ city_pop: holder.cityPopulation ?? 1, lat: holder.latitude ?? 0, long: holder.longitude ?? 0 },
        ...{ merch_lat: merchantLatitude ?? 0, merch_long: merchantLongitude ?? 0, merchant, category },
        ...{ amt: amount, trans_num: id, current_time: paidAt },
      }),
    );
}

/** `between`: what happens between its rounds. */
async function backtested(
  from: number,
  to: number,
  between: () => Promise<unknown> = async () => undefined,
): Promise<{ backtest: BacktestSummary; result: BacktestResult }> {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const asked = await request("/api/backtests", { method: "POST", body: JSON.stringify(range) });
  const { backtest } = await asked.json<{ backtest: BacktestSummary }>();
  for (let rounds = 0; rounds < 60; rounds += 1) {
    const answer = await request(`/api/backtests/${backtest.id}`);
    const full = await answer.json<{ backtest: BacktestSummary; result: BacktestResult }>();
    if (full.backtest.state === "done") return full;
    if (full.backtest.state === "failed") throw new Error(String(full.backtest.problem));
    await runDurableObjectAlarm(env.BACKTESTER.getByName("backtester"));
    await between();
  }
  throw new Error("it does not end");
}

async function nothingYet(): Promise<void> {
  await forgetAudit();
  for (const table of ["payments", "histories", "policies", "list_entries", "verdicts"]) {
    await sql(`delete from ${table}`);
  }
  await forgotten();
  await ledgerEnds();
}

test("the policy that holds reproduces what it decided: each outcome, and what each of its rules met", async () => {
  await nothingYet();
  const [first, ...rows] = madeUpRows();
  await push([first]);
  const [known] = await sql("select card_id from payments");
  await change({ kind: "list_added", list: { name: "vip", kind: "card", note: null } });
  await change({
    kind: "entries_added",
    entries: [
      entry("vip", "card", String(known?.card_id)),
      entry("block", "merchant", String(rows[5]?.merchant).replace(/^fraud_/, "")),
      entry("allow", "category", "travel"),
    ],
  });
  await change({
    kind: "thresholds",
    thresholds: { stream: { review: 0.05, decline: 0.4 }, first: { review: 0, decline: 0.5 } },
  });
  const rules = Array.from({ length: RULES }, aRule);
  for (const rule of rules) await change({ kind: "rule_added", rule });
  for (let at = 0; at < rows.length; at += 25) expect((await push(rows.slice(at, at + 25))).status).toBe(200);

  const stored = await sql("select hits from payments where hits is not null");
  const texts = stored.map((payment) =>
    typeof payment.hits === "string" ? payment.hits : JSON.stringify(payment.hits),
  );
  const hits = (id: string) => texts.filter((text) => text.includes(`"${id}"`)).length;
  expect(rules.filter(({ id }) => hits(id) > 0).length).toBeGreaterThan(RULES / 4);
  const [earliest, latest] = [Number(rows[0]?.current_time), Number(rows.at(-1)?.current_time)];
  const { result } = await backtested(earliest, latest + 1);
  expect(result.anew).toEqual(result.decided);
  expect(result.flips.payments).toBe(0);
  expect(result.reproduced).toEqual({ payments: rows.length, of: rows.length });
  expect(result.decidedBy.filter(({ payments }) => payments > 0).map(({ by }) => by)).toEqual(
    expect.arrayContaining(["block_list", "allow_list", "rule", "model"]),
  );
  for (const { id, name, when, then } of rules) {
    expect(result.rules.find((rule) => rule.name === name)?.met.payments, when).toBe(hits(id));
    const body = JSON.stringify({ when, then, days: 30 });
    const preview = await (await request("/api/rules/preview", { method: "POST", body })).json<RulePreview>();
    // Where a list decided, rules were not asked.
    expect(preview.met.payments, when).toBeGreaterThanOrEqual(hits(id));
  }
});

const LIVED_DAYS = 8;
const SHOPS = ["Quay", "Mill", "Arch", "Dock"] as const;
const HOLDERS = Array.from({ length: 9 }, (_, at) => `40001234123412${10 + at}`);

const ABOUT_DAYS = [
  ...["features.merchant_count_7d > 20", "features.merchant_mean_1d < 140", "features.merchant_ratio > 1.5"],
  ...["features.card_frauds_30d >= 1", "features.merchant_fraud_share_7d > 0.05", "features.card_fraud_last < 3"],
];

/** Some frauds come labelled, and others are said by a person the day after. */
function rowsOfDay(day: number) {
  return Array.from({ length: 30 }, (_, at) => {
    const isFraud = random() < 0.15;
    const row = feedRow({
      ...{
        cc_num: oneOf([HOLDERS[0] ?? "", ...HOLDERS]),
        merchant: oneOf(SHOPS),
        amt: Math.round(random() * 30_000) / 100,
      },
      ...{ category: oneOf(["grocery_pos", "travel", "misc_net"]), is_fraud: isFraud && at % 2 === 0 ? 1 : 0 },
      current_time: day * DAY_MS + at * 45 * MINUTE_MS + Math.floor(random() * MINUTE_MS),
    });
    return { row, isSaidLater: isFraud && at % 2 === 1 };
  });
}

test("a model that reads days decides by what merchants and cards did and which frauds are known, and a backtest that dies now and then finds the same", async () => {
  await nothingYet();
  const zip = readingDays(new Uint8Array(baseline));
  const version = versionOf(zip);
  const added = await request("/api/models?note=days", { method: "POST", body: zip });
  expect(added.status, await added.clone().text()).toBe(201);
  // Days to come, so that no alarm comes by itself: this test rings them.
  const [realNow, began] = [Date.now, Math.floor(Date.now() / DAY_MS) + 2];
  let now = began * DAY_MS + DAY_MS / 2;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now);
  try {
    await push(feedRow({ current_time: now - HOUR_MS }));
    await change({ kind: "models", models: { champion: version } });
    for (const [at, when] of ABOUT_DAYS.entries()) {
      const about = { id: `days-${at}`, name: `Days ${at}`, note: null, until: null, then: "review", when } as const;
      await change({ kind: "rule_added", rule: { ...about, state: at === 0 ? "active" : "shadow" } });
    }
    let said: string[] = [];
    for (let day = began + 1; day <= began + LIVED_DAYS; day += 1) {
      // The day before is read in time before it is settled.
      now = day * DAY_MS + 40 * MINUTE_MS;
      while ((await decider().status()).days?.through !== day - 1) await runDurableObjectAlarm(decider());
      const rows = rowsOfDay(day);
      for (let at = 0; at < rows.length; at += 10) {
        now = day * DAY_MS + (at + 10) * 45 * MINUTE_MS;
        expect((await push(rows.slice(at, at + 10).map(({ row }) => row))).status).toBe(200);
      }
      for (const id of said) {
        const body = JSON.stringify({ verdict: "fraud" });
        expect((await request(`/api/payments/${id}/verdict`, { method: "POST", body })).status).toBe(200);
      }
      said = rows.flatMap(({ row, isSaidLater }) => (isSaidLater ? [row.trans_num] : []));
    }
    const stored = await sql("select features from payments where paid_at >= ?", (began + 4) * DAY_MS);
    const values = stored.map(({ features }) => (typeof features === "string" ? JSON.parse(features) : features));
    const distinct = (name: string) => {
      const place = FEATURES.length + MORE_FEATURES.findIndex((feature) => feature.name === name);
      return new Set(values.map((each) => each[place])).size;
    };
    for (const name of ["merchant_count_7d", "merchant_mean_1d", "merchant_frauds_30d", "card_fraud_share_7d"]) {
      expect(distinct(name), name).toBeGreaterThan(3);
    }
    now += DAY_MS;
    const died = async () => {
      const dying = runInDurableObject(env.BACKTESTER.getByName("backtester"), async (_, state) => {
        await state.storage.sync();
        state.abort("killed");
      });
      await dying.catch(() => undefined);
      openModels.clear();
    };
    // A round ends when its second is over, and a slice takes longer by this clock.
    clock.mockImplementation(() => {
      now += 400;
      return now;
    });
    const { backtest, result } = await backtested((began + 1) * DAY_MS, now + DAY_MS, died);
    const payments = LIVED_DAYS * 30;
    expect(backtest).toMatchObject({ state: "done", model: version, progress: { done: payments } });
    expect(result.reproduced).toEqual({ payments, of: payments });
    expect(result.anew).toEqual(result.decided);
    expect(result.withoutDays).toBe(0);

    for (const [at, when] of ABOUT_DAYS.entries()) {
      const [row] = await sql(`select count(*) as met from payments where cast(hits as text) like '%"days-${at}"%'`);
      const met = Number(row?.met);
      expect(met, when).toBeGreaterThan(5);
      expect(met, when).toBeLessThan(payments - 5);
      expect(result.rules.find(({ name }) => name === `Days ${at}`)?.met.payments, when).toBe(met);
      const body = JSON.stringify({ when, then: "review", days: 30 });
      const preview = await (await request("/api/rules/preview", { method: "POST", body })).json<RulePreview>();
      expect(preview.met.payments, when).toBe(met);
    }
    const known = await request("/api/labels?limit=200");
    const { labels } = await known.json<{ labels: { features: Record<string, number | null> }[] }>();
    expect(labels.filter(({ features }) => (features.card_fraud_last ?? 9) < 3).length).toBeGreaterThan(5);

    // What is said later than it counted then is a backtest's limit, and shows.
    await sql("update payments set label = 'fraud' where paid_at < ?", (began + 5) * DAY_MS);
    const other = await backtested((began + 1) * DAY_MS, now + DAY_MS);
    expect(other.result.reproduced.of - other.result.reproduced.payments).toBeGreaterThan(10);
  } finally {
    clock.mockRestore();
    expect(Date.now).toBe(realNow);
  }
});
