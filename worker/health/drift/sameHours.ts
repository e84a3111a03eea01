// Counts by hour, summed over windows up to now and over the same hours of the days before. Each day before is weighed as if it had
// had as many payments in each of its hours as now, so that neither the hour of the day nor a busy evening makes a difference. Pure.
import { HOUR_MS } from "../../duration.ts";
import { type Day, dayAt, offsetMsAt } from "../../zone.ts";

const DAYS_KEPT = 28;
const DAY_HOURS = 24;
const HOURS = (DAYS_KEPT + 1) * DAY_HOURS;

export interface Series {
  bins: number;
  /** The beginning of the newest hour, epoch ms. */
  end: number;
  /** Rows of `bins` counts, one an hour, the newest hour first. */
  counts: Float64Array;
  /** What each hour weighs by: its payments, or whatever is counted. */
  weights: Float64Array;
}

/** Only hours in [from, until), epoch ms, are part of what is usual. */
export interface UsualHours {
  /** A change began here that lasted until it was usual. */
  from: number;
  /** A change began here that is told already. */
  until: number;
}

export interface Window extends UsualHours {
  /** Length in hours. */
  hours: number;
}

export interface Compared {
  now: number[];
  /** The same hours of each day before (or, of a window of several days, of as many days before), newest first. */
  before: number[][];
}

/** The hours up to `end`, newest first, as far back as anything is compared. Hours without payments are undefined. */
export function hoursUpTo<Hour>(byHour: ReadonlyMap<number, Hour>, end: number): (Hour | undefined)[] {
  return Array.from({ length: HOURS }, (_, back) => byHour.get(end - back * HOUR_MS));
}

/** `hours`: newest first, from `end` on. */
export function seriesOf<Hour>(
  hours: readonly (Hour | undefined)[],
  end: number,
  bins: number,
  { countsOf, weightOf }: { countsOf(hour: Hour): readonly number[]; weightOf(hour: Hour): number },
): Series {
  const counts = new Float64Array(HOURS * bins);
  const weights = new Float64Array(HOURS);
  for (const [back, hour] of hours.entries()) {
    if (hour === undefined) continue;
    weights[back] = weightOf(hour);
    counts.set(countsOf(hour), back * bins);
  }
  return { bins, end, counts, weights };
}

export interface DayCounts {
  /** Its midnight, epoch ms. */
  from: number;
  /** By the hour that the zone's clocks show, 0 to 23. When clocks go back one counts for two, when they go forward one is empty. */
  hours: number[];
}

/** A count of each hour, by whole days of the zone up to the hour `end`, the newest first. */
export function daysOf<Hour>(
  byHour: ReadonlyMap<number, Hour>,
  countOf: (hour: Hour) => number,
  { zone, end, from, until }: UsualHours & { zone: string; end: number },
): DayCounts[] {
  const days: DayCounts[] = [];
  let after = dayAt(zone, end + HOUR_MS).from;
  for (let back = 0; back <= DAYS_KEPT; back++) {
    const day = dayAt(zone, after - 1);
    // The newest is now, whatever is usual.
    if (back === 0 || (day.from >= from && day.to <= until)) days.push(countsOfDay(day));
    after = day.from;
  }
  return days;

  function countsOfDay(day: Day): DayCounts {
    const hours = new Array<number>(DAY_HOURS).fill(0);
    for (let at = Math.ceil(day.from / HOUR_MS) * HOUR_MS; at < day.to; at += HOUR_MS) {
      const hour = byHour.get(at);
      if (hour === undefined) continue;
      const shown = Math.floor((at + offsetMsAt(zone, at)) / HOUR_MS) % DAY_HOURS;
      hours[shown] = (hours[shown] ?? 0) + countOf(hour);
    }
    return { from: day.from, hours };
  }
}

export function compared(series: Series, { hours, ...usual }: Window): Compared {
  const { bins, counts, weights } = series;
  const now = new Array<number>(bins).fill(0);
  for (let at = 0; at < hours; at++) addRow(now, counts, at * bins, 1);
  const before: number[][] = [];
  const { first, last } = placesOf(series, usual);
  const step = Math.ceil(hours / DAY_HOURS) * DAY_HOURS;
  for (let back = step; back + hours <= HOURS; back += step) {
    const day = new Array<number>(bins).fill(0);
    let [own, weighed] = [0, 0];
    for (let at = Math.max(0, first - back); at < Math.min(hours, last + 1 - back); at++) {
      const [then, present] = [weights[back + at] ?? 0, weights[at] ?? 0];
      if (then === 0 || present === 0) continue;
      addRow(day, counts, (back + at) * bins, present / then);
      own += then;
      weighed += present;
    }
    // Scaled back to as many payments as that day had, because chance depends on them.
    before.push(day.map((count) => (weighed === 0 ? 0 : (count * own) / weighed)));
  }
  return { now, before };
}

/** The counts of one hour, and the sum of the same hour of the days before. `back`: hours before the newest. */
export function comparedHour(series: Series, back: number, hours: UsualHours): { now: number[]; usual: number[] } {
  const { bins, counts } = series;
  const [now, usual] = [new Array<number>(bins).fill(0), new Array<number>(bins).fill(0)];
  addRow(now, counts, back * bins, 1);
  const { first, last } = placesOf(series, hours);
  for (let at = back + DAY_HOURS; at <= last; at += DAY_HOURS) {
    if (at >= first) addRow(usual, counts, at * bins, 1);
  }
  return { now, usual };
}

/** The places of the newest and of the oldest hour that are part of what is usual. */
function placesOf({ end }: Series, { from, until }: UsualHours): { first: number; last: number } {
  const first = until === Number.POSITIVE_INFINITY ? 0 : Math.floor((end - until) / HOUR_MS) + 1;
  return { first, last: Math.min(HOURS - 1, Math.floor((end - from) / HOUR_MS)) };
}

function addRow(sums: number[], counts: Float64Array, from: number, weight: number): void {
  for (let bin = 0; bin < sums.length; bin++) sums[bin] = (sums[bin] ?? 0) + weight * (counts[from + bin] ?? 0);
}
