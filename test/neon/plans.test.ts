// Queries that run at every batch, tick and page must find their rows by the same index on both engines. A query that began to
// read a whole table would pass every other test, and would be slow only in a store with many payments.

import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { neon } from "@neondatabase/serverless";
import { beforeAll, expect, test, vi } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { DAY_MS } from "../../worker/duration.ts";
import { dayOf } from "../../worker/features/days.ts";
import type { Order, Sort } from "../../worker/payment/query/sorting.ts";
import { d1Dialect } from "../../worker/store/d1/dialect.ts";
import { neonDialect } from "../../worker/store/neon/dialect.ts";
import { storeOf } from "../../worker/store/sql/store.ts";
import type { Store } from "../../worker/store/store.ts";
import { scoredPayment } from "../rows.ts";

const settings = configOf(env).store;
if (settings.kind !== "neon") throw new Error("this test needs both stores");
const postgres = neon(settings.databaseUrl);

interface Asked {
  query: string;
  params: unknown[];
}

const BEGIN = Date.UTC(2026, 2, 28);
const END = BEGIN + DAY_MS;
/** Most payments were made the day before. */
const DAY = dayOf(END);
const POSITION = { key: BEGIN + DAY_MS / 2, paidAt: BEGIN + DAY_MS / 2, id: "p5" };
const LARGE = { ...POSITION, key: 50_000 };
const LIKELY = { ...POSITION, key: 0.5 };
const UNSCORED = { ...POSITION, key: -1 };
const SUBJECT = { key: POSITION.key, value: "card-5" };
const by = (sort: Sort, order: Order = "desc") => ({ sort, order });
const PAIR = { champion: "0123456789ab", challenger: "ba9876543210", from: BEGIN, to: END };
const FLAGGED = ["review" as const, "decline" as const];

