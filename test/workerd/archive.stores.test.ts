// Closed days in the bucket, and their way out of the store: nothing is deleted that is not in a verified file.

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { rowsOf } from "../../worker/archive/columns.ts";
import { decode } from "../../worker/archive/parquet.ts";
import type { StepPorts, StepSettings } from "../../worker/archive/ports.ts";
import { r2Shelf, type Shelf } from "../../worker/archive/shelf.ts";
import { archiveStep, type StepOutcome } from "../../worker/archive/step.ts";
import { HOUR_MS } from "../../worker/duration.ts";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import type { RecordedVerdict } from "../../worker/store/verdicts.ts";
import type { DailyReport, ReportDays } from "../../worker/wire/report.ts";
import { dateAfter, dayOf } from "../../worker/zone.ts";
import { feedRow, scoredPayment } from "../rows.ts";
import { sql } from "./sql.ts";
import { board, forgotten, ledger, ledgerEnds, push, request } from "./worker.ts";

const store = openStore(env);
const bucket = bucketOf(env);
const shelf = r2Shelf(bucket, "tests");

const DATE = "2026-09-18";
const DAY = dayOf("UTC", DATE) ?? { from: 0, to: 0 };
const NOON = DAY.from + 12 * HOUR_MS;

function bucketOf({ ARCHIVE }: Env): R2Bucket {
  if (ARCHIVE === undefined) throw new Error("tests have a bucket");
  return ARCHIVE;
}

/** What the steps do does not depend on the store; each call to one behind a network takes its time. */
const STRIDE = store.kind === "neon" ? 5 : 1;

vi.setConfig({ testTimeout: 60_000 });

let lastSeq = 0;
/** The archivist's clock. */
let now = 0;

beforeEach(async () => {
  const tables = ["payments", "quarters", "minutes", "verdicts", "closed_days", "archived_days", "archive_files"];
  for (const table of tables) await sql(`delete from ${table}`);
  for (const { key } of (await bucket.list()).objects) await bucket.delete(key);
  await forgotten();
  now = Date.now();
});

async function stored(...changes: Partial<ScoredPayment>[]): Promise<ScoredPayment[]> {
  const writer = await store.takeWriter();
  lastSeq = Math.max(lastSeq, writer.lastSeq);
  const payments = changes.map((change) => {
    lastSeq += 1;
    const paidAt = change.paidAt ?? NOON;
    return scoredPayment({ paidAt, seenAt: paidAt + 1, storedAt: paidAt + 2, ...change, seq: lastSeq });
  });
  await store.commit(writer.epoch, { payments });
  // We were the one writer for a moment; the ledger becomes it again.
  await ledgerEnds();
  return payments;
}

async function judged(payment: ScoredPayment | undefined, verdict: "fraud" | "legitimate"): Promise<void> {
  const word = { id: null, paymentId: payment?.id ?? "", verdict, note: null, by: "ann", via: "api" } as const;
  expect(await ledger().recordVerdict(word)).toMatchObject({ status: "recorded" });
}

/** Four payments of one day, two of them frauds by what people said before it was closed; and one of another day. */
async function closedDay(): Promise<ScoredPayment[]> {
  const payments = await stored(
    { paidAt: NOON, outcome: "decline", amountCents: 5_000, merchant: 'Plum, "Pear" & Söns' },
    { paidAt: NOON, outcome: "review", score: null, gender: null, distanceKm: null },
    { paidAt: NOON + 1, label: "fraud", reasons: [{ code: "night", share: 1, text: "=1+1" }] },
    { paidAt: DAY.from, features: [0.1 + 0.2, null, -1e-300], extra: { channel: "app", device_age_days: 3.5 } },
  );
  await judged(payments[0], "fraud");
  await stored({ paidAt: Date.now() });
  await ledger().closeDay(DATE);
  return payments;
}

/** The same day as Paris has it, which begins and ends two hours earlier; its payments are those of the day. */
async function closedInParis(): Promise<void> {
  const ofParis = { ...(await report()), zone: "Europe/Paris" };
  const { epoch } = await store.takeWriter();
  const closedDays = [{ zone: "Europe/Paris", date: DATE, closedAt: Date.now(), report: JSON.stringify(ofParis) }];
  await store.commit(epoch, { closedDays });
}

/** What came after the day was closed. */
async function comesLate([first, second]: ScoredPayment[]): Promise<void> {
  await judged(first, "legitimate");
  await judged(second, "fraud");
  expect((await push(feedRow({ current_time: NOON + 2, amt: 3 }))).status).toBe(200);
  await stored({ paidAt: Date.now() });
}

function ports(changes: Partial<StepPorts> = {}): StepPorts {
  const closeDay = (date: string) => ledger().closeDay(date);
  return { store, shelf, now: () => now, closeDay, partRows: 3, ...changes };
}

