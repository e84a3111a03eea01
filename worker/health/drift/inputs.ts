// The inputs of the model that the watchman compares: what is counted of each, and how a move of it is said. Pure.
import { signOf } from "../../money.ts";
import { BOUNDS, binOf, type Census, type HourCensus, type Measure } from "../../pipeline/census.ts";
import { percent } from "../words.ts";
import { type Counts, type Moved, sharesOf, total } from "./moved.ts";

export interface Input {
  name: string;
  bins: number;
  /**
   * How the cards pay depends on the days before: a quiet day after a busy one moves it. When payments arrive depends on outages,
   * which are told by themselves. Only a large move over a day is told.
   */
  isRhythm?: boolean;
  counts(hour: HourCensus): Counts;
  /** What moved, with values. Continues a list. */
  words(change: Moved): string;
}

/** A value is said by the median when that moved by so much, and into another bin: within one its place is a guess. */
const MEDIAN_MOVED = 1.1;
/** A column is said to be missing when so much more of it is. */
const MISSING_MOVED = 0.1;

/** As many as an hour keeps. Without a bound, a feed whose categories are order ids would have a bin for each order of a month. */
const CATEGORIES_COMPARED = 40;
/** What the census, too, counts the other categories under. */
const OTHERS = "";

/** The commonest names of all hours, at most forty, and "" behind them where there are others. */
export function commonestCategories(census: Census): string[] {
  const payments = new Map<string, number>();
  for (const { categories } of census.values()) {
    for (const [name, count] of categories) payments.set(name, (payments.get(name) ?? 0) + count);
  }
  const names = [...payments.keys()].filter((name) => name !== OTHERS);
  const paymentsOf = (name: string | undefined) => (name === undefined ? 0 : (payments.get(name) ?? 0));
  names.sort((a, b) => paymentsOf(b) - paymentsOf(a));
  // Of names that are equally common none is kept rather than some: those of one hour would look as if they had come up then.
  const tooFew = paymentsOf(names[CATEGORIES_COMPARED]);
  const common = names.filter((name) => paymentsOf(name) > tooFew);
  return payments.size > common.length ? [...common, OTHERS] : common;
}

/** `categories`: of all hours that are compared (commonestCategories), so that each has the same place on both sides. */
export function inputsOf(categories: readonly string[], currency: string): Input[] {
  return [
    measure("amount", { label: "amounts", half: "half are above", unit: inMoney(currency) }),
    {
      name: "category",
      bins: categories.length,
      counts: (hour) => categoryCounts(hour, categories),
      words: (change) => `categories: ${binWords(change, (bin) => `“${categories[bin] || "others"}”`)}`,
    },
    {
      name: "gender",
      bins: 3,
      counts: ({ gender }) => gender,
      words: (change) =>
        missingWords("gender", change) ?? `gender: ${binWords(change, (bin) => (bin === 0 ? "F" : "M"))}`,
    },
    measure("age", { label: "card holders’ age", half: "half are older than", unit: inYears }),
    measure("city", { label: "people in the holder’s city", half: "half have more than", unit: two }),
    rhythm("day", { label: "payments of the card in the 24 hours before", half: "half have more than", unit: two }),
    rhythm("gap", { label: "time since the card’s payment before", half: "half have more than", unit: inHours }),
    rhythm("delay", { label: "time from payment to arrival", half: "half take more than", unit: inMinutes }),
  ];
}

/** A name that is common elsewhere may be one of an hour's others, and the other way round: what is not named counts there. */
function categoryCounts(hour: HourCensus, categories: readonly string[]): Counts {
  const counts = categories.map((name) => (name === OTHERS ? 0 : (hour.categories.get(name) ?? 0)));
  const others = categories.indexOf(OTHERS);
  return others < 0 ? counts : counts.with(others, total([...hour.categories.values()]) - total(counts));
}

/** By hour of the day. */
export function clockWords(change: Moved): string {
  return `hours of the day: ${binWords(change, (hour) => `${hour} to ${(hour + 1) % 24} h`)}`;
}

function rhythm(...about: Parameters<typeof measure>): Input {
  return { ...measure(...about), isRhythm: true };
}

function measure(
  name: Measure,
  { label, half, unit }: { label: string; half: string; unit: (value: number) => string },
): Input {
  const bounds = BOUNDS[name];
  const between = (bin: number) => {
    const [from, to] = [bounds[bin - 1], bounds[bin]];
    if (from === undefined) return `below ${unit(to ?? 0)}`;
    return to === undefined ? `${unit(from)} or more` : `${unit(from)} to ${unit(to)}`;
  };
  return {
    name,
    bins: bounds.length + 2,
    counts: ({ measures }) => measures[name],
    words: (change) => {
      const missing = missingWords(label, change);
      if (missing !== null) return missing;
      const [now, usual] = [median(bounds, change.now), median(bounds, change.usual)];
      const leftItsBin = binOf(bounds, now) !== binOf(bounds, usual);
      if (leftItsBin && Math.max(now, usual) > MEDIAN_MOVED * Math.min(now, usual)) {
        return `${label}: ${half} ${unit(now)}, before ${unit(usual)}`;
      }
      return `${label}: ${binWords(change, between)}`;
    },
  };
}

/** The last bin counts the payments without this value. */
function missingWords(label: string, { now, usual }: Moved): string | null {
  const [missing, before] = [sharesOf(now).at(-1) ?? 0, sharesOf(usual).at(-1) ?? 0];
  if (Math.abs(missing - before) < MISSING_MOVED) return null;
  return `${label}: missing from ${percent(missing)} of the payments, before from ${percent(before)}`;
}

/** The bin that moved most. */
function binWords({ now, usual }: Moved, name: (bin: number) => string): string {
  const [after, before] = [sharesOf(now), sharesOf(usual)];
  const moves = after.map((share, bin) =>
    Math.abs((share - (before[bin] ?? 0)) * Math.log(share / (before[bin] ?? share))),
  );
  const bin = moves.indexOf(Math.max(...moves));
  return `${name(bin)} are ${percent(after[bin] ?? 0)}, before ${percent(before[bin] ?? 0)}`;
}

/** Of the values that are there, by straight lines within a bin. */
function median(bounds: readonly number[], counts: Counts): number {
  const there = counts.slice(0, bounds.length + 1);
  let left = there.reduce((sum, count) => sum + count, 0) / 2;
  for (const [bin, count] of there.entries()) {
    if (count < left) {
      left -= count;
      continue;
    }
    const from = bounds[bin - 1] ?? 0;
    const to = bounds[bin] ?? from;
    return from + ((to - from) * left) / Math.max(1, count);
  }
  return 0;
}

function two(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en-US");
}

function inMoney(currency: string): (units: number) => string {
  return (units) => `${signOf(currency)}${two(units)}`;
}

function inYears(years: number): string {
  return `${two(years)} years`;
}

function inHours(hours: number): string {
  return hours < 48 ? `${two(hours)} h` : `${two(hours / 24)} days`;
}

function inMinutes(minutes: number): string {
  return minutes < 120 ? `${two(minutes)} min` : inHours(minutes / 60);
}