/** The hottest questions, and the indexes that each of their statements enters. A primary key is called so in PostgreSQL. */
const HOTTEST: Record<string, { ask: (store: Store) => Promise<unknown>; indexes: string[] }> = {
  "what is known of a batch's ids and cards": {
    ask: (store) => store.known(["p1", "p2"], ["card-1"]),
    indexes: ["payments_pkey", "histories_pkey"],
  },
  "one payment": { ask: (store) => store.payment("p1"), indexes: ["payments_pkey"] },
  "the newest payments": {
    ask: (store) => store.payments({ outcomes: [] }, { limit: 10 }),
    indexes: ["payments_paid_at"],
  },
  "a later page of payments": {
    ask: (store) => store.payments({ outcomes: [] }, { limit: 10, after: POSITION }),
    indexes: ["payments_paid_at"],
  },
  "a page of a day's flagged payments": {
    ask: (store) => store.payments({ outcomes: FLAGGED, from: BEGIN, to: END }, { limit: 10, after: POSITION }),
    indexes: ["payments_flagged"],
  },
  "a card's payments in the list": {
    ask: (store) => store.payments({ outcomes: [], cardId: "card-1" }, { limit: 3, after: POSITION }),
    indexes: ["payments_card"],
  },
  "a later page, oldest first": {
    ask: (store) =>
      store.payments({ outcomes: [], to: END }, { limit: 10, after: POSITION, sorting: by("time", "asc") }),
    indexes: ["payments_paid_at"],
  },
  "a later page of the largest": {
    ask: (store) => store.payments({ outcomes: [], fromCents: 5 }, { limit: 10, after: LARGE, sorting: by("amount") }),
    indexes: ["payments_amount"],
  },
  "a later page of the smallest": {
    ask: (store) => store.payments({ outcomes: [] }, { limit: 10, after: LARGE, sorting: by("amount", "asc") }),
    indexes: ["payments_amount"],
  },
  "a later page by score": {
    ask: (store) => store.payments({ outcomes: [] }, { limit: 10, after: LIKELY, sorting: by("score") }),
    indexes: ["payments_score"],
  },
  "a later page of the payments without a score": {
    ask: (store) => store.payments({ outcomes: [] }, { limit: 10, after: UNSCORED, sorting: by("score") }),
    indexes: ["payments_score"],
  },
  // The page, and where the search came to its end.
  "a filter without an index, which walks the list's own": {
    ask: (store) =>
      store.payments({ outcomes: [], category: "grocery_pos" }, { limit: 10, after: POSITION, mayRead: 20 }),
    indexes: ["payments_paid_at", "payments_paid_at"],
  },
  "a filter without an index, by amount": {
    ask: (store) =>
      store.payments({ outcomes: FLAGGED }, { limit: 10, after: LARGE, sorting: by("amount"), mayRead: 5 }),
    indexes: ["payments_flagged", "payments_amount", "payments_amount"],
  },
  // How many the day has, and those.
  "the largest payments of a day": {
    ask: (store) => store.payments({ outcomes: [], from: BEGIN, to: END - 1 }, { limit: 10, sorting: by("amount") }),
    indexes: ["payments_paid_at", "payments_paid_at"],
  },
  "rare amounts, newest first": {
    ask: (store) => store.payments({ outcomes: [], fromCents: 99_000 }, { limit: 10 }),
    indexes: ["payments_amount", "payments_amount"],
  },
  "the flagged payments of a map": { ask: (store) => store.flaggedSince(BEGIN, 10), indexes: ["payments_flagged"] },
  "the payments that wait for a person, with the most money at risk": {
    ask: (store) => store.openReviews({ sort: "risk", limit: 10, after: null }),
    indexes: ["payments_open"],
  },
  "a later page of them": {
    ask: (store) => store.openReviews({ sort: "risk", limit: 10, after: { ...POSITION, key: 1234.5 } }),
    indexes: ["payments_open"],
  },
  "the oldest that wait": {
    ask: (store) => store.openReviews({ sort: "age", limit: 10, after: null }),
    indexes: ["payments_open_age"],
  },
  "a later page of the oldest that wait": {
    ask: (store) => store.openReviews({ sort: "age", limit: 10, after: POSITION }),
    indexes: ["payments_open_age"],
  },
  "how many wait": { ask: (store) => store.countOpenReviews(100), indexes: ["payments_open"] },
  "what a board missed": { ask: (store) => store.changes(900, 10), indexes: ["payments_seq"] },
  "the newest sequence number": { ask: (store) => store.newestSeq(), indexes: ["payments_seq"] },
  "a card's payments": { ask: (store) => store.paymentsOf("card-1"), indexes: ["payments_card"] },
  "a day's totals": { ask: (store) => store.totals(BEGIN, END, DAY_MS / 24), indexes: ["minutes_pkey"] },
  "the known frauds of each day": {
    ask: (store) => store.frauds(BEGIN, END, DAY_MS),
    indexes: ["quarters_frauds"],
  },
  "a later page of what a challenger would have decided otherwise": {
    ask: (store) => store.flips({ ...PAIR, kind: "newly_declined", limit: 10, after: POSITION }),
    indexes: ["payments_flips"],
  },
  "what two models judged": {
    ask: (store) => store.pairs(PAIR.champion, PAIR.challenger, BEGIN, END),
    indexes: ["pairs_pkey"],
  },
  "a payment's alerts": { ask: (store) => store.alertsOf("p1"), indexes: ["alerts_payment"] },
  "which messages are due": { ask: (store) => store.dueMessages(END, 10, []), indexes: ["messages_due"] },
  "a merchant's payments in the list": {
    ask: (store) => store.payments({ outcomes: [], merchant: "Plum 1" }, { limit: 3, after: POSITION }),
    indexes: ["payments_merchant"],
  },
  // Its sums, its newest payments, and the alerts on those.
  "what is known of a card": {
    ask: (store) => store.subject("card", "card-1", 5),
    indexes: ["cards_pkey", "payments_card", "payments_card", "alerts_payment"],
  },
  "what is known of a merchant": {
    ask: (store) => store.subject("merchant", "Plum 1", 5),
    indexes: ["merchants_pkey", "payments_merchant", "payments_merchant", "alerts_payment"],
  },
  "a later page of the cards that paid last": {
    ask: (store) => store.subjects("card", { sort: "last", limit: 10, after: SUBJECT, q: null }),
    indexes: ["cards_last"],
  },
  "the merchants with the most declines": {
    ask: (store) => store.subjects("merchant", { sort: "declines", limit: 10, after: null, q: null }),
    indexes: ["merchants_declines"],
  },
  "the cards with the most frauds": {
    ask: (store) => store.subjects("card", { sort: "frauds", limit: 10, after: SUBJECT, q: null }),
    indexes: ["cards_frauds"],
  },
  "what changed behind a mark": { ask: (store) => store.changedDays(500, 10), indexes: ["payments_seq"] },
  "a later page of what cards and merchants did on a day": {
    ask: (store) => store.daySums(DAY, DAY, null, { kind: "card", subject: "card-5", day: DAY }, 10_000),
    indexes: ["payments_paid_at", "payments_paid_at"],
  },
  "what a few cards and merchants did on a day": {
    ask: (store) => store.daySums(DAY - 1, DAY - 1, { cards: ["card-1"], merchants: ["Plum 1"] }, null, 10_000),
    indexes: ["payments_card", "payments_merchant"],
  },
  "when the next message is due": { ask: (store) => store.nextDueAt(["slack:1"]), indexes: ["messages_due"] },
};