const LEAVING: StepSettings = { reportZone: "UTC", silenceMs: 900_000, leaveBy: DAY.to };
const STAYING = { ...LEAVING, leaveBy: null };

/** Step by step, an hour each, until there is nothing to do. */
async function goesOn(settings = LEAVING, changes: Partial<StepPorts> = {}): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (let idle = 0; idle < 2 && outcomes.length < 60; now += HOUR_MS) {
    const outcome = await archiveStep(settings, ports(changes));
    outcomes.push(outcome);
    idle = outcome.kind === "done" ? 0 : idle + 1;
  }
  return outcomes;
}

async function keys(): Promise<string[]> {
  return (await bucket.list()).objects.map(({ key }) => key.replace(/^payments\/zone=UTC\/date=2026-/, ""));
}

/** By payment, the newest row in the recorded files. */
async function inFiles(): Promise<Map<string, ScoredPayment>> {
  const newest = new Map<string, { asOf: number; payment: ScoredPayment }>();
  for (const { key } of await sql("select key from archive_files")) {
    const bytes = await shelf.get(String(key));
    if (bytes === null) throw new Error(`${key} is recorded, and not there`);
    const table = await decode(bytes);
    rowsOf(table).forEach((payment, row) => {
      const asOf = Number(table.at(-1)?.[row]);
      if (asOf > (newest.get(payment.id)?.asOf ?? 0)) newest.set(payment.id, { asOf, payment });
    });
  }
  return new Map([...newest].map(([id, { payment }]) => [id, payment]));
}

async function all(): Promise<Map<string, ScoredPayment>> {
  const payments = await store.paymentsInFull({ outcomes: [] }, 1_000, null);
  return new Map(payments.map((payment) => [payment.id, payment]));
}

/** Whatever was stored is still stored, or in a verified file as it last was. */
async function expectNothingLost(before: ReadonlyMap<string, ScoredPayment>): Promise<void> {
  const [here, there] = [await all(), await inFiles()];
  for (const [id, payment] of before) expect(here.get(id) ?? there.get(id), id).toEqual(payment);
}

async function ask(path: string): Promise<string> {
  const answer = await request(path);
  expect(answer.status, path).toBe(200);
  return answer.text();
}
const csv = () => ask(`/api/reports/daily.csv?date=${DATE}`);
const report = async (): Promise<DailyReport> => JSON.parse(await ask(`/api/reports/daily?date=${DATE}`));
const idsHere = async () => (await sql("select id from payments where paid_at < ?", DAY.to)).map(({ id }) => id);

