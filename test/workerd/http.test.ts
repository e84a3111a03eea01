import { evictDurableObject } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { feedBody, feedRow, fraudRow } from "../rows.ts";
import { sql } from "./sql.ts";
import { ledger, push, request, storedIds } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const SECRET = "whsec_dGhlIHRlc3RzJyBvd24gc2VjcmV0LCAzMiBieXRlcyE=";

interface Decisions {
  decisions: { id: string; status: string; outcome: string }[];
  rejects: { index: number; field: string; error: string }[];
}

describe("pushing payments", () => {
  test("one payment gets its decision", async () => {
    const row = fraudRow();
    const answer = await push(row);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: row.trans_num,
      status: "stored",
      outcome: "decline",
      score: expect.any(Number),
    });
  });

  test("a list gets decisions in its order, and the bad ones are named", async () => {
    const rows = [feedRow(), { ...feedRow(), amt: "1e3" }, feedRow()];
    const { decisions, rejects } = await (await push(rows)).json<Decisions>();
    expect(decisions.map(({ id }) => id)).toEqual([rows[0]?.trans_num, rows[2]?.trans_num]);
    expect(rejects).toEqual([
      expect.objectContaining({ index: 1, field: "amt", error: "amt must be an amount such as 12.34" }),
    ]);
  });

  test("one bad payment is answered 422 with the field and the fix", async () => {
    const answer = await push({ ...feedRow(), cc_num: "12" });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({ error: "cc_num must be a card number of 11 to 19 digits", field: "cc_num" });
  });

  test("a payment sent again gets the decision of the first time", async () => {
    const row = feedRow();
    const first = await (await push(row)).json<{ seq: number }>();
    expect(await (await push(row)).json()).toEqual({ ...first, status: "repeated" });
  });

  test("a payment that is twice in one body is stored once, and its second row is a repetition", async () => {
    const row = feedRow();
    const { decisions } = await (await push([row, feedRow(), row])).json<Decisions>();
    expect(decisions.map(({ status }) => status)).toEqual(["stored", "stored", "repeated"]);
    expect(decisions[2]).toEqual({ ...decisions[0], status: "repeated" });
    expect((await storedIds()).filter((id) => id === row.trans_num)).toHaveLength(1);
  });

  test("of several pushes of one payment at once, one has stored it", async () => {
    const row = feedRow();
    // The first opens a group; the others share the next one.
    const answers = await Promise.all([feedRow(), row, row, row].map((each) => push(each)));
    const found = await Promise.all(answers.map((answer) => answer.json<{ status: string }>()));
    expect(found.map(({ status }) => status)).toEqual(["stored", "stored", "repeated", "repeated"]);
  });

  test("the feed's own wire format is taken as well", async () => {
    const row = feedRow({ cc_num: "4497913965512794052" });
    expect((await push(feedBody([row]))).status).toBe(200);
    expect(await storedIds()).toContain(row.trans_num);
  });

  test("many single pushes at once are all answered, each with its own", async () => {
    const rows = Array.from({ length: 64 }, () => feedRow());
    const answers = await Promise.all(rows.map((row) => push(row)));
    const ids = await Promise.all(answers.map(async (answer) => (await answer.json<{ id: string }>()).id));
    expect(ids).toEqual(rows.map(({ trans_num }) => trans_num));
  });

  test.each([
    ["not JSON", "{", 400],
    ["an empty body", "", 400],
    ["a number", "7", 400],
    ["more than a hundred", JSON.stringify(Array.from({ length: 101 }, () => feedRow())), 400],
    ["more than a megabyte", `"${"x".repeat(1_100_000)}"`, 413],
  ])("%s is refused", async (_, body, status) => {
    const answer = await push(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty("error");
  });
});

