// Whether labelled payments can make a model worth having, told before anything is fitted. Pure.
import { counted } from "../worker/counted.ts";
import { DAY_MS } from "../worker/duration.ts";
import { RECENT_SPAN_MS } from "../worker/features/history.ts";
import type { Situation } from "../worker/features/situation.ts";
import type { Dataset } from "./labelledPayments.ts";
import { HELD_OUT_ONE_IN, isHeldOut } from "./trainingSet.ts";

export interface Trainable {
  /** Why no model should come of these payments, and what to do. Empty when one may. */
  refusals: string[];
  /** What the person should know of the model that comes of them. */
  remarks: string[];
  /** The situations that have enough frauds for a calibration and figures of their own. */
  situations: ReadonlySet<Situation>;
}

/**
 * With fewer, what the model is worth is left to chance (README, "How many frauds it takes"). A burst's frauds are alike, so
 * cards count too.
 */
export const LEAST = { frauds: 150, cards: 20, heldOutCards: 5 };
/** From this share on, a column, or the categories, are not what was meant. */
const MOST_MISSING = 1 / 2;
/** From this share on, something is said. */
const MISSING_IS_SAID = 1 / 20;
/** In real payments the same card hardly ever pays the same amount twice in one second: more means rows given twice. */
const MOST_DUPLICATES = 1 / 20;
/** A share of frauds that no feed has by nature. */
const COMMON_FRAUD = 1 / 20;
/** Files carry no zone: the farthest clock is less than a day ahead. */
const AHEAD_MS = DAY_MS;

/** `isKnown`: whether the model that is to be trained will know the category. */
export function trainableFrom(data: Dataset, isKnown: (category: string) => boolean, nowMs: number): Trainable {
  const cards = cardsOf(data);
  const refusals = [
    ...labelRefusals(data, cards),
    ...timeRefusals(data, nowMs),
    ...amountRefusals(data),
    ...duplicateRefusals(data),
  ];
  const remarks: string[] = [];
  for (const { column, missing } of missingOf(data, isKnown)) {
    const share = missing / data.rows;
    const words = `${column.name}: ${ofAll(missing, data.rows)} ${column.what}`;
    if (share >= MOST_MISSING && !(column.mayLack && missing === data.rows))
      refusals.push(`${words}. ${column.remedy}`);
    else if (share >= MISSING_IS_SAID) remarks.push(`${words}; the model does without`);
  }
  const spanMs = (data.paidAt.at(-1) ?? 0) - (data.paidAt[0] ?? 0);
  if (spanMs < RECENT_SPAN_MS) {
    remarks.push(
      `the payments span ${counted(Math.ceil(spanMs / DAY_MS), "day", "days")}; the features look back 30, and have seen no card's month`,
    );
  }
  if (data.frauds > data.rows * COMMON_FRAUD) {
    remarks.push(
      `${ofAll(data.frauds, data.rows)} payments are frauds. Scores are calibrated to that share: where fraud is rarer, they are too high`,
    );
  }
  const situations = new Set<Situation>(["first", "snapshot"]);
  if (isEnough(cards.known)) situations.add("stream");
  else {
    remarks.push(
      `only ${fraudsOn(cards.known)} come after an earlier payment of their card: too few for a calibration of their own ` +
        "(the situation stream). Those payments are scored with the calibration of a card's first one",
    );
  }
  return { refusals, remarks, situations };
}

interface FraudCount {
  frauds: number;
  cards: Set<number>;
  heldOutCards: Set<number>;
}

/** Frauds and their cards: all, and those of cards that had paid before. */
function cardsOf(data: Dataset): { all: FraudCount; known: FraudCount } {
  const none = (): FraudCount => ({ frauds: 0, cards: new Set(), heldOutCards: new Set() });
  const [all, known] = [none(), none()];
  const seen = new Set<number>();
  for (let i = 0; i < data.rows; i++) {
    const card = data.card[i] ?? -1;
    if (data.fraud[i] === 1) {
      for (const count of seen.has(card) ? [all, known] : [all]) {
        count.frauds++;
        count.cards.add(card);
        if (isHeldOut(card)) count.heldOutCards.add(card);
      }
    }
    seen.add(card);
  }
  return { all, known };
}

function isEnough({ frauds, cards, heldOutCards }: FraudCount): boolean {
  return frauds >= LEAST.frauds && cards.size >= LEAST.cards && heldOutCards.size >= LEAST.heldOutCards;
}

