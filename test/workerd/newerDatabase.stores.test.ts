// An older version that meets the tables of a newer one: it does nothing on them, and says so everywhere.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import baseline from "../../model/artifacts/baseline.zip";
import { configOf } from "../../worker/config/config.ts";
import { feedRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { listen } from "./live.ts";
import { sql } from "./sql.ts";
import { push, request } from "./worker.ts";

const isD1 = configOf(env).store.kind === "d1";
const MADE_AT = Date.UTC(2099, 0, 1);

async function migrateAsANewerVersionWould(): Promise<void> {
  if (isD1) await sql("insert into d1_migrations (name) values ('9999_from_the_future.sql')");
  else await sql("insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', ?)", MADE_AT);
}

async function goBack(): Promise<void> {
  if (isD1) await sql("delete from d1_migrations where name = '9999_from_the_future.sql'");
  else await sql("delete from drizzle.__drizzle_migrations where created_at = ?", MADE_AT);
}

/** Ask only a Durable Object, or say what is known without the store. */
const WITHOUT_STORE = /^\/api\/(dead-letters|metrics|live|backtests|me$|models\/mlflow)/;

async function storeRoutes(): Promise<{ method: string; path: string }[]> {
  const { paths } = await (await request("/openapi.json")).json<{ paths: Record<string, object> }>();
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path: path.replace(/\{\w+\}/, "x") })),
  );
  // Health has an answer of its own, and a push needs a payment: see below. Whoever gives a claim back asks the desk alone.
  return routes.filter(
    ({ method, path }) =>
      !WITHOUT_STORE.test(path) &&
      path !== "/api/health" &&
      !(method === "post" && (path === "/api/payments" || path.startsWith("/api/payments/from/"))) &&
      !(method === "delete" && path.endsWith("/claim")),
  );
}

/** What the route would take if it could. */
const RULE = { name: "Large", when: "amount > 100", then: "review", state: "active" };
const ENTRY = { kind: "merchant", value: "Plum", until: "2099-01-01T00:00:00Z" };
const HERE = { path: "/x" };
const BODIES: Readonly<Record<string, object>> = {
  "post /api/rules": RULE,
  "put /api/rules/x": RULE,
  "post /api/rules/preview": { when: RULE.when, then: RULE.then, days: 7 },
  "post /api/lists": { name: "vip", kind: "card" },
  "post /api/lists/x": ENTRY,
  "post /api/snoozes": ENTRY,
  "put /api/policy": { blockOnFraud: true },
  "put /api/sources/x": { mapping: { payment: { trans_num: HERE, card: HERE, amt: HERE, current_time: HERE } } },
  "post /api/sources/x/try": { event: {} },
  "post /api/reviews/next": { sort: "risk", client: "ann" },
  "post /api/reviews/x/claim": { client: "ann" },
};

function bodyFor(method: string, path: string): BodyInit | null {
  if (path === "/api/models" && method === "post") return baseline;
  const known = BODIES[`${method} ${path}`];
  if (known !== undefined) return JSON.stringify(known);
  if (path.endsWith("/csv") && method === "post") return "kind,value,note,until\nmerchant,Plum,,\n";
  if (method === "put") return JSON.stringify({ version: null });
  return method === "post" ? JSON.stringify({ verdict: "fraud" }) : null;
}

const WORDS = isD1
  ? /^the store \(D1\) has tables of a newer Vigie \(migration 9999_from_the_future\), and this older one refuses to run/
  : /^the store \(PostgreSQL\) has tables of a newer Vigie \(migration of 2099-01-01 00:00 UTC\), and this older one refuses to run/;

test("with the tables of a newer version nothing is read or written, health says why, and a copy from before works again", async () => {
  await migrateAsANewerVersionWould();
  for (const { method, path } of await storeRoutes()) {
    const headers = { upgrade: "websocket", "if-match": "*" };
    const answer = await request(path, {
      method: method.toUpperCase(),
      body: bodyFor(method, path),
      headers,
    });
    expect(answer.headers.get("retry-after"), path).toBe("60");
    expect((await expectClear(answer, 503)).error, path).toMatch(WORDS);
  }
  const health = await request("/api/health");
  expect(health.status).toBe(503);
  const { flowing, problems } = await health.json<{ flowing: boolean; problems: string[] }>();
  const inSentence = new RegExp(WORDS.source, "i");
  expect([flowing, problems[0]]).toEqual([false, expect.stringMatching(inSentence)]);
  const live = await listen();
  const told = await live.next(({ type }) => type === "away");
  expect(told).toMatchObject({ health: { flowing: false, storeProblem: expect.stringMatching(inSentence) } });
  live.close();
  const metrics = await (await request("/api/metrics")).text();
  expect(metrics).toMatch(/^vigie_store_up 0$/m);
  expect(metrics).toMatch(/^vigie_up 0$/m);
  const row = feedRow();
  expect((await expectClear(await push(row), 503)).error).toMatch(WORDS);
  expect(await sql("select id from payments")).toEqual([]);
  expect(await sql("select * from writer")).toEqual([]);

  await goBack();
  expect((await push(row)).status).toBe(200);
  expect((await request("/api/payments")).status).toBe(200);
  expect(await sql("select id from payments")).toEqual([{ id: row.trans_num }]);
});