beforeAll(async () => {
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  const payments = Array.from({ length: 1_000 }, (_, at) =>
    scoredPayment({
      ...{
        id: `p${at}`,
        seq: at + 1,
        cardId: `card-${at % 500}`,
        paidAt: BEGIN + at * 80_000,
        merchant: `Plum ${at % 500}`,
      },
      amountCents: at * 100,
      score: at % 10 === 0 ? null : (at % 50) / 50,
      outcome: at % 20 === 0 ? "decline" : "approve",
      ...{
        challenger: PAIR.challenger,
        challengerScore: 0.5,
        challengerOutcome: at % 20 === 0 || at % 100 === 50 ? "decline" : "approve",
      },
    }),
  );
  const flagged = payments.filter(({ outcome }) => outcome === "decline");
  for (const store of [storeOf(d1Dialect(env.DB)), storeOf(neonDialect(settings.databaseUrl))]) {
    const { epoch } = await store.takeWriter();
    await store.commit(epoch, {
      payments,
      histories: new Map(payments.map(({ cardId }) => [cardId, "{}"])),
      alerts: flagged.map(({ id, cardId, seq, paidAt, amountCents, outcome }) => ({
        ...{ id: `fraud:${id}`, paymentId: id, cardId, seq, paidAt, amountCents, outcome, createdAt: paidAt },
        late: false,
        notice: `fraud:${id}`,
      })),
    });
  }
  await postgres.query("vacuum analyze");
});

test.each(Object.keys(HOTTEST))("both engines enter an index for %s", async (question) => {
  const { ask, indexes } = HOTTEST[question] ?? { ask: async () => null, indexes: ["no question"] };
  expect(await onD1(ask)).toEqual(indexes);
  expect(await onNeon(ask)).toEqual(indexes);
});

/** The indexes that its statements enter, and, by name, the tables that they would read whole. */
async function onD1(ask: (store: Store) => Promise<unknown>): Promise<string[]> {
  const asked: Asked[] = [];
  const prepare = (query: string) => ({
    bind: (...params: unknown[]) => {
      asked.push({ query, params });
      return env.DB.prepare(query).bind(...params);
    },
  });
  const batch = (statements: D1PreparedStatement[]) => env.DB.batch(statements);
  await ask(storeOf(d1Dialect({ prepare, batch } as D1Database)));
  const plans = asked.map(async ({ query, params }) => {
    const { results } = await env.DB.prepare(`explain query plan ${query}`)
      .bind(...params)
      .all<{ detail: string }>();
    // The rows that an inner query reads are looked at once more by the outer one.
    const inner = results.flatMap(({ detail }) => /^CO-ROUTINE (\w+)$/.exec(detail)?.[1] ?? []);
    return results.flatMap(({ detail }) => {
      const again = inner.findIndex((name) => detail === `SCAN ${name}`);
      if (again !== -1) return inner.splice(again, 1) && [];
      const index = /USING (?:COVERING )?INDEX (\S+)/.exec(detail)?.[1];
      if (index !== undefined) return index.replace(/^sqlite_autoindex_(\w+)_1$/, "$1_pkey");
      const table = /^(?:SCAN|SEARCH) (\w+)/.exec(detail)?.[1];
      if (detail.includes("USING INTEGER PRIMARY KEY")) return `${table}_pkey`;
      return table === undefined || table === "json_each" ? [] : `all of ${table}`;
    });
  });
  return (await Promise.all(plans)).flat();
}

/** The same. A table this small would be read whole in any case, so that is made dear: what can be entered then is. */
async function onNeon(ask: (store: Store) => Promise<unknown>): Promise<string[]> {
  const asked: Asked[] = [];
  const fetch = globalThis.fetch;
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation((url, init) => {
    const body = JSON.parse(String(init?.body));
    asked.push(...(body.queries ?? [body]));
    return fetch(url, init);
  });
  await ask(storeOf(neonDialect(settings.kind === "neon" ? settings.databaseUrl : "")));
  spy.mockRestore();
  const plans = asked.map(async ({ query, params }) => {
    const dear = postgres.query("select set_config('enable_seqscan', 'off', true)");
    const explained = postgres.query(`explain (costs off) ${query}`, params);
    const [, rows = []] = await postgres.transaction([dear, explained]);
    return rows.flatMap((row) => {
      const step = String(row["QUERY PLAN"]);
      const index = /Index (?:Only )?Scan (?:Backward )?using (\S+)|Bitmap Index Scan on (\S+)/.exec(step);
      const table = /Seq Scan on (\S+)/.exec(step)?.[1];
      // PostgreSQL cuts the name of this key, which is of many columns.
      const name = (index?.[1] ?? index?.[2])?.replace(/^pairs_challenger_hour_\w+$/, "pairs_pkey");
      return name ?? (table === undefined ? [] : `all of ${table}`);
    });
  });
  return (await Promise.all(plans)).flat();
}