describe("signed pushes, with INGEST_SECRET", () => {
  const signed = (body: string, secret = SECRET, at = new Date()) => ({
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign("msg_1", at, body),
  });
  const send = (body: string, headers: Record<string, string>) =>
    request("/api/payments", { method: "POST", body, headers }, { INGEST_SECRET: SECRET });

  test("a signed payment is taken, and its replay changes nothing", async () => {
    const body = JSON.stringify(feedRow());
    const headers = signed(body);
    expect((await send(body, headers)).status).toBe(200);
    const again = await send(body, headers);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ status: "repeated" });
  });

  test("of two signatures the second may be the valid one", async () => {
    const body = JSON.stringify(feedRow());
    const headers = signed(body);
    const answer = await send(body, {
      ...headers,
      "webhook-signature": `v1,${btoa("no")} ${headers["webhook-signature"]}`,
    });
    expect(answer.status).toBe(200);
  });

  test("a byte order mark belongs to what is signed: with it a signed body is read, put before one it is refused", async () => {
    const body = JSON.stringify(feedRow());
    const marked = `\ufeff${body}`;
    expect((await send(marked, signed(marked))).status).toBe(200);
    expect((await send(marked, signed(body))).status).toBe(401);
    expect((await send(body, signed(marked))).status).toBe(401);
    // A second one is no part of the mark, and no JSON.
    expect((await send(`\ufeff${marked}`, signed(`\ufeff${marked}`))).status).toBe(400);
  });

  const body = JSON.stringify(feedRow());
  const second = 1000;
  test.each([
    ["unsigned", {}],
    ["signed with another secret", signed(body, "whsec_YW5vdGhlciBzZWNyZXQsIGFsc28gMzIgYnl0ZXMgbG9uZyE=")],
    ["301 seconds old", signed(body, SECRET, new Date(Date.now() - 301 * second))],
    ["too far ahead of our clock", signed(body, SECRET, new Date(Date.now() + 330 * second))],
    ["signed for another body", signed(`${body} `)],
    [
      "with a signature cut short",
      { ...signed(body), "webhook-signature": signed(body)["webhook-signature"].slice(0, -4) },
    ],
  ])("%s is refused", async (_, headers) => {
    expect((await send(body, headers)).status).toBe(401);
  });
});

describe("who may read", () => {
  const guarded = { DASHBOARD_TOKEN: TOKEN };
  const production = { VIGIE_LOCAL: undefined };

  test.each(["/api/health", "/api/payments", "/api/payments/x", "/api/metrics", "/api/live", "/api/none"])(
    "%s needs the token where one is set",
    async (path) => {
      expect((await request(path, {}, guarded)).status).toBe(401);
      expect((await request(path, { headers: { authorization: "Bearer wrong" } }, guarded)).status).toBe(401);
      const right = await request(path, { headers: { authorization: `Bearer ${TOKEN}` } }, guarded);
      expect([200, 404, 426, 503]).toContain(right.status);
    },
  );

  test.each(["/api/health", "/api/payments", "/api/live", "/"])(
    "in production without a token %s is closed",
    async (path) => {
      expect((await request(path, {}, production)).status).toBe(503);
    },
  );

  test("in production without INGEST_SECRET nothing can be pushed, whatever the token", async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const init = { method: "POST", body: JSON.stringify(feedRow()), headers };
    expect((await request("/api/payments", init, { ...production, ...guarded })).status).toBe(503);
  });

  test("a person who follows a link into the API without a session is led to the login, a program is told", async () => {
    const follow = { headers: { "sec-fetch-mode": "navigate" } };
    const person = await request("/api/reports/daily.csv?date=2026-11-19", follow, guarded);
    expect([person.status, person.headers.get("location")]).toEqual([303, "/login"]);
    expect((await request("/api/reports/daily.csv?date=2026-11-19", {}, guarded)).status).toBe(401);
  });

  test("the login reads no endless body, and what is no form holds no token", async () => {
    const long = await request(
      "/login",
      { method: "POST", body: new URLSearchParams({ token: "x".repeat(20_000) }) },
      guarded,
    );
    expect(long.status).toBe(413);
    const odd = { method: "POST", body: "{", headers: { "content-type": "multipart/form-data; boundary=x" } };
    expect((await request("/login", odd, guarded)).status).toBe(401);
  });

  test("the page leads to the login, and the login to the page", async () => {
    const page = await request("/", {}, guarded);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login"]);

    const form = (token: string) => ({ method: "POST", body: new URLSearchParams({ token }) });
    const wrong = await request("/login", form("guess"), guarded);
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("set-cookie")).toBeNull();

    const right = await request("/login", form(TOKEN), guarded);
    expect([right.status, right.headers.get("location")]).toEqual([303, "/"]);
    const cookie = right.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/Secure/i);
    expect(cookie).not.toContain(TOKEN);

    const session = cookie.split(";")[0] ?? "";
    expect((await request("/", { headers: { cookie: session } }, guarded)).status).toBe(200);
    expect((await request("/api/payments", { headers: { cookie: session } }, guarded)).status).toBe(200);
    const forged = session.replace(/=\d+/, "=99999999999999");
    expect((await request("/api/payments", { headers: { cookie: forged } }, guarded)).status).toBe(401);
  });

  test("a wrong configuration closes everything and tells the outside nothing", async () => {
    const answer = await request("/api/health", {}, { CARD_KEY: "short", POLL_SECONDS: "soon" });
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toMatch(/short|soon/);
  });
});