describe("a closed day", () => {
  test("is in the bucket as it was closed, newest first, in files of limited size", async () => {
    const payments = await closedDay();
    await comesLate(payments);
    await goesOn(STAYING);
    expect(await keys()).toEqual(["09-18/closed-00000.parquet", "09-18/closed-00001.parquet"]);
    const files = await store.archiveFiles({ zone: "UTC", date: DATE }, "closed", 0);
    expect(files.map(({ rows }) => rows)).toEqual([3, 1]);
    expect(files.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(5_000 + 3 * 8_420);
    const found = await inFiles();
    expect([...found.keys()]).toEqual(
      payments.toSorted((a, b) => b.paidAt - a.paidAt || (a.id < b.id ? 1 : -1)).map(({ id }) => id),
    );
    // As it stood then, though people have changed their minds.
    expect(found.get(payments[0]?.id ?? "")?.verdict).toBe("fraud");
    expect(found.get(payments[1]?.id ?? "")?.verdict).toBeNull();
    expect(found.get(payments[3]?.id ?? "")).toEqual(payments[3]);
    expect(await idsHere()).toHaveLength(5);
  });

  test("is written as it was closed, though people say more while it is being read", async () => {
    const payments = await closedDay();
    const paymentsInFull: typeof store.paymentsInFull = async (...asked) => {
      for (const payment of payments) await judged(payment, "legitimate");
      return store.paymentsInFull(...asked);
    };
    await goesOn(STAYING, { store: { ...store, paymentsInFull }, partRows: 10 });
    const verdicts = [...(await inFiles()).values()].map(({ verdict }) => verdict);
    expect(verdicts.sort()).toEqual(["fraud", null, null, null]);
  });

  test("has card ids in it, and no card number", async () => {
    const row = feedRow({ cc_num: "4000567856785678901", current_time: NOON });
    expect((await push(row)).status).toBe(200);
    await ledger().closeDay(DATE);
    await goesOn(STAYING);
    const [payment] = [...(await inFiles()).values()];
    expect(payment).toMatchObject({ id: row.trans_num, last4: "8901" });
    expect(payment?.cardId).toMatch(/^[\w-]{20,}$/);
    const text = JSON.stringify(payment);
    for (const secret of [row.cc_num, row.first, row.last, row.street, row.dob]) expect(text).not.toContain(secret);
  });

  test("without payments needs no file", async () => {
    await stored({ paidAt: NOON }, { paidAt: Date.now() });
    await ledger().closeDay("2026-09-19");
    await goesOn({ ...LEAVING, leaveBy: DAY.from });
    expect(await keys()).toEqual([]);
    expect(await store.archiveSums()).toEqual({ days: 1, files: 0, bytes: 0, lastDate: "2026-09-19" });
  });

  test("leaves the store, and its report and CSV stay the same for ever, byte for byte", async () => {
    const payments = await closedDay();
    await comesLate(payments);
    const [lines, told, before] = [await csv(), await report(), await all()];
    expect(told.corrections).toMatchObject({ latePayments: 1, changedVerdicts: { length: 2 } });
    await goesOn();
    expect(await idsHere()).toEqual([]);
    await expectNothingLost(before);
    expect(await csv()).toBe(lines);
    expect(await report()).toEqual(told);
    const late = (await keys()).filter((key) => key.includes("late"));
    expect(late).toHaveLength(1);
    expect(await sql("select left_at from archived_days")).toMatchObject([{ left_at: expect.any(Number) }]);
    expect(await goesOn()).toEqual([{ kind: "nothing" }, { kind: "nothing" }]);
  });

  test("of which nothing came late leaves without another file", async () => {
    await closedDay();
    const told = await report();
    await goesOn();
    expect(await idsHere()).toEqual([]);
    expect(await keys()).toHaveLength(2);
    expect(await report()).toEqual(told);
    expect(told.corrections).toBeNull();
  });

  test("stays as long as none is to leave", async () => {
    const payments = await closedDay();
    await goesOn(STAYING);
    await goesOn({ ...LEAVING, leaveBy: DAY.to - 1 });
    expect((await idsHere()).sort()).toEqual(payments.map(({ id }) => id).sort());
  });

  test("is read from the archive an hour before its payments go, so that no export misses some", async () => {
    await closedDay();
    const lines = await csv();
    await goesOn(STAYING);
    for (let step = 0; step < 3; step += 1) await archiveStep(LEAVING, ports());
    expect(await sql("select settled_at from archived_days")).toMatchObject([{ settled_at: expect.any(Number) }]);
    expect(await idsHere()).toHaveLength(4);
    expect(await csv()).toBe(lines);
    now += HOUR_MS;
    await archiveStep(LEAVING, ports());
    expect(await idsHere()).toHaveLength(0);
  });

  test("that has left has in its files what a challenger would have decided, and its counts stay for the comparison", async () => {
    const challenged = { model: "champion", challenger: "challenger", challengerScore: 0.91, paidAt: NOON } as const;
    await stored(
      { ...challenged, challengerOutcome: "decline", amountCents: 2_000 },
      { ...challenged, challengerOutcome: null, challengerScore: null },
      { paidAt: Date.now() },
    );
    await ledger().closeDay(DATE);
    const before = await all();
    const counts = () => store.pairs("champion", "challenger", DAY.from, DAY.to);
    const counted = await counts();
    expect(counted.map(({ challengerOutcome }) => challengerOutcome).sort()).toEqual(["decline", "none"]);
    await goesOn();
    expect(await idsHere()).toHaveLength(0);
    await expectNothingLost(before);
    expect(await counts()).toEqual(counted);
  });

  test("that has left answers for itself in words where its bucket is no longer bound", async () => {
    await closedDay();
    await goesOn();
    const answer = await request(`/api/reports/daily.csv?date=${DATE}`, {}, { ARCHIVE: undefined });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ error: expect.stringContaining("in the archive") });
  });
});

