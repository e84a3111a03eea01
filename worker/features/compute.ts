// From a payment and its card's history to the numbers that the model reads. Training and serving both use this code.
// Only payments strictly before this one's event time count. A value that cannot be known is NaN ("missing"), never 0.

import { DAY_MS, HOUR_MS, WEEK_MS } from "../duration.ts";
import { readCategory } from "../payment/category.ts";
import { isAmountKnown } from "../payment/paid.ts";
import { CATEGORIES, type Extra, type FeedKind, type Payment } from "../payment/payment.ts";
import { FEATURES, type FeatureName } from "./catalogue.ts";
import type { DaysAround } from "./days.ts";
import { amountEvidence, holderGroup, hourEvidence, isUrban, snapshotAmountEvidence } from "./evidence.ts";
import {
  type CardHistory,
  categoryPlace,
  RECENT_SPAN_MS,
  type Totals,
  totalsAt,
  totalsOf,
  totalsOfOthers,
  UNKNOWN_CATEGORY,
} from "./history.ts";
import { EXTRA_PREFIX, MORE_FEATURES, moreFeatures } from "./moreFeatures.ts";
import { situationOf } from "./situation.ts";
import type { ExtraTable, Tables } from "./tables.ts";

/** 1970-01-01 was a Thursday: three days after a Monday. */
const EPOCH_WEEKDAY = 3;
const NIGHT_FROM_HOUR = 22;
const NIGHT_TO_HOUR = 4;
const LEAST_AGE = 14;
const MOST_AGE = 80;

export const FEATURE_COUNT = FEATURES.length;

// The cast restores the names, which fromEntries does not keep in its type.
const index = Object.fromEntries(FEATURES.map((feature, i) => [feature.name, i])) as Record<FeatureName, number>;

export interface When {
  feed: FeedKind;
  /** What is known by day of card and merchant. Null or left out where it is not known: only some models read it. */
  days?: DaysAround | null;
  /**
   * Milliseconds to add to UTC for the wall clock of FEED_TIMEZONE at that time. The card's earlier days use it too.
   */
  offsetMs: number;
}

/** An age as models read it. */
export function ageRead(years: number): number {
  return Math.min(MOST_AGE, Math.max(LEAST_AGE, years));
}

/** Fills `out`, one value for each of `names`, and returns it. */
export interface FeaturesOf {
  (payment: Payment, history: CardHistory | null, when: When, out?: Float32Array): Float32Array;
  /** The features in input order. Left out: those of every model. */
  readonly names?: readonly string[];
}

/** A model's tables, with the codes of categories as they are looked up. */
interface World extends Tables {
  codes: ReadonlyMap<string, number>;
  /** Histories keep one of CATEGORIES as its place there, whatever the model calls it. NaN: the model does not know it. */
  codeByPlace: Float64Array;
  /** The same of other words, by the place that histories give them. Empty where the model does not tell them apart there. */
  codeOfWord: ReadonlyMap<number, number>;
}

/** The names of the features that every model reads. */
const USUAL: readonly string[] = FEATURES.map(({ name }) => name);

/**
 * The features as the model with these tables reads them. `names`: the 44, then some of MORE_FEATURES, then columns of one's own
 * as `extra.NAME`. Throws for a name that is none of these.
 */
export function createFeatures(tables: Tables, names: readonly string[] = USUAL): FeaturesOf {
  const further = furtherOf(tables, names);
  const codes = new Map(tables.vocabulary.map((name, code) => [name, code]));
  const codeByPlace = Float64Array.from([...CATEGORIES.map((name) => codes.get(name) ?? Number.NaN), Number.NaN]);
  const world: World = { ...tables, codes, codeByPlace, codeOfWord: codesOfWords(tables) };
  const featuresOf = (
    payment: Payment,
    history: CardHistory | null,
    when: When,
    out: Float32Array = new Float32Array(names.length),
  ): Float32Array => {
    fill(world, payment, history, when, out);
    further?.(payment, when, out);
    return out;
  };
  return Object.assign(featuresOf, { names });
}

function codesOfWords({ vocabulary, pastWords = false }: Tables): ReadonlyMap<number, number> {
  const codes = new Map<number, number>();
  if (!pastWords) return codes;
  vocabulary.forEach((name, code) => {
    const place = categoryPlace(name);
    if (place < UNKNOWN_CATEGORY) return;
    // Two words of one place cannot be told apart in a history, so neither is known there.
    codes.set(place, codes.has(place) ? Number.NaN : code);
  });
  return codes;
}

/** How many values there are for a payment. */
export function widthOf({ names }: FeaturesOf): number {
  return names?.length ?? FEATURE_COUNT;
}

type Further = (payment: Payment, when: When, out: Float32Array) => void;

