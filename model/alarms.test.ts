// What the watchman tells of drifts, and what it tells where there is none: worlds drawn from payments that the shipped model
// scored, with frauds in whole bursts, judged by the functions that the watchman judges by.
import { beforeAll, describe, expect, test } from "vitest";
import { shippedDetector } from "../bench/detector.ts";
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import type { Bands } from "../worker/pipeline/census.ts";
import type { Detector } from "../worker/scoring/detector.ts";
import { addDays, copied, FIRST_MS, incidentsIn } from "./alarmDays.ts";
import { type HourCounts, judge, type Pools, poolsOf } from "./alarmPools.ts";
import { DRIFTS, type Drift, drifted } from "./drift.ts";
import { type Dataset, takeRows } from "./labelledPayments.ts";
import { seededRandom } from "./random.ts";
import { simulatedDataset } from "./simulated.ts";

const TIMEOUT_MS = 240_000;
const BEGIN = Date.UTC(2026, 2, 2);
const KNOWN_DAYS = 12;
const MUST = DRIFTS.filter(({ mustBeNoticed }) => mustBeNoticed);
/** Payments a day, and within how many days a drift must be noticed. */
const VOLUMES = [
  { perDay: 2_700, within: 4 },
  { perDay: 27_000, within: 2 },
  { perDay: 270_000, within: 2 },
];
/** Looks that are hours apart tell a little less than those of each minute. */
const LOOKS = { everyHours: 8, model: "m" };

let usual: Pools;
const after = new Map<string, Pools>();

beforeAll(async () => {
  // More frauds than usual, so that there are bursts enough to draw from.
  const world = simulatedDataset({ seed: 5, cards: 300, from: BEGIN, days: 20, fraudShare: 0.08 });
  const border = BEGIN + KNOWN_DAYS * DAY_MS;
  const past = rowsOf(world, (i) => (world.paidAt[i] ?? 0) < border);
  const present = rowsOf(world, (i) => (world.paidAt[i] ?? 0) >= border);
  // Why a payment is flagged makes no difference here, and takes time.
  const detector = { ...(await shippedDetector()), contributions: () => new Float64Array(100) };
  const bands = { model: LOOKS.model, bounds: detector.reference?.scores.stream ?? [] };
  expect(bands.bounds.length).toBeGreaterThan(5);
  usual = poolsOf(present, await judge(present, past, detector), bands);
  for (const drift of DRIFTS) after.set(drift.name, await poolsAfter(drift, { past, present, detector, bands }));
}, TIMEOUT_MS);

/** The cards' past is from before the drift. Where only frauds change, only their cards are scored again. */
async function poolsAfter(
  drift: Drift,
  { past, present, detector, bands }: { past: Dataset; present: Dataset; detector: Detector; bands: Bands },
): Promise<Pools> {
  const ofFrauds = drift.name.startsWith("frauds");
  const cards = new Set(Array.from(present.card).filter((_, i) => !ofFrauds || present.fraud[i] === 1));
  const isOf = (data: Dataset) => (i: number) => cards.has(data.card[i] ?? -1);
  const changed = drifted(rowsOf(present, isOf(present)), drift);
  const pools = poolsOf(changed, await judge(changed, rowsOf(past, isOf(past)), detector), bands);
  const { legitimate, legitimateADay } = ofFrauds ? usual : pools;
  return { ...pools, legitimate, legitimateADay };
}

function rowsOf(data: Dataset, has: (i: number) => boolean): Dataset {
  return takeRows(data, Array.from(data.paidAt.keys()).filter(has));
}

describe.each(VOLUMES)("at $perDay payments a day", ({ perDay, within }) => {
  test("at most one incident is told in ninety days in which nothing drifts", { timeout: TIMEOUT_MS }, () => {
    const hours = new Map<number, HourCounts>();
    addDays(hours, usual, { perDay, from: 0, to: 90, random: seededRandom(1) });
    const told = incidentsIn(hours, { ...LOOKS, from: FIRST_MS + HOUR_MS, to: FIRST_MS + 90 * DAY_MS });
    expect(told.length, told.map(({ detail }) => detail).join("\n")).toBeLessThanOrEqual(1);
  });

  test(`nine of the ten drifts that matter are noticed within ${within} days`, { timeout: TIMEOUT_MS }, () => {
    const random = seededRandom(2);
    const before = new Map<number, HourCounts>();
    addDays(before, usual, { perDay, from: 0, to: 21, random });
    const at = FIRST_MS + 21 * DAY_MS;
    const missed = MUST.filter(({ name }) => {
      const hours = copied(before);
      addDays(hours, after.get(name) ?? usual, { perDay, from: 21, to: 21 + within, random });
      const told = incidentsIn(hours, { ...LOOKS, from: at, to: at + within * DAY_MS });
      return !told.some((incident) => incident.at > at);
    });
    expect(MUST).toHaveLength(10);
    expect(missed.map(({ name }) => name).length, missed.map(({ name }) => name).join()).toBeLessThanOrEqual(1);
  });
});