describe("reading payments", () => {
  test("pages follow each other without gap or repeat, newest first", async () => {
    const start = Date.UTC(2026, 9, 1);
    const rows = Array.from({ length: 7 }, (_, at) =>
      feedRow({ current_time: start + Math.floor(at / 2) * 1000, merchant: "Paging House" }),
    );
    await push(rows);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = `/api/payments?q=Paging&limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page = await (await request(query)).json<{
        payments: { id: string; paidAt: string }[];
        next: string | null;
      }>();
      seen.push(...page.payments.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(new Set(rows.map(({ trans_num }) => trans_num)));
  });

  test("filters by time, outcome and text", async () => {
    const fraud = fraudRow({ merchant: "Filter & Co 100%_" });
    await push([fraud, feedRow({ merchant: "Filter & Co 100%_" })]);
    const found = async (query: string) =>
      (await (await request(`/api/payments?${query}`)).json<{ payments: { id: string }[] }>()).payments.map(
        ({ id }) => id,
      );
    const q = encodeURIComponent("100%_");
    expect(await found(`q=${q}&outcome=review,decline`)).toEqual([fraud.trans_num]);
    expect(await found(`q=${q}`)).toHaveLength(2);
    expect(await found(`q=${q}&from=2026-11-20T00:00:00Z`)).not.toContain(fraud.trans_num);
    expect(await found(`q=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
  });

  test("filters by amount, day, category and card, together, and sorts by amount", async () => {
    const when = (hour: number) => Date.UTC(2026, 6, 14, hour);
    const [small, large, other, later] = [
      feedRow({ amt: 12.5, category: "travel", current_time: when(1) }),
      feedRow({ amt: 700, category: "travel", current_time: when(2) }),
      feedRow({ amt: 90, category: "home", cc_num: "4000123412349999", current_time: when(3) }),
      feedRow({ amt: 100, category: "travel", current_time: when(25) }),
    ];
    await push([small, large, other, later]);
    const list = async (query: string) =>
      (await request(`/api/payments?paid=2026-07-14..2026-07-15&${query}`)).json<{
        payments: { id: string; card: { id: string } }[];
      }>();
    const found = async (query: string) => (await list(query)).payments.map(({ id }) => id);
    const ids = (...rows: { trans_num: string }[]) => rows.map(({ trans_num }) => trans_num);
    expect(await found("")).toEqual(ids(later, other, large, small));
    expect(await found("amount=%3E90")).toEqual(ids(later, large));
    expect(await found("amount=90..100&order=asc")).toEqual(ids(other, later));
    expect(await found("amount=12.50")).toEqual(ids(small));
    expect(await found("category=home")).toEqual(ids(other));
    expect(await found("sort=amount")).toEqual(ids(large, later, other, small));
    expect(await found("sort=amount&order=asc&category=travel&amount=%3C=100")).toEqual(ids(small, later));
    const card = (await list("category=home")).payments[0]?.card.id ?? "";
    expect(await found(`card=${card}`)).toEqual(ids(other));
  });

  test("a cursor of a list that is sorted otherwise is refused, and says why", async () => {
    await push([feedRow(), feedRow()]);
    const { next } = await (await request("/api/payments?limit=1&sort=amount")).json<{ next: string }>();
    const answer = await request(`/api/payments?limit=1&cursor=${next}`);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        error: "cursor belongs to a list sorted by amount, and this one is by time: begin without it",
        field: "cursor",
      },
    ]);
    expect((await request(`/api/payments?limit=1&sort=amount&order=asc&cursor=${next}`)).status).toBe(200);
  });

  test.each([
    "amount=lots",
    "amount=",
    "amount=1,000",
    "amount=1&amount=2",
    "paid=yesterday",
    "paid=2026-11-20T14:00",
    "sort=merchant",
    "order=up",
    "limit=1000000000",
    "limit=-1",
    "limit=NaN",
    "limit=1&limit=2",
    "from=yesterday",
    "outcome=fraud",
    "cursor=!!",
    "cursor=AAAA",
  ])("?%s gets a clear 400 that names the parameter", async (query) => {
    const answer = await request(`/api/payments?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      field: query.split("=")[0],
      error: expect.stringContaining(query.split("=")[0] ?? ""),
    });
  });

  test("refused rows are listed with their reason and nothing personal", async () => {
    const bad = {
      ...feedRow({ first: "Ottilie", street: "3 Hidden Court" }),
      amt: 1.005,
      merchant: "4000 1234 1234 1234",
    };
    await push(bad);
    const text = await (await request("/api/rejects?limit=1")).text();
    expect(JSON.parse(text)).toMatchObject({
      rejects: [
        {
          field: "amt",
          reason: "amt must have at most two decimals",
          paymentId: bad.trans_num,
          source: "push",
          times: 1,
        },
      ],
    });
    expect(text).not.toMatch(/Ottilie|Hidden|4000 1234|4000123412341234567/);
  });

  test("what a payment lacks for want of a readable cell is said in its answer, in lists and in the queue too", async () => {
    const odd = () => ({ ...feedRow(), gender: "X", lat: "36.07", category: "lottery" });
    const notes = [
      { field: "gender", note: "could not be read, and counts as missing: F or M is expected" },
      { field: "category", note: expect.stringContaining("grocery_pos") },
    ];
    const one = await push(odd());
    expect(one.status).toBe(200);
    expect(await one.json()).toMatchObject({ status: "stored", notes });
    const { decisions } = await (await push([feedRow(), odd()])).json<{ decisions: object[] }>();
    expect(decisions[0]).not.toHaveProperty("notes");
    expect(decisions[1]).toMatchObject({ notes });
    const queued = await request("/api/payments?async=1", { method: "POST", body: JSON.stringify([feedRow(), odd()]) });
    expect(await queued.json()).toMatchObject({ notes: notes.map((note) => ({ index: 1, ...note })) });

    type Health = { notUnderstood: { field: string; value: string | null; payments: number }[] };
    await evictDurableObject(ledger());
    const { notUnderstood } = await (await request("/api/health")).json<Health>();
    const counted = (field: string) => notUnderstood.find((each) => each.field === field);
    expect(counted("gender")?.payments).toBeGreaterThanOrEqual(2);
    expect(notUnderstood.find(({ value }) => value === "lottery")?.payments).toBeGreaterThanOrEqual(2);
    expect(counted("lat")).toBeUndefined();
    expect(await (await request("/api/metrics")).text()).toMatch(
      /^vigie_not_understood\{field="category",value="lottery"\} \d+$/m,
    );
  });

  test("NaN in one row, as Python writes it, loses none of three, pushed or polled", async () => {
    const rows = [feedRow(), feedRow(), feedRow()];
    const text = JSON.stringify(rows).replace('"lat":40.1', '"lat":NaN');
    const { decisions } = await (await push(text)).json<{ decisions: object[] }>();
    expect(decisions).toHaveLength(3);
  });

  test("a pushed time without a zone is wall clock time of FEED_TIMEZONE", async () => {
    const row = feedRow({ current_time: "2026-11-20T04:00:00" });
    await push(row, { FEED_TIMEZONE: "America/Los_Angeles" });
    expect(await (await request(`/api/payments/${row.trans_num}`)).json()).toMatchObject({
      payment: { paidAt: "2026-11-20T12:00:00.000Z" },
    });
  });

  test("the numbers of categories that the model saw are told by name, those of another model stay numbers", async () => {
    const earlier = feedRow({
      cc_num: "4000123412340077007",
      category: "travel",
      current_time: Date.UTC(2026, 10, 20, 9),
    });
    const row = feedRow({ cc_num: "4000123412340077007", category: "home", current_time: Date.UTC(2026, 10, 20, 10) });
    await push(earlier);
    await push(row);
    const categories = async () => {
      const answer = await request(`/api/payments/${row.trans_num}`);
      const { features } = await answer.json<{ features: { name: string; value: number; category?: string }[] }>();
      return Object.fromEntries(features.filter(({ name }) => /category$/.test(name)).map((f) => [f.name, f.category]));
    };
    expect(await categories()).toMatchObject({ category: "home", prev_category: "travel" });
    await sql("update payments set model = ? where id = ?", "0123456789ab", row.trans_num);
    expect(await categories()).toEqual({ category: "home", prev_category: undefined, ratio_category: undefined });
  });

  test("an unknown payment is a 404", async () => {
    expect((await request("/api/payments/none")).status).toBe(404);
  });
});

describe("every answer", () => {
  test.each(["/", "/login", "/api/health", "/openapi.json", "/nowhere"])(
    "%s carries the security headers",
    async (path) => {
      const { headers } = await request(path);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  test("the API is not cached", async () => {
    expect((await request("/api/payments")).headers.get("cache-control")).toBe("no-store");
  });

  test("readers are told in which zone people read the times, whatever they asked for", async () => {
    for (const path of ["/api/payments", "/api/payments/none", "/api/alerts", "/api/rejects", "/api/health"]) {
      const { headers } = await request(path, {}, { REPORT_TIMEZONE: "Europe/Paris" });
      expect(headers.get("report-timezone"), path).toBe("Europe/Paris");
    }
  });

  test("the routes describe themselves", async () => {
    const { paths } = await (await request("/openapi.json")).json<{ paths: Record<string, object> }>();
    expect(Object.keys(paths).sort()).toEqual([
      "/api/alerts",
      "/api/alerts/again",
      "/api/alerts/{id}",
      "/api/alerts/{id}/mail",
      "/api/alerts/{id}/retry",
      "/api/audit",
      "/api/audit/csv",
      "/api/backtests",
      "/api/backtests/{id}",
      "/api/cards",
      "/api/cards/{id}",
      "/api/categories",
      "/api/dead-letters",
      "/api/dead-letters/replay",
      "/api/dead-letters/{id}/discard",
      "/api/dead-letters/{id}/replay",
      "/api/health",
      "/api/labels",
      "/api/lists",
      "/api/lists/{list}",
      "/api/lists/{list}/csv",
      "/api/lists/{list}/{id}",
      "/api/live",
      "/api/map",
      "/api/me",
      "/api/merchants",
      "/api/merchants/{name}",
      "/api/metrics",
      "/api/models",
      "/api/models/challenger",
      "/api/models/champion",
      "/api/models/comparison",
      "/api/models/comparison/flips",
      "/api/models/mlflow",
      "/api/models/{version}",
      "/api/payments",
      "/api/payments.csv",
      "/api/payments.jsonl",
      "/api/payments/from/{source}",
      "/api/payments/{id}",
      "/api/payments/{id}/verdict",
      "/api/policy",
      "/api/policy/versions",
      "/api/refunds",
      "/api/rejects",
      "/api/reports/daily",
      "/api/reports/daily.csv",
      "/api/reports/days",
      "/api/reports/half-year/csv",
      "/api/reviews",
      "/api/reviews/next",
      "/api/reviews/{id}/claim",
      "/api/rules",
      "/api/rules/preview",
      "/api/rules/sample",
      "/api/rules/{id}",
      "/api/snoozes",
      "/api/snoozes/{id}",
      "/api/sources",
      "/api/sources/{name}",
      "/api/sources/{name}/try",
      "/api/training",
    ]);
    expect(Object.keys(paths["/api/payments"] ?? {}).sort()).toEqual(["get", "post"]);
  });

  test("metrics count today's payments and time each step of their way", async () => {
    await push(feedRow({ current_time: Date.now() }));
    const text = await (await request("/api/metrics")).text();
    expect(text).toMatch(/^vigie_payments_today\{outcome="approve"\} [1-9]/m);
    expect(text).toMatch(/^vigie_latency_seconds_count\{step="scored_to_stored"\} [1-9]/m);
  });
});

test("no card number, name or street is anywhere in the database", async () => {
  const row = fraudRow({
    cc_num: "4111999988887777",
    first: "Zebulonia",
    last: "Xanthippe",
    street: "77 Unfindable Row",
  });
  await push([row, { ...row, trans_num: "broken", amt: 1.005 }]);
  const { env } = await import("cloudflare:workers");
  for (const table of ["payments", "histories", "rejects", "alerts", "messages"]) {
    const { results } = await env.DB.prepare(`select * from ${table}`).all();
    expect(JSON.stringify(results)).not.toMatch(/4111999988887777|Zebulonia|Xanthippe|Unfindable/);
  }
});
