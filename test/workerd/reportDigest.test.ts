// Days closed and digests owed, in the real store and by the real ledger.

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { HOUR_MS, MINUTE_MS } from "../../worker/duration.ts";
import { oweDigests } from "../../worker/report/oweDigests.ts";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import type { DailyReport } from "../../worker/wire/report.ts";
import { dateAfter, dayAt, dayOf } from "../../worker/zone.ts";
import { scoredPayment } from "../rows.ts";
import { sql } from "./sql.ts";
import { ledger, request } from "./worker.ts";

const store = openStore(env);
const TO = "ann@example.org,bob@example.org";
const CONFIG = configOf({
  CARD_KEY: "a key of the tests, thirty-two characters or more",
  VIGIE_LOCAL: "1",
  ALERT_TO: TO,
  PUBLIC_URL: "https://vigie.example.org",
});
const TODAY = dayAt("UTC", Date.now());
const YESTERDAY = dateAfter(TODAY.date, -1);
/** The clock as it is told: well after the report's hour. */
const NOON = TODAY.from + 12 * HOUR_MS;
const noonOf = (date: string) => (dayOf("UTC", date)?.from ?? 0) + 12 * HOUR_MS;

let lastSeq = 0;

beforeEach(async () => {
  const tables = ["payments", "quarters", "minutes", "closed_days", "messages"];
  for (const table of tables) await sql(`delete from ${table}`);
});

async function stored(...changes: Partial<ScoredPayment>[]): Promise<void> {
  const { epoch } = await store.takeWriter();
  const payments = changes.map((change) => {
    lastSeq += 1;
    return scoredPayment({ storedAt: change.paidAt ?? 0, ...change, seq: lastSeq });
  });
  await store.commit(epoch, { payments });
  // We were the one writer for a moment; the ledger becomes it again.
  await ledger().status();
  await evictDurableObject(ledger());
}

async function owed(): Promise<{ id: string; subject: string; text: string; html: string }[]> {
  const messages = await sql("select * from messages order by created_at, id");
  return messages.map(({ id, subject, text, html }) => ({
    id: String(id),
    subject: String(subject),
    text: String(text),
    html: String(html),
  }));
}

const owe = (nowMs = NOON, config = CONFIG) => oweDigests(env, store, config, nowMs);

test("yesterday's digest is owed to each recipient once, however often it is looked at, at once or later", async () => {
  await stored(
    { paidAt: noonOf(dateAfter(YESTERDAY, -1)), storedAt: noonOf(dateAfter(YESTERDAY, -1)) },
    { paidAt: noonOf(YESTERDAY), outcome: "decline", amountCents: 90_000, merchant: "<img src=x onerror=alert(1)>" },
    { paidAt: noonOf(YESTERDAY) + 1, amountCents: 1_050 },
  );
  await Promise.all([owe(), owe()]);
  await owe(NOON + HOUR_MS);
  const mails = (await owed()).filter(({ id }) => id.includes(YESTERDAY));
  expect(mails.map(({ id }) => id)).toEqual([
    `digest:UTC:${YESTERDAY}>mail:ann@example.org`,
    `digest:UTC:${YESTERDAY}>mail:bob@example.org`,
  ]);
  const [mail] = mails;
  expect(mail?.subject).toMatch(/: 1 fraud in 2 payments$/);
  expect(mail?.text).toContain("$910.50");
  expect(mail?.text).toContain(`https://vigie.example.org/report#${YESTERDAY}`);
  expect(mail?.text).toContain(`https://vigie.example.org/api/reports/daily.csv?date=${YESTERDAY}`);
  expect(mail?.html).not.toContain("<img");
  expect(await (await request(`/api/reports/daily?date=${YESTERDAY}`)).json<DailyReport>()).toMatchObject({
    state: "closed",
    totals: { payments: 2, declines: 1 },
  });
});

test("a day without a single fraud, and one without a payment, are told as well", async () => {
  const before = dateAfter(YESTERDAY, -1);
  await stored({ paidAt: noonOf(before) });
  await owe();
  const subjects = (await owed()).filter(({ id }) => id.endsWith("ann@example.org")).map(({ subject }) => subject);
  expect(subjects).toEqual([
    expect.stringMatching(/: 0 frauds in 1 payment$/),
    expect.stringMatching(/: 0 frauds in 0 payments$/),
  ]);
});

test("after an outage the days that were missed are caught up with, oldest first", async () => {
  const dates = [-4, -3, -2, -1].map((back) => dateAfter(TODAY.date, back));
  await stored(...dates.map((date) => ({ paidAt: noonOf(date) })));
  await owe();
  const ids = (await owed()).map(({ id }) => id);
  expect(ids).toEqual(dates.flatMap((date) => TO.split(",").map((to) => `digest:UTC:${date}>mail:${to}`)));
});

test("while past days are still being loaded nothing is closed and nothing sent", async () => {
  await stored({ paidAt: noonOf(YESTERDAY), storedAt: NOON - 9 * MINUTE_MS });
  expect(await owe()).toBe(NOON + MINUTE_MS);
  expect(await owed()).toEqual([]);
  // Ten quiet minutes later it is; Vigie began after the digest's hour, but has payments of the day.
  await owe(NOON + 2 * MINUTE_MS);
  expect(await owed()).toHaveLength(2);
});

test("a day into which payments never stop trickling is closed an hour late at most", async () => {
  const began = noonOf(dateAfter(YESTERDAY, -1));
  await stored({ paidAt: began }, { paidAt: noonOf(YESTERDAY), storedAt: TODAY.from + 8 * HOUR_MS - 1 });
  await owe(TODAY.from + 8 * HOUR_MS - MINUTE_MS);
  expect((await owed()).filter(({ id }) => id.includes(YESTERDAY))).toEqual([]);
  await owe(TODAY.from + 8 * HOUR_MS);
  expect((await owed()).filter(({ id }) => id.includes(YESTERDAY))).toHaveLength(2);
});

test("a recipient who is added later gets no digests of the past", async () => {
  await stored({ paidAt: noonOf(dateAfter(YESTERDAY, -1)) }, { paidAt: noonOf(YESTERDAY) });
  await owe();
  const before = await owed();
  await owe(NOON, { ...CONFIG, mail: { ...CONFIG.mail, to: [...CONFIG.mail.to, "cy@example.org"] } });
  expect(await owed()).toEqual(before);
});

test("with nobody to write to, days are closed all the same", async () => {
  await stored({ paidAt: noonOf(dateAfter(YESTERDAY, -1)) });
  await owe(NOON, { ...CONFIG, mail: { ...CONFIG.mail, to: [] }, channels: [] });
  expect(await owed()).toEqual([]);
  expect(await store.closedDay("UTC", YESTERDAY)).not.toBeNull();
});

test("a store without payments owes nothing, and is looked at again tomorrow at the latest", async () => {
  const next = await owe();
  expect(next).toBeGreaterThan(NOON);
  expect(next).toBeLessThanOrEqual(NOON + 24 * HOUR_MS);
  expect(await owed()).toEqual([]);
});