/** What fills the places behind the 44; null where there are none. */
function furtherOf({ truth, extra = [] }: Tables, names: readonly string[]): Further | null {
  if (USUAL.some((name, at) => names[at] !== name))
    throw new Error("a model reads the usual features first, in their order");
  const behind = names.slice(FEATURE_COUNT);
  if (behind.length === 0) return null;
  const places = behind.map((name) => MORE_FEATURES.findIndex((feature) => feature.name === name));
  const columns = behind.map((name) => extra.find((column) => EXTRA_PREFIX + column.name === name));
  const unknown = behind.find((_, at) => places[at] === -1 && columns[at] === undefined);
  if (unknown !== undefined) throw new Error(`there is no feature ${unknown}`);
  if (truth === undefined && places.some((place) => MORE_FEATURES[place]?.group === "truth"))
    throw new Error("the model reads known frauds, and its tables do not say how late they count: train it again");
  const readsDays = places.some((place) => place !== -1);
  return (payment, when, out) => {
    const days = when.feed === "snapshot" ? null : (when.days ?? null);
    const more = readsDays ? moreFeatures(payment, days, truth ?? null) : null;
    for (let at = 0; at < behind.length; at++) {
      const column = columns[at];
      const value = column === undefined ? more?.[places[at] ?? -1] : columnRead(column, payment.extra ?? null);
      out[FEATURE_COUNT + at] = value ?? Number.NaN;
    }
  };
}

/** A number as it is; a text as its place in the words that the model knows. */
function columnRead({ name, words }: ExtraTable, extra: Extra | null): number {
  const value = extra?.[name];
  if (words === null) return typeof value === "number" ? value : Number.NaN;
  const place = typeof value === "string" ? words.indexOf(value) : -1;
  return place === -1 ? Number.NaN : place;
}

function fill(world: World, payment: Payment, history: CardHistory | null, when: When, out: Float32Array): void {
  out.fill(Number.NaN);
  const code = world.codes.get(readCategory(payment)) ?? Number.NaN;
  const paidCents = isAmountKnown(payment) ? payment.amountCents : Number.NaN;
  aboutPayment(payment, paidCents, code, out);
  if (when.feed === "snapshot") {
    out[index.amount_evidence] = snapshotAmountEvidence(world, payment, code, paidCents);
    return;
  }
  const group = holderGroup(payment, world);
  out[index.amount_evidence] = amountEvidence(world, group, code, paidCents);
  const wallMs = payment.paidAt + when.offsetMs;
  out[index.hour] = hoursAfterNoon(wallMs);
  out[index.weekday] = modulo(Math.floor(wallMs / DAY_MS) + EPOCH_WEEKDAY, 7);
  out[index.evidence] = evidenceOf(world, group, code, paidCents, wallMs);
  if (history !== null && situationOf(payment, history, when.feed) === "stream") {
    aboutHistory(world, payment, paidCents, group, history, when.offsetMs, out);
  }
}

function aboutPayment(payment: Payment, paidCents: number, code: number, out: Float32Array): void {
  out[index.amount] = paidCents / 100;
  out[index.category] = code;
  if (payment.gender !== null) out[index.gender] = payment.gender === "F" ? 1 : 0;
  if (payment.ageYears !== null) out[index.age] = ageRead(payment.ageYears);
  if (payment.cityPopulation !== null) out[index.urban] = isUrban(payment.cityPopulation) ? 1 : 0;
}