describe("what is left behind", () => {
  test("sequence numbers, boards, the calendar and the first day go on", async () => {
    const [payment] = await closedDay();
    await goesOn();
    expect(await store.newestSeq()).toBe(lastSeq);
    expect((await store.takeWriter()).lastSeq).toBe(lastSeq);
    expect(await store.backlog(0)).toMatchObject({ lastSeq });
    await board().catchUp();
    expect(await store.beginning()).toMatchObject({ paidAt: DAY.from });
    const calendar: ReportDays = JSON.parse(await ask("/api/reports/days?month=2026-09"));
    expect(calendar).toMatchObject({ first: DATE, days: [{ date: DATE, payments: 4, declines: 1 }] });
    const gone = await request(`/api/payments/${payment?.id}`, {}, { RETENTION_DAYS: "35" });
    expect(gone.status).toBe(404);
    expect(await gone.json()).toEqual({
      error: "no payment has this id; one that was paid more than 35 days ago may be in the archive",
    });
    const judging = await request(`/api/payments/${payment?.id}/verdict`, {
      method: "POST",
      body: JSON.stringify({ verdict: "fraud" }),
      headers: { "content-type": "application/json" },
    });
    expect(judging.status).toBe(404);
  });

  test("the newest sequence number stays, though its day has left", async () => {
    const [one, two] = await stored({ paidAt: NOON }, { paidAt: NOON + 1 });
    await ledger().closeDay(DATE);
    await goesOn();
    expect(await idsHere()).toEqual([two?.id]);
    expect(await report()).toMatchObject({ totals: { payments: 2 } });
    expect((await csv()).split("\r\n")).toHaveLength(4);
    expect((await inFiles()).get(one?.id ?? "")).toEqual(one);
    await stored({ paidAt: Date.now() });
    await goesOn();
    expect(await idsHere()).toEqual([]);
  });

  test("a payment older than what is kept is refused at the door, since it may be a repetition", async () => {
    const row = feedRow({ current_time: Date.now() - 36 * 24 * HOUR_MS });
    const changes = { RETENTION_DAYS: "35" };
    const answer = await push([row, feedRow({ current_time: Date.now() })], changes);
    expect(await answer.json()).toMatchObject({
      decisions: [{ status: "stored" }],
      rejects: [{ index: 0, code: "too_old", field: "current_time" }],
    });
    // Where there is no bucket nothing has left, and nothing is refused.
    expect(await (await push([row], { ...changes, ARCHIVE: undefined })).json()).toMatchObject({ rejects: [] });
  });
});

describe("what has left stays away", () => {
  test("a payment that is repeated after its day has left is refused once it is forgotten, though nothing is set or bound any more", async () => {
    const row = feedRow({ current_time: NOON });
    expect((await push(row)).status).toBe(200);
    await stored({ paidAt: Date.now() });
    await ledger().closeDay(DATE);
    await goesOn();
    expect(await idsHere()).toEqual([]);
    // As long as it is remembered, it gets its decision, and nothing is recorded.
    expect(await (await push([row])).json()).toMatchObject({ decisions: [{ status: "repeated" }], rejects: [] });
    expect(await idsHere()).toEqual([]);
    // The line is read by whoever becomes the writer; tests set neither RETENTION_DAYS nor anything in its stead.
    await evictDurableObject(ledger());
    await forgotten();
    expect(await (await push([row])).json()).toMatchObject({ decisions: [], rejects: [{ code: "too_old" }] });
    expect(await idsHere()).toEqual([]);
    const after = feedRow({ current_time: DAY.to });
    expect(await (await push([after])).json()).toMatchObject({ decisions: [{ status: "stored" }] });
  });

  test("of a day that has settled nothing is judged and nothing comes late: its report would not say so", async () => {
    const [payment] = await closedDay();
    await goesOn(STAYING);
    for (let step = 0; step < 2; step += 1) await archiveStep(LEAVING, ports());
    expect(await sql("select settled_at from archived_days")).toMatchObject([{ settled_at: expect.any(Number) }]);
    await evictDurableObject(ledger());
    await forgotten();
    const word = { id: null, verdict: "legitimate", note: null, by: "ann", via: "api" } as const;
    expect(await ledger().recordVerdict({ ...word, paymentId: payment?.id ?? "" })).toEqual({ status: "unknown" });
    const late = await push([feedRow({ current_time: NOON })]);
    expect(await late.json()).toMatchObject({ decisions: [], rejects: [{ code: "too_old" }] });
  });

  test("a decider at work hears of it within a minute, long before anything goes", async () => {
    await closedDay();
    await goesOn(STAYING);
    const row = feedRow({ current_time: NOON });
    expect((await push(row)).status).toBe(200);
    for (let step = 0; step < 2; step += 1) await archiveStep(LEAVING, ports());
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      expect((await push(feedRow())).status).toBe(200);
      const late = await push([row, feedRow({ current_time: NOON })]);
      // What is still here is known, and answered as ever.
      expect(await late.json()).toMatchObject({ decisions: [{ status: "repeated" }], rejects: [{ code: "too_old" }] });
    } finally {
      vi.useRealTimers();
    }
  });

  test("what a decider decides before it hears of it becomes a refused row, and no payment of the settled day", async () => {
    await closedDay();
    await goesOn(STAYING);
    expect((await push(feedRow({ current_time: NOON }))).status).toBe(200);
    for (let step = 0; step < 2; step += 1) await archiveStep(LEAVING, ports());
    await evictDurableObject(ledger());
    const late = feedRow({ current_time: NOON });
    expect((await push(late)).status).toBe(200);
    expect(await sql("select id from payments where id = ?", late.trans_num)).toEqual([]);
    expect(await sql("select code, times from rejects where payment_id = ?", late.trans_num)).toEqual([
      { code: "too_old", times: 1 },
    ]);
    expect(await (await push([feedRow({ current_time: NOON })])).json()).toMatchObject({
      rejects: [{ code: "too_old" }],
    });
  });
});