function labelRefusals(data: Dataset, { all }: { all: FraudCount }): string[] {
  if (data.frauds * 2 > data.rows) {
    return [
      `is_fraud: ${ofAll(data.frauds, data.rows)} payments are frauds, more than half. Are the labels the wrong way round, or legitimate ` +
        "payments left out? Training needs all payments of a time, as they came",
    ];
  }
  if (isEnough(all)) return [];
  const held = `${all.heldOutCards.size} of the ${counted(all.cards.size, "card", "cards")} with frauds are among the cards held out to measure on`;
  return [
    `${fraudsOn(all)} are too few: training needs ${LEAST.frauds} frauds on ${LEAST.cards} cards, ${LEAST.heldOutCards} of them held out (one card in ` +
      `${HELD_OUT_ONE_IN} is; ${held}). With fewer it is left to chance what the model is worth (model/README.md). Add ` +
      "payments of more cards or of a longer time with another --data; until then Vigie's shipped model, or rules, serve better",
  ];
}

function timeRefusals({ rows, paidAt }: Dataset, nowMs: number): string[] {
  const [first, last] = [paidAt[0] ?? 0, paidAt.at(-1) ?? 0];
  if (first === last) {
    return [
      `trans_date_trans_time: all ${shown(rows)} payments have the time ${wall(first)}, so there is neither an hour nor a past. Write when each was made`,
    ];
  }
  const ahead = paidAt.reduce((count, at) => count + (at > nowMs + AHEAD_MS ? 1 : 0), 0);
  if (ahead === 0) return [];
  return [
    `trans_date_trans_time: ${ofAll(ahead, rows)} payments are in the future (the last: ${wall(last)}). Look at the year, and at the unit of numbers`,
  ];
}

function amountRefusals({ rows, amountCents }: Dataset): string[] {
  const [first = 0] = amountCents;
  if (amountCents.every((cents) => cents === first)) {
    return [
      `amt: all ${shown(rows)} payments are of ${(first / 100).toFixed(2)}, so amounts tell nothing. Is it the right column?`,
    ];
  }
  const nothing = amountCents.reduce((count, cents) => count + (cents > 0 ? 0 : 1), 0);
  if (nothing <= rows * MOST_MISSING) return [];
  return [
    `amt: ${ofAll(nothing, rows)} amounts are zero or below. Write what was paid as a positive number, and leave refunds out`,
  ];
}

/** Rows with the time, card, amount and category of another. */
function duplicateRefusals({ rows, paidAt, card, amountCents, category }: Dataset): string[] {
  let duplicates = 0;
  const now = new Set<string>();
  for (let i = 0; i < rows; i++) {
    if (paidAt[i] !== paidAt[i - 1]) now.clear();
    const key = `${card[i]} ${amountCents[i]} ${category[i]}`;
    if (now.has(key)) duplicates++;
    now.add(key);
  }
  if (duplicates <= rows * MOST_DUPLICATES) return [];
  return [
    `${ofAll(duplicates, rows)} rows repeat another one: the same time, card, amount and category. Is a file given twice, or the same data as CSV and ` +
      "as parquet? Leave the repetitions out",
  ];
}

interface Column {
  name: string;
  what: string;
  remedy: string;
  /** True when a data set may do without the whole column. */
  mayLack: boolean;
}

function missingOf(data: Dataset, isKnown: (category: string) => boolean): { column: Column; missing: number }[] {
  const holder = (name: string): Column => ({
    name,
    what: "values are empty or could not be read",
    remedy: "Mend the column, or leave it empty throughout",
    mayLack: true,
  });
  const names = new Map<string, number>();
  for (const name of data.category) if (!isKnown(name)) names.set(name, (names.get(name) ?? 0) + 1);
  const most = [...names].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const category = {
    name: "category",
    what: `payments are of categories that are too rare to learn, or beyond the 40 commonest (${most.map(([name, count]) => `${JSON.stringify(name)} ${shown(count)} times`).join(", ")})`,
    remedy: "Group them into few categories that occur a hundred times or more",
    mayLack: false,
  };
  const count = (isMissing: (i: number) => boolean): number =>
    data.fraud.reduce((sum, _, i) => sum + (isMissing(i) ? 1 : 0), 0);
  return [
    { column: category, missing: [...names.values()].reduce((sum, times) => sum + times, 0) },
    { column: holder("gender"), missing: count((i) => data.gender[i] === null) },
    { column: holder("dob"), missing: count((i) => Number.isNaN(data.ageYears[i])) },
    { column: holder("city_pop"), missing: count((i) => Number.isNaN(data.cityPopulation[i])) },
  ];
}

function fraudsOn({ frauds, cards }: FraudCount): string {
  return `${counted(frauds, "fraud", "frauds")} on ${counted(cards.size, "card", "cards")}`;
}

function ofAll(part: number, whole: number): string {
  return `${shown(part)} of ${shown(whole)} (${((100 * part) / whole).toFixed(1)} %)`;
}

function shown(count: number): string {
  return count.toLocaleString("en");
}

function wall(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
