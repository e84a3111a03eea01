// From a payment and its card's history to the numbers the model reads. Training and serving both come through here.
// Only what happened strictly before the payment's event time counts; what cannot be known is NaN ("missing"), never 0.
import { CATEGORIES, type FeedKind, type Payment } from "../payment/payment.ts";
import type { Situation } from "../scoring/decision.ts";
import { CATEGORY_CODES, FEATURES, type FeatureName } from "./catalogue.ts";
import { type CardHistory, categoryPlace } from "./history.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const MONTH_MS = 30 * DAY_MS;
/** 1970-01-01 was a Thursday: three days after a Monday. */
const EPOCH_WEEKDAY = 3;
const NIGHT_FROM_HOUR = 22;
const NIGHT_TO_HOUR = 4;
const URBAN_PEOPLE = 2500;
/** Amounts this many times above or below the card's usual in a category are called unusual. */
const UNUSUAL_TIMES = 3;

export const FEATURE_COUNT = FEATURES.length;

// fromEntries forgets which names there are.
const index = Object.fromEntries(FEATURES.map((feature, i) => [feature.name, i])) as Record<FeatureName, number>;

const codeByPlace = Float64Array.from([...CATEGORIES.map((name) => CATEGORY_CODES[name] ?? Number.NaN), Number.NaN]);

export interface When {
  feed: FeedKind;
  /** What to add to UTC for the wall clock of FEED_TIMEZONE at that time. */
  offsetMs: number;
}

/** What is known of the card: decides which calibration and thresholds apply. */
export function situationOf(payment: Payment, history: CardHistory | null, feed: FeedKind): Situation {
  if (feed === "snapshot") return "snapshot";
  const firstAt = history?.firstAt ?? null;
  return firstAt !== null && firstAt < payment.paidAt ? "stream" : "first";
}

/** Fills `out` (FEATURE_COUNT long) in the catalogue's order and returns it. */
export function featuresOf(
  payment: Payment,
  history: CardHistory | null,
  when: When,
  out: Float32Array = new Float32Array(FEATURE_COUNT),
): Float32Array {
  out.fill(Number.NaN);
  aboutPayment(payment, out);
  if (when.feed === "snapshot") return out;
  aboutTime(payment.paidAt + when.offsetMs, out);
  if (history !== null && situationOf(payment, history, when.feed) === "stream") {
    aboutHistory(payment, history, when.offsetMs, out);
  }
  return out;
}

function aboutPayment(payment: Payment, out: Float32Array): void {
  out[index.amount] = payment.amountCents / 100;
  out[index.category] = codeByPlace[categoryPlace(payment.category)] ?? Number.NaN;
  if (payment.gender !== null) out[index.gender] = payment.gender === "F" ? 1 : 0;
  if (payment.ageYears !== null) out[index.age] = Math.min(80, Math.max(14, payment.ageYears));
  if (payment.cityPopulation !== null) out[index.urban] = payment.cityPopulation >= URBAN_PEOPLE ? 1 : 0;
}

function aboutTime(wallMs: number, out: Float32Array): void {
  out[index.hour] = hoursAfterNoon(wallMs);
  out[index.weekday] = modulo(Math.floor(wallMs / DAY_MS) + EPOCH_WEEKDAY, 7);
}

