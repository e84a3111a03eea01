// The questions for Metabase, asked on a real PostgreSQL by the role that metabase/reader.sql makes.
import { env } from "cloudflare:workers";
import { neon } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import declinedAmounts from "../../metabase/declined-amounts.sql?raw";
import fraudsByDay from "../../metabase/frauds-by-day.sql?raw";
import precision from "../../metabase/precision.sql?raw";
import reader from "../../metabase/reader.sql?raw";
import { configOf } from "../../worker/config/config.ts";
import { DAY_MS, HOUR_MS } from "../../worker/duration.ts";
import { neonDialect } from "../../worker/store/neon/dialect.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { storeOf } from "../../worker/store/sql/store.ts";
import { scoredPayment } from "../rows.ts";

const settings = configOf(env).store;
if (settings.kind !== "neon") throw new Error("this test needs PostgreSQL");
const owner = neon(settings.databaseUrl);

/** Roles belong to the whole server, which other test files share. */
const ROLE = `reader_${crypto.randomUUID().replaceAll("-", "")}`;
const address = new URL(settings.databaseUrl);
address.username = ROLE;
address.password = "a password of the test";
const asReader = neon(address.href);

/** Statements of a file, without its comments. */
function statementsOf(text: string): string[] {
  const said = text.replace(/^\s*--.*$/gm, "");
  return said.split(";").filter((statement) => statement.trim() !== "");
}

async function ask(question: string): Promise<Record<string, unknown>[]> {
  const [statement = "", ...more] = statementsOf(question);
  expect(more).toEqual([]);
  return asReader.query(statement);
}

const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const YESTERDAY = TODAY - DAY_MS;
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Six payments of yesterday, the last an hour before midnight in UTC, and one that is too old to count. */
const PAYMENTS: Partial<ScoredPayment>[] = [
  { outcome: "decline", label: "fraud", amountCents: 100_050, merchant: "Dear", category: "travel" },
  {
    outcome: "decline",
    verdict: "legitimate",
    label: "fraud",
    amountCents: 20_000,
    merchant: "Dear",
    category: "travel",
  },
  { outcome: "decline", verdict: "fraud", amountCents: 5, merchant: "Cheap", category: "travel" },
  { outcome: "review", label: "fraud", amountCents: 700, merchant: "Cheap", category: "travel" },
  { outcome: "approve", label: "fraud", amountCents: 333, merchant: "Cheap", category: "travel" },
  { outcome: "approve", amountCents: 1_000, merchant: "Dear", category: "travel", paidAt: TODAY - HOUR_MS },
  {
    outcome: "decline",
    label: "fraud",
    amountCents: 9_999_999,
    merchant: "Old",
    category: "travel",
    paidAt: TODAY - 40 * DAY_MS,
  },
];

beforeAll(async () => {
  const store = storeOf(neonDialect(settings.databaseUrl));
  const { epoch } = await store.takeWriter();
  const payments = PAYMENTS.map((changes, at) => {
    const paidAt = changes.paidAt ?? YESTERDAY + at * HOUR_MS;
    return scoredPayment({ ...changes, id: `p${at}`, seq: at + 1, paidAt });
  });
  await store.commit(epoch, { payments });
  const made = reader
    .replaceAll("vigie_reader", ROLE)
    .replace("choose a long one", address.password.replaceAll("%20", " "));
  for (const statement of statementsOf(made)) await owner.query(statement);
});

afterAll(async () => {
  await owner.query(`drop owned by ${ROLE}`);
  await owner.query(`drop role ${ROLE}`);
});

describe("the reader", () => {
  test.each(["messages", "verdicts", "alerts", "writer"])("may not read %s", async (table) => {
    await expect(asReader.query(`select * from ${table}`)).rejects.toThrow("permission denied");
  });

  test("changes nothing", async () => {
    await expect(asReader.query("update payments set outcome = 'approve'")).rejects.toThrow(
      /permission denied|read-only/,
    );
    await expect(asReader.query("create table mine (a int)")).rejects.toThrow(/permission denied|read-only/);
  });

  test("has half a minute for a question", async () => {
    expect(await asReader.query("show statement_timeout")).toEqual([{ statement_timeout: "30s" }]);
  });
});

test("frauds caught and missed by day add up, to the cent", async () => {
  const [day, ...others] = await ask(fraudsByDay);
  expect(others).toEqual([]);
  expect(day).toMatchObject({
    ...{ payments: 6, known_frauds: 4, caught: 2, in_review: 1, missed: 1, false_alarms: 1 },
    ...{ amount_caught: "1000.55", amount_missed: "3.33" },
  });
});

test("a day is one of the zone that the question names", async () => {
  const days = async (question: string) =>
    (await ask(question.replaceAll("::date as day", "::date::text as day"))).map(({ day, payments }) => [
      day,
      payments,
    ]);
  expect(await days(fraudsByDay)).toEqual([[dateOf(YESTERDAY), 6]]);
  // It is 23:00 in UTC, and the day after in Tokyo.
  expect(await days(fraudsByDay.replace("'UTC'", "'Asia/Tokyo'"))).toEqual([
    [dateOf(TODAY), 1],
    [dateOf(YESTERDAY), 5],
  ]);
});

test("how right each outcome was is told by who says so, and a person counts before the feed", async () => {
  expect(await ask(precision)).toEqual([
    { outcome: "approve", said_by: "nobody", payments: 1, frauds: 0, legitimate: 0, fraud_share: null },
    { outcome: "approve", said_by: "the feed", payments: 1, frauds: 1, legitimate: 0, fraud_share: "1.0000" },
    { outcome: "decline", said_by: "a person", payments: 2, frauds: 1, legitimate: 1, fraud_share: "0.5000" },
    { outcome: "decline", said_by: "the feed", payments: 1, frauds: 1, legitimate: 0, fraud_share: "1.0000" },
    { outcome: "review", said_by: "the feed", payments: 1, frauds: 1, legitimate: 0, fraud_share: "1.0000" },
  ]);
});

test("merchants stand by their declined amount, with what is known of the declines", async () => {
  expect(await ask(declinedAmounts)).toEqual([
    {
      ...{ category: "travel", merchant: "Dear", declined_amount: "1200.50", declines: 2, payments: 3 },
      ...{ declined_share: "0.6667", known_frauds: 1, false_alarms: 1 },
    },
    {
      ...{ category: "travel", merchant: "Cheap", declined_amount: "0.05", declines: 1, payments: 3 },
      ...{ declined_share: "0.3333", known_frauds: 1, false_alarms: 0 },
    },
  ]);
});
