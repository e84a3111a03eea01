// One's own payments as training reads them: times, truth, and what is learned from.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { dayOf } from "../worker/features/days.ts";
import { daysWalk } from "./daysWalk.ts";
import { paymentAt } from "./labelledPayments.ts";
import { type OwnRow, ownFileOf, ownRow } from "./ownFileOf.ts";
import { ownFileAt, readOwnPayments } from "./ownPayments.ts";
import { ownTrainable } from "./ownTrainable.ts";
import { truthOf } from "./ownTruth.ts";
import { splitInTime } from "./splitInTime.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-own-"));
afterAll(() => rmSync(folder, { recursive: true }));

const START = Date.UTC(2026, 0, 5, 12);
let files = 0;

function fileOf(rows: readonly OwnRow[], about: Parameters<typeof ownFileOf>[1] = {}): string {
  files++;
  const file = join(folder, `own${files}.parquet`);
  writeFileSync(file, ownFileOf(rows, about));
  return file;
}

const read = async (rows: readonly OwnRow[], about: Parameters<typeof ownFileOf>[1] = {}) =>
  (await readOwnPayments([fileOf(rows, about)])).data;

/** A payment a day; `over` says what is known of each. */
const daily = (days: number, over: (day: number) => Partial<OwnRow>): OwnRow[] =>
  Array.from({ length: days }, (_, day) => ownRow({ paidAt: START + day * DAY_MS, card: `c${day % 5}`, ...over(day) }));

test("a file says by itself that it holds one's own payments, in which money, zone and columns", async () => {
  const columns = [{ name: "channel", kind: "text" as const }];
  const file = fileOf([ownRow()], { currency: "JPY", zone: "Asia/Tokyo", columns });
  expect(await ownFileAt(file)).toEqual({ currency: "JPY", zone: "Asia/Tokyo", columns });
  expect(await ownFileAt(join(folder, "none.csv"))).toBeNull();
});

test("a file of a later version is refused by name", async () => {
  await expect(ownFileAt(fileOf([ownRow()], { format: 2 }))).rejects.toThrow(
    /another version of Vigie wrote this export/,
  );
});

test("times are moments: the wall clock of the zone is added, in summer and in winter", async () => {
  const summer = Date.UTC(2026, 6, 5, 12);
  const data = await read([ownRow({ paidAt: START }), ownRow({ paidAt: summer })], { zone: "Europe/Paris" });
  expect([...data.paidAt]).toEqual([START + HOUR_MS, summer + 2 * HOUR_MS]);
  expect([paymentAt(data, 0).paidAt, paymentAt(data, 1).paidAt]).toEqual([START, summer]);
});

test("a verdict counts before a label, each from when it was said; a label that came with the payment from then", async () => {
  const data = await read([
    ownRow({
      paidAt: START,
      label: "fraud",
      labelAt: START + DAY_MS,
      verdict: "legitimate",
      verdictAt: START + 2 * DAY_MS,
    }),
    ownRow({ paidAt: START + 1, label: "fraud", labelAt: START + DAY_MS }),
    ownRow({ paidAt: START + 2, label: "fraud" }),
    ownRow({ paidAt: START + 3 }),
  ]);
  expect([...data.fraud]).toEqual([0, 1, 1, 0]);
  expect([...(data.own?.knownAt ?? [])]).toEqual([START + 2 * DAY_MS, START + DAY_MS, START + 2, Number.NaN]);
});

test("an amount that nobody knows is none, as the Worker has it, and columns of one's own come along", async () => {
  const data = await read([ownRow({ amountCents: null, extra: { channel: "app", device_age_days: 3 } })]);
  expect(paymentAt(data, 0)).toMatchObject({
    amountCents: 0,
    rate: null,
    extra: { channel: "app", device_age_days: 3 },
  });
  expect(truthOf(data, 0)).toMatchObject({ withoutAmount: 1, takenForLegitimate: 0 });
});

test("what nobody spoke of is legitimate once it is old enough, and is left out until then", async () => {
  const data = await read(daily(100, (day) => (day === 99 || day === 3 ? { label: "fraud" } : {})));
  const truth = truthOf(data, 60);
  expect(truth).toMatchObject({ frauds: 2, saidLegitimate: 0, takenForLegitimate: 39, undecided: 59 });
  expect(truth.usable.reduce((sum, each) => sum + each, 0)).toBe(41);
  // The last 60 days tell of frauds alone: they are no picture of what was paid, so nothing is judged by them.
  const { later, between } = splitInTime(data, truth, 7, null);
  expect(later.every((i) => i < 40)).toBe(true);
  expect(between).toContain(99);
});

test("the later third judges; what was not known by then teaches the model that is judged nothing", async () => {
  const late = START + 80 * DAY_MS;
  const data = await read(
    daily(90, (day) => ({ label: day % 10 === 1 ? "fraud" : "legitimate", labelAt: day === 11 ? late : null })),
  );
  const { earlier, later, between } = splitInTime(data, truthOf(data, 60), 7, null);
  expect([later[0], later.length]).toEqual([60, 30]);
  expect(earlier).toHaveLength(52);
  expect(earlier).not.toContain(11);
  expect(between).toEqual([11, 53, 54, 55, 56, 57, 58, 59]);
  expect(splitInTime(data, truthOf(data, 60), 7, START + 80 * DAY_MS).later[0]).toBe(80);
});

test("fewer than 30 known frauds are refused with what to do", async () => {
  const data = await read(daily(90, (day) => ({ label: day < 29 ? "fraud" : "legitimate" })));
  const truth = truthOf(data, 60);
  const [refusal] = ownTrainable(data, truth, splitInTime(data, truth, 7, null), 60).refusals;
  expect(refusal).toMatch(/^29 known frauds among 90 payments: training needs 30\..* Give verdicts/);
});

test("a day counts an hour after its end, and a fraud from the day on which it was said", () => {
  const walk = daysWalk();
  const pay = (over: Partial<OwnRow>) => {
    const { paidAt, card, merchant, amountCents } = ownRow(over);
    return {
      ...{ id: "", cardId: card, last4: "", merchant, category: "", amountCents: amountCents ?? 0, paidAt },
      ...{ gender: null, ageYears: null, cityPopulation: null, distanceKm: null, label: null },
    };
  };
  const day = dayOf(START);
  walk.add(pay({ card: "a" }), START + 2 * DAY_MS);
  walk.add(pay({ card: "b", amountCents: 500 }), null);
  walk.add(pay({ card: "a" }), null);
  const at = (ms: number) => walk.before(pay({ paidAt: ms }));
  const midnight = (day + 1) * DAY_MS;
  expect(at(midnight + HOUR_MS - 1).merchant.days).toEqual([]);
  expect(at(midnight + HOUR_MS)).toEqual({
    card: { days: [{ day, payments: 2, cents: 2000, cards: 1 }], frauds: [] },
    merchant: { days: [{ day, payments: 3, cents: 2500, cards: 2 }], frauds: [] },
  });
  const fraud = { paidAt: START, knownAt: START + 2 * DAY_MS, cents: 1000 };
  expect(at(midnight + 2 * DAY_MS + HOUR_MS - 1).card.frauds).toEqual([]);
  expect(at(midnight + 2 * DAY_MS + HOUR_MS).card.frauds).toEqual([fraud]);
});
