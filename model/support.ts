// The support that a model's bundle carries: what its training data had, and so where its score means something.
import { DAY_MS, HOUR_MS, hourOf } from "../worker/duration.ts";
import { ageRead } from "../worker/features/compute.ts";
import { HOLDER_COLUMNS, type HolderColumn, type Support } from "../worker/scoring/support.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";

/** One payment in so many may lie outside of what is common, since single outliers say nothing. */
const OUTLIER_ONE_IN = 10_000;
/** A category with fewer payments, a hundred an hour, may lack an hour by chance. */
const PAYMENTS_FOR_HOURS = 2_400;
/** A column that more payments than one in so many lack is one that the model has learned to do without. */
const LACKING_ONE_IN = 1_000;

export function supportOf(data: Dataset): Support {
  const { rows, fraud, amountCents, category } = data;
  const legitimate = new Map<string, number[]>();
  const fraudUpToCents = new Map<string, number>();
  let total = 0;
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const [name, cents] = [category[i] ?? "", amountCents[i] ?? 0];
    if (fraud[i] === 1) {
      fraudUpToCents.set(name, Math.max(cents, fraudUpToCents.get(name) ?? 0));
      continue;
    }
    const amounts = legitimate.get(name) ?? [];
    legitimate.set(name, amounts);
    amounts.push(cents);
    total += cents;
    count++;
  }
  return {
    usualCents: Math.round(total / count),
    highestFraudCents: Math.max(0, ...fraudUpToCents.values()),
    commonUpToCents: byName(Array.from(legitimate, ([name, amounts]) => [name, commonUpTo(amounts)])),
    fraudUpToCents: byName([...fraudUpToCents]),
    hours: byName([...hoursOf(data)]),
    ages: agesOf(data),
    pace: paceOf(data),
    columns: HOLDER_COLUMNS.filter((column) => isUsuallyTold(data, column)),
  };
}

/** In an order of their own, so that the same payments give the same file in whatever order they come. */
function byName<Value>(entries: [string, Value][]): Map<string, Value> {
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function commonUpTo(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length - 1 - Math.floor(sorted.length / OUTLIER_ONE_IN)] ?? 0;
}

function hoursOf({ rows, category, paidAt }: Dataset): Map<string, number[]> {
  const counts = new Map<string, number[]>();
  for (let i = 0; i < rows; i++) {
    const name = category[i] ?? "";
    const byHour = counts.get(name) ?? new Array<number>(24).fill(0);
    counts.set(name, byHour);
    const hour = hourOf(paidAt[i] ?? 0);
    byHour[hour] = (byHour[hour] ?? 0) + 1;
  }
  const known = new Map<string, number[]>();
  for (const [name, byHour] of counts) {
    const payments = byHour.reduce((sum, each) => sum + each, 0);
    if (payments < PAYMENTS_FOR_HOURS) continue;
    known.set(
      name,
      Array.from(byHour.keys()).filter((hour) => (byHour[hour] ?? 0) >= payments / OUTLIER_ONE_IN),
    );
  }
  return known;
}

function agesOf({ ageYears }: Dataset): Support["ages"] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const age of ageYears) {
    if (Number.isNaN(age)) continue;
    from = Math.min(from, ageRead(age));
    to = Math.max(to, ageRead(age));
  }
  return from > to ? null : { from, to };
}

/** Earlier payments of the same card, as worker/features/cardFacts.ts counts them. */
function paceOf({ rows, card, paidAt }: Dataset): Support["pace"] {
  const times = new Map<number, number[]>();
  const inHour: number[] = [];
  const inDay: number[] = [];
  for (let i = 0; i < rows; i++) {
    const now = paidAt[i] ?? 0;
    const earlier = times.get(card[i] ?? -1) ?? [];
    times.set(card[i] ?? -1, earlier);
    while (now - (earlier[0] ?? now) >= DAY_MS) earlier.shift();
    const before = earlier.filter((time) => time < now);
    inDay.push(before.length);
    inHour.push(before.filter((time) => now - time < HOUR_MS).length);
    earlier.push(now);
  }
  return { inHour: commonUpTo(inHour), inDay: commonUpTo(inDay) };
}

function isUsuallyTold(data: Dataset, column: HolderColumn): boolean {
  let lacking = 0;
  for (let i = 0; i < data.rows; i++) if (paymentAt(data, i)[column] === null) lacking++;
  return lacking <= data.rows / LACKING_ONE_IN;
}

/** As the bundle's support.json has it. */
export function supportJson({ commonUpToCents, fraudUpToCents, hours, ...support }: Support): object {
  const byCategory = { commonUpToCents, fraudUpToCents, hours };
  const plain = Object.entries(byCategory).map(([name, values]) => [name, Object.fromEntries<unknown>(values)]);
  return { ...support, ...Object.fromEntries(plain) };
}