describe("days of other kinds", () => {
  test("one that nobody closed is closed first, since only closed days leave", async () => {
    const payments = await stored({ paidAt: NOON }, { paidAt: NOON + 24 * HOUR_MS }, { paidAt: Date.now() });
    const before = await all();
    await goesOn({ ...LEAVING, leaveBy: DAY.to + 24 * HOUR_MS });
    expect((await all()).size).toBe(1);
    await expectNothingLost(before);
    expect(await report()).toMatchObject({ state: "closed", totals: { payments: 1 } });
    expect(await csv()).toContain(payments[0]?.id);
  });

  test("days of two zones share payments, which leave when both have them", async () => {
    await stored({ paidAt: DAY.from }, { paidAt: NOON }, { paidAt: Date.now() });
    const before = await all();
    await ledger().closeDay(DATE);
    const paris = dayOf("Europe/Paris", DATE) ?? DAY;
    await closedInParis();
    // The day of Paris ends first; that of UTC is not due, and holds what both have.
    await goesOn({ ...LEAVING, leaveBy: paris.to });
    expect(await idsHere()).toHaveLength(2);
    await goesOn();
    expect(await idsHere()).toHaveLength(0);
    await expectNothingLost(before);
    // Half of its payments lies in a day of each zone; the day itself was closed in neither.
    const asked = await request("/api/reports/daily?date=2026-09-18", {}, { REPORT_TIMEZONE: "Asia/Tokyo" });
    expect(asked.status).toBe(404);
    expect(await asked.json()).toMatchObject({ error: expect.stringContaining("are in the archive, by days of") });
  });

  test("one whose files and report disagree is left alone, and said; the others go on", async () => {
    await closedDay();
    await stored({ paidAt: DAY.from - 1 }, { paidAt: Date.now() });
    await ledger().closeDay("2026-09-17");
    // A payment that the report knows nothing of, though it says that it was stored by then.
    await stored({ paidAt: NOON, storedAt: NOON }, { paidAt: Date.now() });
    const before = await all();
    const outcomes: StepOutcome[] = [];
    for (let step = 0; step < 12; step += 1, now += HOUR_MS) {
      const postponed = outcomes.some(({ kind }) => kind === "problem")
        ? new Set([`${DATE} (UTC)`])
        : new Set<string>();
      outcomes.push(await archiveStep(LEAVING, ports(), postponed));
    }
    expect(outcomes).toContainEqual({
      kind: "problem",
      day: `${DATE} (UTC)`,
      task: "archive",
      problem: expect.stringMatching(/has 5 payments of .*, its report 4 payments of/),
    });
    expect(await idsHere()).toHaveLength(5);
    expect((await store.archiveSums()).days).toBe(1);
    await expectNothingLost(before);
  });
});

/** As if someone had closed it; of a report that cannot be read nothing comes of archiving it. */
async function closedWith(report: string, ...dates: string[]): Promise<void> {
  for (const date of dates) {
    await sql("insert into closed_days (zone, date, closed_at, report) values ('UTC', ?, ?, ?)", date, 1, report);
  }
}

describe("sums that differ though the counts are the same", () => {
  test("between a day's files and its report keep it from counting as archived", async () => {
    await closedDay();
    await sql("update payments set amount_cents = amount_cents + 1 where paid_at = ?", NOON + 1);
    const outcomes = await goesOn(STAYING);
    expect(outcomes).toContainEqual(expect.objectContaining({ kind: "problem" }));
    expect(await sql("select date from archived_days where zone = 'UTC'")).toEqual([]);
  });

  test("between a day's files and the store keep it from leaving", async () => {
    await closedDay();
    await goesOn(STAYING);
    const before = await all();
    await sql("update archive_files set amount_cents = amount_cents + 1 where part = 0");
    let outcome = await archiveStep(LEAVING, ports());
    for (let step = 0; step < 5 && outcome.kind === "done"; step += 1) outcome = await archiveStep(LEAVING, ports());
    expect(outcome).toMatchObject({ kind: "problem", problem: expect.stringContaining("the archive of") });
    expect(await sql("select date from archived_days where settled_at is not null")).toEqual([]);
    expect(await all()).toEqual(before);
  });
});

