import { expect, test } from "vitest";
import type { Subject, SubjectFound, SubjectPayment } from "../store/subjects.ts";
import { pictureOf } from "./picture.ts";

const NOW = Date.UTC(2026, 6, 15, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let made = 0;
function paid(agoMs: number, changes: Partial<SubjectPayment> = {}): SubjectPayment {
  made += 1;
  const rest = { outcome: "approve", verdict: null, label: null, currency: null, rate: null } as const;
  return { id: `p${made}`, paidAt: NOW - agoMs, amountCents: 1_000, category: "travel", ...rest, ...changes };
}

function found(newest: SubjectPayment[], sums: Partial<Subject> = {}): SubjectFound {
  const subject = {
    ...{ value: "card", last4: "4567", firstAt: NOW - 90 * DAY, lastAt: NOW, payments: newest.length },
    ...{ amountCents: 5_000, reviews: 0, declines: 0, frauds: 0, fraudCents: 0, legitimate: 0 },
    ...sums,
  };
  return { subject, newest, alerts: [] };
}

const of = (newest: SubjectPayment[], sums: Partial<Subject> = {}, most = 100, zone = "UTC") =>
  pictureOf(found(newest, sums), most, NOW, zone);
const amounts = (...cents: number[]) => of(cents.map((amountCents, at) => paid(at, { amountCents }))).usual;

test("each window counts its own payments, and all is what was ever recorded", () => {
  const newest = [
    paid(HOUR, { outcome: "decline" }),
    paid(2 * DAY, { outcome: "review", label: "fraud", verdict: "legitimate" }),
    paid(20 * DAY, { label: "fraud", amountCents: 250 }),
    paid(60 * DAY),
  ];
  const { windows } = of(newest, { payments: 70, amountCents: 99_000, frauds: 3 });
  const nothing = { reviews: 0, declines: 0, frauds: 0, fraudCents: 0, legitimate: 0, isWhole: true };
  expect(windows).toEqual([
    { ...nothing, name: "24h", payments: 1, amountCents: 1_000, declines: 1 },
    { ...nothing, name: "7d", payments: 2, amountCents: 2_000, declines: 1, reviews: 1, legitimate: 1 },
    {
      ...{ ...nothing, name: "30d", payments: 3, amountCents: 2_250, declines: 1, reviews: 1, legitimate: 1 },
      ...{ frauds: 1, fraudCents: 250 },
    },
    { ...nothing, name: "all", payments: 70, amountCents: 99_000, frauds: 3 },
  ]);
});

test("a window that the newest payments do not reach back to says so", () => {
  const newest = [paid(HOUR), paid(3 * DAY), paid(5 * DAY)];
  const whole = (most: number, payments: number) =>
    of(newest, { payments }, most).windows.map(({ isWhole }) => isWhole);
  expect(whole(3, 9)).toEqual([true, false, false, true]);
  expect(whole(3, 3)).toEqual([true, true, true, true]);
  // The others have left for the archive, which none does within 30 days.
  expect(whole(4, 9)).toEqual([true, true, true, true]);
});

test("the usual amounts are median and quartiles", () => {
  expect(amounts(500)).toEqual({ payments: 1, lowerQuartile: 500, median: 500, upperQuartile: 500, largest: 500 });
  expect(amounts(400, 100, 300, 200, 90_000)).toMatchObject({ lowerQuartile: 200, median: 300, upperQuartile: 400 });
  expect(amounts(100, 201)).toMatchObject({ median: 151, largest: 201 });
});

test("an amount that is not known is none of the usual ones", () => {
  const unknown = paid(1, { currency: "JPY", amountCents: 0 });
  expect(of([unknown, paid(2, { currency: "JPY", rate: "0.0065", amountCents: 700 })]).usual).toMatchObject({
    payments: 1,
    median: 700,
  });
  expect(of([unknown]).usual).toBeNull();
});

test("categories stand by how often, and hours are those of the clock in the zone", () => {
  const at = (time: string, category: string) => paid(0, { paidAt: Date.parse(time), category });
  const newest = [
    at("2026-07-15T23:30:00Z", "home"),
    at("2026-01-15T23:30:00Z", "travel"),
    at("2026-07-15T03:10:00Z", "home"),
  ];
  const { categories, hours } = of(newest, {}, 100, "Europe/Paris");
  expect(categories).toEqual([
    { category: "home", payments: 2, amountCents: 2_000 },
    { category: "travel", payments: 1, amountCents: 1_000 },
  ]);
  expect(hours).toHaveLength(24);
  expect(hours.flatMap((payments, hour) => (payments > 0 ? [[hour, payments]] : []))).toEqual([
    [0, 1],
    [1, 1],
    [5, 1],
  ]);
});

test("what was looked at is said, also when all payments have left", () => {
  expect(of([paid(HOUR), paid(DAY)]).lookedAt).toEqual({ payments: 2, since: NOW - DAY, isAll: true });
  expect(of([paid(HOUR)], { payments: 9 }).lookedAt).toEqual({ payments: 1, since: NOW - HOUR, isAll: false });
  const gone = of([], { payments: 9 });
  expect(gone).toMatchObject({ usual: null, categories: [], lookedAt: { payments: 0, since: null, isAll: false } });
  expect(gone.windows.at(-1)).toMatchObject({ name: "all", payments: 9 });
});
