import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { parse } from "csv-parse/sync";
import { beforeEach, describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../worker/duration.ts";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import type { DailyReport, ReportDays } from "../../worker/wire/report.ts";
import { dateAfter, dayAt } from "../../worker/zone.ts";
import { feedRow, scoredPayment } from "../rows.ts";
import { sql } from "./sql.ts";
import { ledger, push, request } from "./worker.ts";

const store = openStore(env);
const PARIS = { REPORT_TIMEZONE: "Europe/Paris" };

let lastSeq = 0;

beforeEach(async () => {
  const tables = ["payments", "quarters", "minutes", "rejects", "verdicts", "closed_days", "messages", "incidents"];
  for (const table of tables) await sql(`delete from ${table}`);
});

/** Straight into the store: payments of other days than today, scored as the test needs them. */
async function stored(...changes: Partial<ScoredPayment>[]): Promise<ScoredPayment[]> {
  const writer = await store.takeWriter();
  lastSeq = Math.max(lastSeq, writer.lastSeq);
  const payments = changes.map((change) => {
    lastSeq += 1;
    return scoredPayment({ ...change, seq: lastSeq });
  });
  await store.commit(writer.epoch, { payments });
  // We were the one writer for a moment; the ledger becomes it again.
  await ledger().status();
  await evictDurableObject(ledger());
  return payments;
}

async function reportOn(date: string, changes: object = {}): Promise<DailyReport> {
  const answer = await request(`/api/reports/daily?date=${date}`, {}, changes);
  expect(answer.status).toBe(200);
  return answer.json<DailyReport>();
}

async function csvOn(date: string, changes: object = {}): Promise<Record<string, string>[]> {
  const answer = await request(`/api/reports/daily.csv?date=${date}`, {}, changes);
  expect(answer.status).toBe(200);
  return parse(await answer.text(), { columns: true, record_delimiter: "\r\n" });
}

const at = (iso: string) => Date.parse(iso);

describe("the report of a day", () => {
  test.each([
    // The last moment of the day before, the first and the last of the day, the first of the day after.
    ["Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23],
    ["Europe/Paris", "2025-10-26", "2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z", 25],
    ["America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23],
    ["America/New_York", "2025-11-02", "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z", 25],
    ["Asia/Kolkata", "2026-11-18", "2026-11-17T18:30:00Z", "2026-11-18T18:30:00Z", 24],
    ["Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", 24.5],
    ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z", 24],
    ["UTC", "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", 24],
  ])("in %s, %s is from %s to %s, and so are its payments", async (zone, date, from, to, hours) => {
    const times = [at(from) - 1, at(from), at(to) - 1, at(to)];
    const [, first, last] = await stored(...times.map((paidAt) => ({ paidAt })));
    const changes = { REPORT_TIMEZONE: zone };
    const report = await reportOn(date, changes);
    expect(report).toMatchObject({ date, zone, hours, from: new Date(from).toISOString(), totals: { payments: 2 } });
    expect(report.byHour.map(({ payments }) => payments).filter((count) => count > 0)).toEqual([1, 1]);
    expect(report.byHour[0]?.payments).toBe(1);
    expect(report.byHour.at(-1)?.payments).toBe(1);
    expect((await csvOn(date, changes)).map(({ id }) => id)).toEqual([last?.id, first?.id]);
  });

  test("a day that is not over says so, and is what is asked for without a date", async () => {
    const now = Date.now();
    await stored({ paidAt: now - 1 });
    const report = await (await request("/api/reports/daily")).json<DailyReport>();
    expect(report).toMatchObject({ date: dayAt("UTC", now).date, state: "running", corrections: null });
    expect(report.totals.payments).toBe(1);
  });

  test("what is no date, has not begun, came before the first payment or was skipped is told in words", async () => {
    await stored({ paidAt: at("2026-11-18T12:00:00Z") });
    const answers = [
      ["yesterday", 400, /^date must be a date such as/],
      ["2026-02-30", 400, /^date must be a date such as/],
      ["20261120", 400, /^date must be a date such as/],
      ["x".repeat(99), 400, /date/],
      [dateAfter(dayAt("Europe/Paris", Date.now()).date, 2), 404, /has not begun in Europe\/Paris/],
      ["2026-11-17", 404, /the first day is 2026-11-18/],
    ] as const;
    for (const [date, status, words] of answers) {
      const answer = await request(`/api/reports/daily?date=${date}`, {}, PARIS);
      expect(answer.status, date).toBe(status);
      expect(await answer.json(), date).toMatchObject({ error: expect.stringMatching(words), field: "date" });
      expect((await request(`/api/reports/daily.csv?date=${date}`, {}, PARIS)).status, date).toBe(status);
    }
    const skipped = await request("/api/reports/daily?date=2011-12-30", {}, { REPORT_TIMEZONE: "Pacific/Apia" });
    expect(skipped.status).toBe(404);
    expect(await skipped.json()).toMatchObject({ error: expect.stringContaining("went past 2011-12-30") });
  });

  test("before the first payment only today has a report, an empty one", async () => {
    expect((await request("/api/reports/daily?date=2026-11-18")).status).toBe(404);
    const today = await (await request("/api/reports/daily")).json<DailyReport>();
    expect(today.totals).toMatchObject({ payments: 0, amount: "0.00", fraudRate: null, precision: null });
  });

  test("it names what was flagged, why, and on which cards", async () => {
    const noon = at("2026-11-18T12:00:00Z");
    const reasons = [
      { code: "amount", share: 0.7, text: "$900.00 for home" },
      { code: "time", share: 0.3, text: "12:00" },
    ];
    await stored(
      {
        paidAt: noon,
        amountCents: 90_000,
        outcome: "decline",
        reasons,
        label: "fraud",
        cardId: "card-b",
        last4: "0042",
      },
      { paidAt: noon, amountCents: 5_000, outcome: "review", reasons: reasons.slice(1), label: "legitimate" },
      { paidAt: noon + HOUR_MS, amountCents: 700, category: "home", model: "another", label: "fraud" },
      { paidAt: noon + HOUR_MS, amountCents: 30, category: "home", verdict: null },
    );
    const report = await reportOn("2026-11-18");
    expect(report.totals).toEqual({
      payments: 4,
      amount: "957.30",
      declines: 1,
      declinedAmount: "900.00",
      reviews: 1,
      amountAtRisk: "950.00",
      fraudRate: 0.25,
      knownFrauds: 2,
      knownFraudAmount: "907.00",
      missedFrauds: 1,
      missedAmount: "7.00",
      unknown: 1,
      precision: 1,
      recall: 0.5,
      flaggedPrecision: 0.5,
      flaggedRecall: 0.5,
    });
    expect(report.byCategory.map(({ category, payments }) => [category, payments])).toEqual([
      ["grocery_pos", 2],
      ["home", 2],
    ]);
    expect(report.models.map(({ model, payments }) => [model, payments])).toEqual([
      ["0123456789ab", 3],
      ["another", 1],
    ]);
    expect(report.topCards).toEqual([
      { card: { id: "card-b", last4: "0042" }, flagged: 1, declines: 1, amount: "900.00" },
      { card: { id: "card-a", last4: "4567" }, flagged: 1, declines: 0, amount: "50.00" },
    ]);
    expect(report.topReasons).toMatchObject([
      { code: "amount", flagged: 1, amount: "900.00", share: expect.closeTo(0.7 / 1.3) },
      { code: "time", flagged: 2, amount: "950.00" },
    ]);
    expect(report.largestFrauds).toMatchObject([{ amount: "900.00", time: "12:00", reason: "$900.00 for home" }]);
  });

  test("times without payments are told, the payments' own minutes left out", async () => {
    const from = at("2026-11-18T00:00:00Z");
    await stored({ paidAt: from + 30_000 }, { paidAt: from + 10 * MINUTE_MS }, { paidAt: from + 3 * HOUR_MS });
    const { silences } = await reportOn("2026-11-18");
    expect(silences).toEqual([
      { from: "2026-11-18T00:11:00.000Z", to: "2026-11-18T03:00:00.000Z" },
      { from: "2026-11-18T03:01:00.000Z", to: "2026-11-19T00:00:00.000Z" },
    ]);
  });

  test("Accept: text/csv asks for the payments, and anything else for JSON", async () => {
    await stored({ paidAt: at("2026-11-18T12:00:00Z") });
    const path = "/api/reports/daily?date=2026-11-18";
    const csv = await request(path, { headers: { accept: "text/csv" } });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(csv.headers.get("cache-control")).toBe("no-store");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="payments-2026-11-18.csv"');
    expect(csv.headers.get("vary")).toMatch(/accept/i);
    await csv.text();
    for (const accept of ["*/*", "application/json, text/csv;q=0.5", "text/html"]) {
      expect((await request(path, { headers: { accept } })).headers.get("content-type")).toMatch("application/json");
    }
  });
});

describe("a day that is over", () => {
  const NOON = at("2026-11-18T12:00:00Z");

  test("is closed once, and its report and CSV stay the same for ever, corrections beside them", async () => {
    const [first, judged] = await stored(
      { paidAt: NOON, outcome: "decline", amountCents: 5_000 },
      { paidAt: NOON + 1, outcome: "decline", amountCents: 2_000, label: "fraud" },
    );
    expect(await reportOn("2026-11-18")).toMatchObject({ state: "over", corrections: null });
    await ledger().closeDay("2026-11-18");
    const closed = await reportOn("2026-11-18");
    const csv = await csvOn("2026-11-18");
    expect(closed).toMatchObject({ state: "closed", corrections: null, totals: { payments: 2, knownFrauds: 1 } });
    expect(csv.map(({ id, verdict }) => [id, verdict])).toEqual([
      [judged?.id, ""],
      [first?.id, ""],
    ]);

    const late = feedRow({ current_time: NOON + 2, amt: 3 });
    expect((await push(late)).status).toBe(200);
    for (const [id, verdict] of [
      [first?.id, "legitimate"],
      [judged?.id, "legitimate"],
      [late.trans_num, "fraud"],
    ] as const) {
      const word = { id: null, paymentId: id ?? "", verdict, note: null, by: "ann@example.org", via: "api" } as const;
      expect(await ledger().recordVerdict(word)).toMatchObject({ status: "recorded" });
    }
    const afterwards = await reportOn("2026-11-18");
    const { corrections, ...kept } = afterwards;
    expect({ ...kept, corrections: null }).toEqual(closed);
    expect(await csvOn("2026-11-18")).toEqual(csv);
    expect(corrections).toMatchObject({
      latePayments: 1,
      lateAmount: "3.00",
      newestLate: [{ id: late.trans_num, amount: "3.00" }],
      changedVerdicts: [
        { id: first?.id, before: null, verdict: "legitimate" },
        { id: judged?.id, before: null, verdict: "legitimate" },
      ],
      totals: { payments: 3, amount: "73.00", knownFrauds: 1, missedFrauds: 1, precision: 0 },
    });

    await ledger().closeDay("2026-11-18");
    expect(await reportOn("2026-11-18")).toEqual(afterwards);
  });

  test("a verdict that stood when the day was closed stays in its CSV when it is changed", async () => {
    const [payment] = await stored({ paidAt: NOON, outcome: "decline" });
    const word = { id: null, paymentId: payment?.id ?? "", note: null, by: "ann@example.org", via: "api" } as const;
    await ledger().recordVerdict({ ...word, verdict: "fraud" });
    await ledger().closeDay("2026-11-18");
    await ledger().recordVerdict({ ...word, verdict: "legitimate" });
    expect((await csvOn("2026-11-18"))[0]?.verdict).toBe("fraud");
    expect((await reportOn("2026-11-18")).corrections?.changedVerdicts).toMatchObject([
      { before: "fraud", verdict: "legitimate" },
    ]);
    await ledger().recordVerdict({ ...word, verdict: "fraud" });
    expect((await reportOn("2026-11-18")).corrections).toBeNull();
  });
});

describe("the calendar", () => {
  test("has the days of a month that have payments, by the zone's midnight", async () => {
    await stored(
      { paidAt: at("2026-10-31T22:59:59Z") },
      { paidAt: at("2026-10-31T23:00:00Z"), outcome: "decline" },
      { paidAt: at("2026-11-17T12:00:00Z"), outcome: "review" },
    );
    const answer = await request("/api/reports/days?month=2026-11", {}, PARIS);
    expect(await answer.json<ReportDays>()).toEqual({
      month: "2026-11",
      zone: "Europe/Paris",
      today: dayAt("Europe/Paris", Date.now()).date,
      first: "2026-10-31",
      days: [
        { date: "2026-11-01", payments: 1, declines: 1, reviews: 0 },
        { date: "2026-11-17", payments: 1, declines: 0, reviews: 1 },
      ],
    });
    expect((await request("/api/reports/days?month=2026-13")).status).toBe(400);
    expect((await request("/api/reports/days")).status).toBe(200);
  });
});

describe("exports", () => {
  test("hold every payment of the list's own filter, in its order, over many pages", async () => {
    const noon = at("2026-11-18T12:00:00Z");
    const changes = Array.from({ length: 9_001 }, (_, i) => ({
      paidAt: noon + Math.floor(i / 7),
      outcome: i % 3 === 0 ? ("review" as const) : ("approve" as const),
    }));
    for (let from = 0; from < changes.length; from += 500) await stored(...changes.slice(from, from + 500));
    const filter = "from=2026-11-18T00:00:00Z&to=2026-11-19T00:00:00Z&outcome=approve";
    const listed: string[] = [];
    for (let cursor = ""; ; ) {
      const answer = await request(`/api/payments?limit=500&${filter}${cursor}`);
      const page = await answer.json<{ payments: { id: string }[]; next: string | null }>();
      listed.push(...page.payments.map(({ id }) => id));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(listed).toHaveLength(6_000);
    const csv = await (await request(`/api/payments.csv?${filter}`)).text();
    const rows: Record<string, string>[] = parse(csv, { columns: true, record_delimiter: "\r\n" });
    expect(rows.map(({ id }) => id)).toEqual(listed);
    const answer = await request(`/api/payments.jsonl?${filter}`);
    expect(answer.headers.get("content-type")).toBe("application/jsonl");
    const lines = new TextDecoder()
      .decode(await answer.arrayBuffer())
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(listed);
  });

  test("a CSV opens in a spreadsheet as it is, and says its values plainly to a program that asks", async () => {
    const day = "2001-03-05";
    const extra = { channel: "app", device_age_days: 3.5 };
    const [payment] = await stored({ paidAt: at(`${day}T12:00:00Z`), merchant: "Épicerie Zoé", last4: "0007", extra });
    const range = `from=${day}T00:00:00Z&to=2001-03-06T00:00:00Z`;
    for (const path of [`/api/payments.csv?${range}`, `/api/reports/daily.csv?date=${day}`]) {
      const bytes = new Uint8Array(await (await request(path)).arrayBuffer());
      expect([...bytes.slice(0, 3)], path).toEqual([0xef, 0xbb, 0xbf]);
      const [forPeople] = parse(new TextDecoder().decode(bytes), { columns: true });
      expect(forPeople, path).toMatchObject({ merchant: "Épicerie Zoé", card_last4: '="0007"' });
      const plain = await (await request(`${path}&for=programs`)).bytes();
      expect(new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(plain), path).toMatch(/^id,paid_at/);
      const [forPrograms]: Record<string, string>[] = parse(new TextDecoder().decode(plain), { columns: true });
      expect(forPrograms, path).toMatchObject({ id: payment?.id, merchant: "Épicerie Zoé", card_last4: "0007" });
      expect(JSON.parse(String(forPrograms?.extra)), path).toEqual(extra);
      expect((await request(`${path}&for=nobody`)).status).toBe(400);
    }
  });

  test("of no payments are a header, or nothing", async () => {
    const never = "from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z";
    expect(await (await request(`/api/payments.csv?${never}`)).text()).toMatch(/^id,paid_at,[^\n]*\r\n$/);
    expect((await (await request(`/api/payments.jsonl?${never}`)).arrayBuffer()).byteLength).toBe(0);
  });

  test("refuse a wrong filter like the list does", async () => {
    for (const path of ["/api/payments.csv", "/api/payments.jsonl"]) {
      expect((await request(`${path}?from=yesterday`)).status).toBe(400);
      expect((await request(`${path}?outcome=x`)).status).toBe(400);
    }
  });

  test("are for readers only", async () => {
    const closed = { VIGIE_LOCAL: "", DASHBOARD_TOKEN: "a dashboard token of the tests" };
    for (const path of ["payments.csv", "payments.jsonl", "reports/daily", "reports/daily.csv", "reports/days"]) {
      expect((await request(`/api/${path}`, {}, closed)).status, path).toBe(401);
    }
  });
});

test("the login leads back to the report, and nowhere else", async () => {
  const token = "a dashboard token of the tests";
  const body = new URLSearchParams({ token });
  const targets = {
    "/report": "/report",
    "/outbox": "/outbox",
    "//evil.example": "/",
    "https://evil.example": "/",
    "/api/health": "/",
  };
  for (const [to, location] of Object.entries(targets)) {
    const path = `/login?to=${encodeURIComponent(to)}`;
    const answer = await request(path, { method: "POST", body, redirect: "manual" }, { DASHBOARD_TOKEN: token });
    expect([answer.status, answer.headers.get("location")], to).toEqual([303, location]);
  }
});

describe("the SQL view", () => {
  test("has the sums of each day of UTC", async () => {
    await stored(
      { paidAt: at("2026-11-17T23:59:59Z"), amountCents: 100, outcome: "decline", label: "fraud" },
      { paidAt: at("2026-11-18T00:00:00Z"), amountCents: 200, outcome: "decline", label: "legitimate" },
      { paidAt: at("2026-11-18T01:00:00Z"), amountCents: 300, label: "fraud" },
    );
    const results = await sql("select * from daily_fraud_report");
    expect(results).toMatchObject([
      {
        day: "2026-11-18",
        payments: 2,
        amount: 5,
        declines: 1,
        amount_at_risk: 2,
        missed_frauds: 1,
        decline_recall: 0,
      },
      { day: "2026-11-17", payments: 1, amount: 1, fraud_rate: 1, decline_precision: 1, decline_recall: 1 },
    ]);
  });
});