describe("days that cannot be archived", () => {
  test("one whose payment has a fraction where whole numbers belong is rounded, and leaves like any other", async () => {
    const [payment] = await closedDay();
    // PostgreSQL would not take it.
    if (store.kind === "d1") await sql("update payments set city_population = 3.5 where id = ?", payment?.id ?? "");
    await goesOn();
    expect(await idsHere()).toEqual([]);
    const population = store.kind === "d1" ? 4 : payment?.cityPopulation;
    expect((await inFiles()).get(payment?.id ?? "")?.cityPopulation).toBe(population);
  });

  test("one that throws, whatever it is, is said and does not keep the others from being archived", async () => {
    await closedDay();
    await closedWith("no report", "2026-09-17");
    const first = await archiveStep(STAYING, ports());
    expect(first).toMatchObject({ kind: "problem", day: "2026-09-17 (UTC)", task: "archive" });
    const postponed = new Set(["2026-09-17 (UTC)"]);
    for (let step = 0; step < 2; step += 1) await archiveStep(STAYING, ports(), postponed);
    expect(await sql("select date from archived_days")).toEqual([{ date: DATE }]);
    expect(await archiveStep(STAYING, ports(), postponed)).toEqual({ kind: "nothing" });
  });

  test("however many they are, those behind them are archived, and leave unless they share payments", async () => {
    await closedDay();
    await goesOn(STAYING);
    const stuck = Array.from({ length: 60 }, (_, at) => dateAfter("2026-06-01", at));
    await closedWith("no report", ...stuck);
    const postponed = new Set(stuck.map((date) => `${date} (UTC)`));
    // Newer than all of them, and a day of Paris has half of its payments.
    await closedInParis();
    await sql("update closed_days set report = 'no report' where zone = 'Europe/Paris'");
    postponed.add(`${DATE} (Europe/Paris)`);
    await closedWith(JSON.stringify({ totals: { payments: 0, amount: "0.00" } }), "2026-09-20");
    // The outbox may close days of the real calendar meanwhile: they are not what is tried here.
    const today = new Date().toISOString().slice(0, 10);
    for (let days = 0; days < 40; days += 1) postponed.add(`${dateAfter(today, -days)} (UTC)`);
    const does = async () => {
      now += HOUR_MS;
      return archiveStep(LEAVING, ports(), postponed);
    };
    expect(await does()).toMatchObject({ kind: "done", task: "archive", day: "2026-09-20 (UTC)" });
    expect(await does()).toEqual({ kind: "nothing" });
    await sql("delete from closed_days where zone = 'Europe/Paris'");
    expect(await does()).toMatchObject({ kind: "done", task: "settle", day: `${DATE} (UTC)` });
  });

  test("days that stay for a while hold up none behind them, however many they are", async () => {
    await closedDay();
    await goesOn(STAYING);
    const stuck = Array.from({ length: 60 }, (_, at) => dateAfter("2026-06-01", at));
    for (const date of stuck) {
      const { from, to } = dayOf("UTC", date) ?? DAY;
      await store.recordArchived({ zone: "UTC", date, paidFrom: from, paidTo: to, closedAt: 1, archivedAt: 2 });
    }
    const postponed = new Set(stuck.map((date) => `${date} (UTC)`));
    expect(await archiveStep(LEAVING, ports(), postponed)).toMatchObject({ task: "settle", day: `${DATE} (UTC)` });
  });
});

