// How frauds, or a feed, may change after a model was trained: seeded changes of labelled payments. model:evaluate --drift
// measures what a model is worth under each of them.
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { bursts } from "./bursts.ts";
import { type Dataset, takeRows } from "./labelledPayments.ts";
import { seededRandom } from "./random.ts";

export interface Drift {
  name: string;
  /** In words, for the table. */
  what: string;
  /** True when the model, or the feed, is worth much less than before, so that somebody must be told. */
  mustBeNoticed: boolean;
  /** Leaves `data` as it is. */
  change(data: Dataset, random: () => number): Dataset;
}

const SPREAD_DAYS = 6;
const DAYTIME = { fromHour: 8, hours: 12 };

export const DRIFTS: readonly Drift[] = [
  {
    name: "frauds-by-day",
    what: "frauds happen between 8 and 20 h",
    mustBeNoticed: true,
    change: fraudsByDay,
  },
  {
    name: "frauds-spread",
    what: "a burst is spread over six days",
    mustBeNoticed: true,
    change: fraudsSpread,
  },
  {
    name: "frauds-first-two",
    what: "a burst ends after two frauds",
    mustBeNoticed: false,
    change: firstTwoOfBursts,
  },
  {
    name: "frauds-x0.3",
    what: "amounts of frauds × 0.3",
    mustBeNoticed: true,
    change: (data) => fraudAmountsTimes(data, 0.3),
  },
  {
    name: "frauds-x3",
    what: "amounts of frauds × 3",
    mustBeNoticed: true,
    change: (data) => fraudAmountsTimes(data, 3),
  },
  {
    name: "frauds-usual-amounts",
    what: "amounts of frauds like legitimate ones of their category",
    mustBeNoticed: true,
    change: fraudsOfUsualAmounts,
  },
  {
    name: "frauds-all-three",
    what: "frauds by day, spread, and of usual amounts",
    mustBeNoticed: true,
    change: (data, random) => fraudsOfUsualAmounts(fraudsSpread(fraudsByDay(data, random), random), random),
  },
  {
    name: "feed-categories",
    what: "every category has another name",
    mustBeNoticed: true,
    change: (data) => ({ ...data, category: data.category.map((name) => `new_${name}`) }),
  },
  {
    name: "feed-x150",
    what: "all amounts × 150, as in another currency",
    mustBeNoticed: true,
    change: (data) => amountsTimes(data, 150, () => true),
  },
  {
    name: "feed-clock",
    what: "the clock is six hours ahead",
    mustBeNoticed: true,
    change: (data) => ({ ...data, paidAt: data.paidAt.map((paidAt) => paidAt + 6 * HOUR_MS) }),
  },
  {
    name: "feed-no-holder",
    what: "gender, age, place and city of the holder are missing",
    mustBeNoticed: true,
    change: withoutHolders,
  },
  {
    name: "feed-x0.9",
    what: "all amounts × 0.9",
    mustBeNoticed: false,
    change: (data) => amountsTimes(data, 0.9, () => true),
  },
];

/** The same payments after the drift, in event order. The same seed gives the same payments. */
export function drifted(data: Dataset, drift: Drift, seed = 1): Dataset {
  return drift.change(data, seededRandom(seed));
}

/** The date stays, and with it the burst. */
function fraudsByDay(data: Dataset, random: () => number): Dataset {
  return fraudsAt(data, (paidAt) => dateOf(paidAt) + (DAYTIME.fromHour + random() * DAYTIME.hours) * HOUR_MS);
}

/** The time of day stays. */
function fraudsSpread(data: Dataset, random: () => number): Dataset {
  const firstAt = new Map<number, number>();
  for (const burst of bursts(data)) for (const i of burst) firstAt.set(i, data.paidAt[burst[0] ?? i] ?? 0);
  return fraudsAt(data, (paidAt, i) => {
    const date = dateOf(firstAt.get(i) ?? paidAt) + Math.floor(random() * SPREAD_DAYS) * DAY_MS;
    return date + (paidAt - dateOf(paidAt));
  });
}

function firstTwoOfBursts(data: Dataset): Dataset {
  const later = new Set(bursts(data).flatMap((burst) => burst.slice(2)));
  return takeRows(
    data,
    Array.from(data.fraud.keys()).filter((i) => !later.has(i)),
  );
}

function fraudAmountsTimes(data: Dataset, factor: number): Dataset {
  return amountsTimes(data, factor, (i) => data.fraud[i] === 1);
}

/** Each fraud has the amount of some legitimate payment of its category. */
function fraudsOfUsualAmounts(data: Dataset, random: () => number): Dataset {
  const usual = new Map<string, number[]>();
  for (let i = 0; i < data.rows; i++) {
    if (data.fraud[i] === 1) continue;
    const amounts = usual.get(data.category[i] ?? "") ?? [];
    if (amounts.length === 0) usual.set(data.category[i] ?? "", amounts);
    amounts.push(data.amountCents[i] ?? 0);
  }
  const amountCents = data.amountCents.map((cents, i) => {
    if (data.fraud[i] !== 1) return cents;
    const amounts = usual.get(data.category[i] ?? "") ?? [];
    return amounts[Math.floor(random() * amounts.length)] ?? cents;
  });
  return { ...data, amountCents };
}

function withoutHolders(data: Dataset): Dataset {
  return {
    ...data,
    gender: data.gender.map(() => null),
    ageYears: data.ageYears.map(() => Number.NaN),
    cityPopulation: data.cityPopulation.map(() => Number.NaN),
    distanceKm: data.distanceKm.map(() => Number.NaN),
  };
}

function amountsTimes(data: Dataset, factor: number, has: (i: number) => boolean): Dataset {
  const changed = (cents: number): number => (cents === 0 ? 0 : Math.max(1, Math.round(cents * factor)));
  return { ...data, amountCents: data.amountCents.map((cents, i) => (has(i) ? changed(cents) : cents)) };
}

/** Frauds that happen at another time take their places in event order. */
function fraudsAt(data: Dataset, timeOf: (paidAt: number, i: number) => number): Dataset {
  const paidAt = data.paidAt.map((at, i) => (data.fraud[i] === 1 ? timeOf(at, i) : at));
  const order = Array.from(paidAt.keys()).sort((a, b) => (paidAt[a] ?? 0) - (paidAt[b] ?? 0));
  return takeRows({ ...data, paidAt }, order);
}

function dateOf(paidAt: number): number {
  return Math.floor(paidAt / DAY_MS) * DAY_MS;
}
