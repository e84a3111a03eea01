// Whether payments are spread otherwise over some bins than usually: by the population stability index, held against chance and
// against what the days before differ among themselves. Pure.
import { hardlyEverAbove } from "./chance.ts";

export type Counts = readonly number[];

export interface Moved {
  index: number;
  /** All days before, without those that differ most. */
  usual: number[];
  now: number[];
}

/** A smaller shift is of no importance, however certain; with little to compare with, only a large one is told. */
const SHIFTED = 0.05;
export const LARGELY_SHIFTED = 0.25;
const STILL_SHIFTED = 0.6;
const DAYS_FOR_SMALL_SHIFTS = 7;
const LEAST_DAYS = 2;
/** Fewer payments say nothing of how they are spread. */
const LEAST_COUNTS = 100;
/** It must be beyond what the days before differ by, by this factor. Three of four do: one bad day, or a weekend, is usual. */
const BEYOND_USUAL = 3;
const USUAL_QUANTILE = 0.75;
/** The payments of one card come together and are alike, so there is less in a number of payments than in as many cards. */
const TOGETHER = 2;

export interface Levels {
  /** It is told already. Lower levels hold then, so that it does not flap. */
  wasMoved: boolean;
  /** So many payments at least. */
  least?: number;
  /** A smaller index is of no importance. */
  size?: number;
  /** How far beyond chance, in deviations of the normal curve; less where it is judged once a day. */
  deviations?: number;
}

export function moved(
  now: Counts,
  before: readonly Counts[],
  { wasMoved, least = LEAST_COUNTS, size = SHIFTED, deviations }: Levels,
): Moved | null {
  const days = before.filter((counts) => total(counts) >= least / 2);
  if (total(now) < least || days.length < LEAST_DAYS) return null;
  const all = sum(days);
  const apart = days
    .map((day) => ({ day, index: stabilityIndex(day, minus(all, day)) }))
    .sort((a, b) => a.index - b.index);
  const kept = apart.slice(0, Math.max(LEAST_DAYS, Math.floor(apart.length * 0.9)));
  const usual = sum(kept.map(({ day }) => day));
  const index = stabilityIndex(now, usual);
  const byChance = TOGETHER * hardlyEverAbove(bins(now, usual), deviations) * (1 / total(now) + 1 / total(usual));
  const amongDays = apart[Math.floor(apart.length * USUAL_QUANTILE)]?.index ?? 0;
  const important = days.length < DAYS_FOR_SMALL_SHIFTS ? Math.max(LARGELY_SHIFTED, size) : size;
  const level = Math.max(important, byChance, BEYOND_USUAL * amongDays) * (wasMoved ? STILL_SHIFTED : 1);
  return index > level ? { index, usual, now: [...now] } : null;
}

/** 0 when both are spread alike, 0.25 when a good part has moved. */
export function stabilityIndex(now: Counts, then: Counts): number {
  const [after, before] = [sharesOf(now), sharesOf(then)];
  return after.reduce((index, share, bin) => {
    const was = before[bin] ?? share;
    return index + (share - was) * Math.log(share / was);
  }, 0);
}

export function sum(all: readonly Counts[]): number[] {
  const length = all.reduce((most, counts) => Math.max(most, counts.length), 0);
  return Array.from({ length }, (_, bin) => all.reduce((total, counts) => total + (counts[bin] ?? 0), 0));
}

export function total(counts: Counts): number {
  return counts.reduce((all, count) => all + count, 0);
}

function minus(all: Counts, day: Counts): number[] {
  return all.map((count, bin) => count - (day[bin] ?? 0));
}

function bins(now: Counts, usual: Counts): number {
  return now.filter((count, bin) => count + (usual[bin] ?? 0) > 0).length;
}

/** Each bin gets half a payment more, so that an empty one does not count as infinitely far. */
export function sharesOf(counts: Counts): number[] {
  const all = total(counts) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / all);
}