describe("when something fails", () => {
  /** The bucket, with a fault in its way. */
  function faulty(changes: Partial<Shelf>): Shelf {
    return { ...shelf, ...changes };
  }
  const down = async () => {
    throw new Error("the bucket is down");
  };

  test.each<[string, Shelf]>([
    ["is down", faulty({ put: down, get: down, find: down })],
    ["keeps a file and does not answer", faulty({ put: (key, bytes) => shelf.put(key, bytes).then(down) })],
    ["loses what it was given", faulty({ put: async () => undefined })],
    [
      "gives back other bytes",
      faulty({
        get: async (key) => {
          const bytes = await shelf.get(key);
          if (bytes !== null) bytes[40] = (bytes[40] ?? 0) ^ 1;
          return bytes;
        },
      }),
    ],
    ["cuts files short", faulty({ put: (key, bytes) => shelf.put(key, bytes.slice(0, -20)) })],
  ])("a bucket that %s records nothing and lets nothing go, and is tried again", async (_, broken) => {
    await closedDay();
    const [lines, before] = [await csv(), await all()];
    const attempt = archiveStep(LEAVING, ports({ shelf: broken }));
    // Of a bucket that answers nothing at all no day is to blame.
    if (broken.find === down) await expect(attempt).rejects.toThrow("bucket is down");
    else {
      const { problem, cause } = Object.fromEntries(Object.entries(await attempt));
      expect(problem).toBe(`${DATE} (UTC) could not be worked on; the log says why`);
      expect(String(cause)).toMatch(/bucket is down|read back/);
    }
    expect(await sql("select * from archive_files")).toEqual([]);
    expect(await all()).toEqual(before);
    await goesOn();
    expect(await idsHere()).toEqual([]);
    await expectNothingLost(before);
    expect(await csv()).toBe(lines);
  });

  test("a file that was lost or changed since is found before anything leaves, and written anew", async () => {
    await closedDay();
    const [lines, before] = [await csv(), await all()];
    await goesOn(STAYING);
    await bucket.delete("payments/zone=UTC/date=2026-09-18/closed-00001.parquet");
    expect(await archiveStep(LEAVING, ports())).toMatchObject({
      kind: "problem",
      problem: "payments/zone=UTC/date=2026-09-18/closed-00001.parquet is no longer in the archive",
    });
    expect(await all()).toEqual(before);
    await goesOn();
    expect(await idsHere()).toEqual([]);
    await expectNothingLost(before);
    expect(await csv()).toBe(lines);
  });

  test("two Vigies on one bucket say so, and neither writes over what the other has", async () => {
    await closedDay();
    await goesOn(STAYING, { shelf: r2Shelf(bucket, "another") });
    const [file] = await sql("select key, sha256 from archive_files");
    // The other has a store of its own.
    for (const table of ["archived_days", "archive_files"]) await sql(`delete from ${table}`);
    const [before, lines] = [await all(), await csv()];
    const problem = expect.stringMatching(/^another Vigie writes into this bucket, give each its own: payments/);
    expect(await archiveStep(LEAVING, ports())).toMatchObject({ kind: "problem", day: `${DATE} (UTC)`, problem });
    await goesOn();
    expect(await all()).toEqual(before);
    expect(await csv()).toBe(lines);
    expect(await shelf.find(String(file?.key))).toMatchObject({ sha256: file?.sha256 });
  });

  test("of two that look at the same moment one writes, and the other is told", async () => {
    const [key, bytes] = ["payments/raced", new Uint8Array([1])];
    const another = r2Shelf(bucket, "another");
    const puts = await Promise.allSettled([shelf.put(key, bytes), another.put(key, bytes)]);
    expect(puts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const mine = puts[0]?.status === "fulfilled" ? shelf : another;
    await mine.put(key, new Uint8Array([2]));
    expect(await shelf.get(key)).toEqual(new Uint8Array([2]));
  });

  test("a file of the same size with other bytes is found before anything leaves, and in an export", async () => {
    await closedDay();
    const [lines, before] = [await csv(), await all()];
    await goesOn(STAYING);
    const key = "payments/zone=UTC/date=2026-09-18/closed-00001.parquet";
    const written = (await shelf.get(key)) ?? new Uint8Array();
    const changed = written.with(40, (written[40] ?? 0) ^ 1);
    await shelf.put(key, changed);
    const problem = `${key} is another file than was written`;
    expect(await archiveStep(LEAVING, ports())).toMatchObject({ kind: "problem", problem });
    await goesOn();
    await expectNothingLost(before);
    expect(await csv()).toBe(lines);
    await shelf.put(key, changed);
    await expect(csv()).rejects.toThrow();
    // Brought back by hand, without the sum that R2 keeps of what we write.
    await bucket.put(key, written);
    expect(await shelf.find(key)).toMatchObject({ bytes: written.length });
    expect(await csv()).toBe(lines);
  });

  test("a file that is lost after its day has settled is missed before the first payment goes, and before the next", async () => {
    await closedDay();
    const before = await all();
    await goesOn(STAYING);
    for (let step = 0; step < 2; step += 1) await archiveStep(LEAVING, ports());
    expect(await sql("select settled_at from archived_days")).toMatchObject([{ settled_at: expect.any(Number) }]);
    const key = "payments/zone=UTC/date=2026-09-18/closed-00001.parquet";
    const bytes = await shelf.get(key);
    await bucket.delete(key);
    now += 2_000 * HOUR_MS;
    const problem = { kind: "problem", day: `${DATE} (UTC)`, problem: `${key} is no longer in the archive` };
    expect(await archiveStep(LEAVING, ports())).toMatchObject(problem);
    expect(await all()).toEqual(before);
    await shelf.put(key, bytes ?? new Uint8Array());
    await goesOn();
    expect(await idsHere()).toEqual([]);
  });

  test("payments that two days share stay when either has lost a file", async () => {
    await stored({ paidAt: DAY.from }, { paidAt: NOON }, { paidAt: Date.now() });
    await ledger().closeDay(DATE);
    await closedInParis();
    await goesOn(STAYING);
    now += HOUR_MS;
    for (let step = 0; step < 3; step += 1) await archiveStep(LEAVING, ports());
    expect(await sql("select date from archived_days where settled_at is not null")).toHaveLength(2);
    now += HOUR_MS;
    const ofParis = "payments/zone=Europe~Paris/date=2026-09-18/closed-00000.parquet";
    await bucket.delete(ofParis);
    await goesOn();
    expect(await idsHere()).toHaveLength(2);
  });

  test("letting go deletes so much in one step that a step of the free plan may do it", async () => {
    await closedDay();
    await goesOn(STAYING);
    for (let step = 0; step < 2; step += 1) await archiveStep(LEAVING, ports());
    now += HOUR_MS;
    let chunks = 0;
    const endless = async (_from: number, _to: number, limit: number) => {
      chunks += 1;
      if (chunks > 1_000) throw new Error("it does not end");
      return limit;
    };
    expect(await archiveStep(LEAVING, ports({ store: { ...store, letGo: endless } }))).toMatchObject({ kind: "done" });
    expect(chunks).toBe(20);
  });

  test("a CSV of which a file is gone breaks off rather than look whole", async () => {
    await closedDay();
    await goesOn();
    await bucket.delete("payments/zone=UTC/date=2026-09-18/closed-00001.parquet");
    const answer = await request(`/api/reports/daily.csv?date=${DATE}`);
    await expect(answer.text()).rejects.toThrow();
  });

  test("payments and verdicts that come between any two steps stay until they are in a file", async () => {
    // None should come any more by then: this is what holds if some do.
    const payments = await closedDay();
    await comesLate(payments);
    for (let at = 0; at < 30; at += 1) {
      await archiveStep(LEAVING, ports({ partRows: 1 }));
      now += HOUR_MS;
      const target = (await store.paymentsInFull({ outcomes: [], to: DAY.to }, 1, null))[0];
      if (at % 2 === 0 && target !== undefined) await judgedDirectly(target, at % 4 === 0 ? "fraud" : "legitimate");
      if (at % 3 === 0) await stored({ paidAt: NOON + at, storedAt: Date.now() });
      await stored({ paidAt: Date.now() });
      await remember();
      await expectNothingLost(seen);
    }
    await goesOn();
    expect(await idsHere()).toEqual([]);
    await expectNothingLost(seen);
    expect(seen.size).toBeGreaterThan(9);
  });

  /** Of every payment that was ever seen in the store, how it last was. */
  const seen = new Map<string, ScoredPayment>();
  async function remember(): Promise<void> {
    for (const [id, payment] of await all()) seen.set(id, payment);
  }
  beforeEach(() => seen.clear());

  /** As a decider without RETENTION_DAYS would. */
  async function judgedDirectly(before: ScoredPayment, verdict: RecordedVerdict["verdict"]): Promise<void> {
    const { epoch, lastSeq: newest } = await store.takeWriter();
    lastSeq = newest + 1;
    const said = { paymentId: before.id, verdict, note: null, by: "ann", via: "api" as const };
    const verdicts = [{ ...said, id: crypto.randomUUID(), at: Date.now(), seq: lastSeq, before }];
    await store.commit(epoch, { verdicts });
  }

  /** Dies at its nth call to the outside: before it was made, or after it was, unheard. */
  function mortal<Port extends object>(port: Port, calls: { left: number }, isHeard: boolean): Port {
    return new Proxy(port, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return async (...given: unknown[]) => {
          calls.left -= 1;
          if (calls.left < 0 || (calls.left === 0 && !isHeard)) throw new Error("killed");
          const answer: unknown = await Reflect.apply(method, target, given);
          if (calls.left === 0) throw new Error("killed");
          return answer;
        };
      },
    });
  }

  test.each([
    ["before a call is made", false],
    ["after a call was made, unheard", true],
  ])(
    "killed %s, whichever it is, it loses nothing and goes on where it was",
    async (_, isHeard) => {
      let deaths = 0;
      for (let at = 1; ; at += STRIDE) {
        for (const table of ["payments", "quarters", "minutes", "verdicts", "closed_days"])
          await sql(`delete from ${table}`);
        await sql("delete from archived_days");
        await sql("delete from archive_files");
        const payments = await closedDay();
        if (at % 2 === 0) await comesLate(payments);
        const [before, lines, told] = [await all(), await csv(), await report()];
        const calls = { left: at };
        const mortals = { store: mortal(store, calls, isHeard), shelf: mortal(shelf, calls, isHeard) };
        const died = await goesOn(LEAVING, mortals).then(
          () => false,
          () => true,
        );
        await expectNothingLost(before);
        expect([at, await csv()]).toEqual([at, lines]);
        await goesOn();
        expect([at, await idsHere()]).toEqual([at, []]);
        await expectNothingLost(before);
        expect([at, await csv(), await report()]).toEqual([at, lines, told]);
        if (!died) break;
        deaths += 1;
      }
      expect(deaths).toBeGreaterThan(40 / STRIDE);
    },
    300_000,
  );
});