function aboutHistory(payment: Payment, history: CardHistory, offsetMs: number, out: Float32Array): void {
  const { times, cents, categories } = history;
  const now = payment.paidAt;
  const category = categoryPlace(payment.category);
  const today = Math.floor((now + offsetMs) / DAY_MS);

  // Totals so far: everything remembered but what is not before this payment.
  let cardCount = 0;
  let cardCents = 0;
  for (const count of history.categoryCounts) cardCount += count;
  for (const sum of history.categoryCents) cardCents += sum;
  let categoryCount = history.categoryCounts[category] ?? 0;
  let categoryCents = history.categoryCents[category] ?? 0;
  let last = times.length - 1;
  for (; last >= 0 && (times[last] ?? 0) >= now; last--) {
    cardCount--;
    cardCents -= cents[last] ?? 0;
    if (categories[last] === category) {
      categoryCount--;
      categoryCents -= cents[last] ?? 0;
    }
  }

  let count1h = 0;
  let cents1h = 0;
  let count24h = 0;
  let cents24h = 0;
  let night24h = 0;
  let unusual24h = 0;
  let count7d = 0;
  let cents7d = 0;
  let count30d = 0;
  let cents30d = 0;
  let countToday = 0;
  let centsToday = 0;
  let unusualToday = 0;
  let countYesterday = 0;
  let centsYesterday = 0;
  let unusualYesterday = 0;
  for (let i = last; i >= 0; i--) {
    const time = times[i] ?? 0;
    const age = now - time;
    if (age > MONTH_MS) break;
    const amount = cents[i] ?? 0;
    count30d++;
    cents30d += amount;
    if (age > WEEK_MS) continue;
    count7d++;
    cents7d += amount;
    if (age > 2 * DAY_MS) continue;
    const wall = time + offsetMs;
    const day = Math.floor(wall / DAY_MS);
    const unusual = isUnusual(history, categories[i] ?? 0, amount) ? 1 : 0;
    if (day === today) {
      countToday++;
      centsToday += amount;
      unusualToday += unusual;
    } else if (day === today - 1) {
      countYesterday++;
      centsYesterday += amount;
      unusualYesterday += unusual;
    }
    if (age > DAY_MS) continue;
    count24h++;
    cents24h += amount;
    unusual24h += unusual;
    if (isNight(wall)) night24h++;
    if (age > HOUR_MS) continue;
    count1h++;
    cents1h += amount;
  }

  const amount = payment.amountCents;
  out[index.count_1h] = count1h;
  out[index.count_24h] = count24h;
  out[index.count_7d] = count7d;
  out[index.count_30d] = count30d;
  out[index.sum_1h] = cents1h / 100;
  out[index.sum_24h] = cents24h / 100;
  out[index.mean_24h] = ratio(cents24h, count24h) / 100;
  out[index.mean_7d] = ratio(cents7d, count7d) / 100;
  out[index.mean_30d] = ratio(cents30d, count30d) / 100;
  out[index.night_24h] = ratio(night24h, count24h);
  out[index.unusual_24h] = ratio(unusual24h, count24h);
  out[index.count_today] = countToday;
  out[index.mean_today] = ratio(centsToday, countToday) / 100;
  out[index.unusual_today] = ratio(unusualToday, countToday);
  out[index.count_yesterday] = countYesterday;
  out[index.mean_yesterday] = ratio(centsYesterday, countYesterday) / 100;
  out[index.unusual_yesterday] = ratio(unusualYesterday, countYesterday);
  out[index.ratio_card] = ratio(amount * cardCount, cardCents);
  out[index.ratio_category] = ratio(amount * categoryCount, categoryCents);
  out[index.category_mean] = ratio(categoryCents, categoryCount) / 100;
  out[index.category_count] = categoryCount;
  out[index.category_share] = ratio(categoryCount, cardCount);
  out[index.card_count] = cardCount;
  const days = (now - (history.firstAt ?? now)) / DAY_MS;
  out[index.card_rate] = cardCount / Math.max(1, days);

  if (last < 0) return; // Known before, but not within the last 30 days.
  const previousAt = times[last] ?? 0;
  const previous = cents[last] ?? 0;
  const previousCategory = categories[last] ?? 0;
  out[index.gap] = (now - previousAt) / HOUR_MS;
  out[index.prev_amount] = previous / 100;
  out[index.prev_category] = codeByPlace[previousCategory] ?? Number.NaN;
  out[index.prev_hour] = hoursAfterNoon(previousAt + offsetMs);
  out[index.prev_ratio] = ratio(
    previous * (history.categoryCounts[previousCategory] ?? 0),
    history.categoryCents[previousCategory] ?? 0,
  );
}

function isUnusual(history: CardHistory, category: number, cents: number): boolean {
  const times = ratio(cents * (history.categoryCounts[category] ?? 0), history.categoryCents[category] ?? 0);
  return times > UNUSUAL_TIMES || times < 1 / UNUSUAL_TIMES;
}

/** Missing where there is nothing to divide by. */
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