/** Only called when the card is known to have paid before. */
function aboutHistory(
  world: World,
  payment: Payment,
  paidCents: number,
  group: number,
  history: CardHistory,
  offsetMs: number,
  out: Float32Array,
): void {
  const { times, cents, categories } = history;
  const now = payment.paidAt;
  // To a model that does not tell other words apart they are all one.
  const placeRead = (place: number): number => (world.pastWords === true ? place : Math.min(place, UNKNOWN_CATEGORY));
  const category = placeRead(categoryPlace(readCategory(payment)));
  const thisDay = Math.floor((now + offsetMs) / DAY_MS);
  const evidenceAt = (at: number, cents: number, wallMs: number): number =>
    evidenceOf(world, group, codeAt(world, categories[at] ?? -1), cents, wallMs);

  // Totals before this payment: everything remembered, less the payments that are not before it.
  const card = totalsOf(history);
  const same = category === UNKNOWN_CATEGORY ? totalsOfOthers(history) : totalsAt(history, category);
  let last = times.length - 1;
  for (; last >= 0 && (times[last] ?? 0) >= now; last--) {
    add(card, -(cents[last] ?? 0), -1);
    if (placeRead(categories[last] ?? -1) === category) add(same, -(cents[last] ?? 0), -1);
  }

  const hour = { count: 0, cents: 0 };
  const day = { count: 0, cents: 0 };
  // Plain numbers, since every payment of the history is added to them: V8 would make a heap object of each sum in a field.
  let weekCount = 0;
  let weekCents = 0;
  let monthCount = 0;
  let monthCents = 0;
  const today = quietDay();
  const yesterday = quietDay();
  let nights = 0;
  let span = Number.NaN;
  for (let i = last; i >= 0; i--) {
    const time = times[i] ?? 0;
    const amount = cents[i] ?? 0;
    const age = now - time;
    if (age > RECENT_SPAN_MS) break;
    monthCount++;
    monthCents += amount;
    if (age > WEEK_MS) continue;
    weekCount++;
    weekCents += amount;
    if (age > 2 * DAY_MS) continue;
    const wallMs = time + offsetMs;
    const dayOfIt = Math.floor(wallMs / DAY_MS);
    if (dayOfIt === thisDay) witness(today, amount, evidenceAt(i, amount, wallMs));
    else if (dayOfIt === thisDay - 1) witness(yesterday, amount, evidenceAt(i, amount, wallMs));
    if (age > DAY_MS) continue;
    add(day, amount);
    if (isNight(wallMs)) nights++;
    if (age > HOUR_MS) continue;
    add(hour, amount);
    span = age;
  }

  out[index.count_1h] = hour.count;
  out[index.count_24h] = day.count;
  out[index.count_7d] = weekCount;
  out[index.count_30d] = monthCount;
  out[index.sum_1h] = hour.cents / 100;
  out[index.span_1h] = span / HOUR_MS;
  out[index.sum_24h] = day.cents / 100;
  out[index.mean_24h] = meanDollars(day);
  out[index.mean_7d] = meanDollars({ count: weekCount, cents: weekCents });
  out[index.mean_30d] = meanDollars({ count: monthCount, cents: monthCents });
  out[index.night_24h] = ratio(nights, day.count);

  out[index.count_today] = today.count;
  out[index.mean_today] = meanDollars(today);
  out[index.evidence_today] = today.evidence;
  out[index.evidence_today_mean] = ratio(today.evidence, today.count);
  out[index.evidence_today_max] = today.most;
  out[index.evidence_today_min] = today.least;
  out[index.count_yesterday] = yesterday.count;
  out[index.mean_yesterday] = meanDollars(yesterday);
  out[index.evidence_yesterday] = yesterday.evidence;
  out[index.evidence_yesterday_mean] = ratio(yesterday.evidence, yesterday.count);
  out[index.evidence_yesterday_max] = yesterday.most;
  out[index.evidence_yesterday_min] = yesterday.least;

  out[index.ratio_card] = ratio(paidCents * card.count, card.cents);
  out[index.ratio_category] = ratio(paidCents * same.count, same.cents);
  out[index.category_mean] = meanDollars(same);
  out[index.category_count] = same.count;
  out[index.category_share] = ratio(same.count, card.count);
  out[index.card_count] = card.count;
  out[index.card_rate] = card.count / Math.max(1, (now - (history.firstAt ?? now)) / DAY_MS);

  if (last < 0) return; // All its remembered payments are older than the recent ones that are kept.
  const previousAt = times[last] ?? 0;
  const previous = cents[last] ?? 0;
  out[index.gap] = (now - previousAt) / HOUR_MS;
  out[index.prev_amount] = previous / 100;
  out[index.prev_category] = codeAt(world, categories[last] ?? -1);
  out[index.prev_hour] = hoursAfterNoon(previousAt + offsetMs);
  out[index.prev_evidence] = evidenceAt(last, previous, previousAt + offsetMs);
}

function codeAt({ codeByPlace, codeOfWord }: World, place: number): number {
  return (place > UNKNOWN_CATEGORY ? codeOfWord.get(place) : codeByPlace[place]) ?? Number.NaN;
}

function add(totals: Totals, cents: number, count = 1): void {
  totals.count += count;
  totals.cents += cents;
}

/**
 * A calendar day of a card, and the evidence of fraud in its payments. `most` and `least` are NaN on a day without
 * payments.
 */
interface Day extends Totals {
  evidence: number;
  most: number;
  least: number;
}

function quietDay(): Day {
  return { count: 0, cents: 0, evidence: 0, most: Number.NaN, least: Number.NaN };
}

function witness(day: Day, cents: number, evidence: number): void {
  day.most = day.count === 0 ? evidence : Math.max(day.most, evidence);
  day.least = day.count === 0 ? evidence : Math.min(day.least, evidence);
  day.evidence += evidence;
  add(day, cents);
}

/** One group serves all payments of a card, since one holder makes them. */
function evidenceOf(world: World, group: number, code: number, cents: number, wallMs: number): number {
  return amountEvidence(world, group, code, cents) + hourEvidence(world, wallMs);
}

function meanDollars({ cents, count }: Totals): number {
  return ratio(cents, count) / 100;
}

/** NaN (missing) when there is nothing to divide by. */
function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : Number.NaN;
}

function hoursAfterNoon(wallMs: number): number {
  return modulo(wallMs - DAY_MS / 2, DAY_MS) / HOUR_MS;
}

function isNight(wallMs: number): boolean {
  const hour = modulo(wallMs, DAY_MS) / HOUR_MS;
  return hour >= NIGHT_FROM_HOUR || hour < NIGHT_TO_HOUR;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
