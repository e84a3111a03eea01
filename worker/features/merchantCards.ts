// How many cards paid at a merchant within minutes, and how many that usually are there. Stolen card numbers are tried out at one
// merchant, each with a small payment, and only the merchant sees them together. All of it goes by event time: a load of past
// payments is counted as it was paid, and not as it comes in.
import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import type { Payment } from "../payment/payment.ts";

const MERCHANT_WINDOW_MS = 10 * MINUTE_MS;
/** The merchants that were paid at last are remembered. Of the others, which are quiet, it is not known what is usual there. */
export const MOST_MERCHANTS = 5_000;
/** Of a merchant with more payments than this in the window, only the newest count. */
export const MOST_IN_WINDOW = 128;
/** Longer names are told apart by their beginning, so that the memory is bounded. */
const NAME_LENGTH = 60;
/** What was usual weighs half as much after a week. After a week without any payment it is not known what is usual now. */
const WEEK_HOURS = 7 * 24;
/** A payment that is stamped further ahead of our clock counts as if it were stamped so: alone it would hide all that come after it. */
const MOST_AHEAD_MS = MINUTE_MS;

/** A payment as it counts here. `seenAt` is left out where there is no clock of ours to hold its time against. */
export type PaidThere = Pick<Payment, "merchant" | "cardId" | "paidAt"> & { seenAt?: number | undefined };

export interface MerchantCards {
  /** The payments of the window as columns, by event time. */
  times: number[];
  cards: string[];
  /** How many of them are of each card. */
  byCard: Map<string, number>;
  /** The most cards that a window had, at least an hour ago. It fades. */
  usual: number;
  /** The newest hour, and the most cards that a window had in it and in the hour before: they are not usual yet. */
  hour: number;
  most: number;
  mostBefore: number;
}

/** By name, the merchant that was paid at last at the end. */
export type Merchants = Map<string, MerchantCards>;

export interface MerchantFacts {
  /** Cards that paid there in the ten minutes before this payment, and its own. */
  cards: number;
  /** The most that there were lately, at least an hour ago. Null where nobody paid there for a week, or before the last hour. */
  usualCards: number | null;
}

/** What `merchants` says about a payment. Afterwards it holds the payment. Null for one that is too late to say anything of. */
export function seeAtMerchant(merchants: Merchants, payment: PaidThere): MerchantFacts | null {
  const { merchant, cardId } = payment;
  const paidAt = countedAt(payment);
  const name = merchant.slice(0, NAME_LENGTH);
  const hour = Math.floor(paidAt / HOUR_MS);
  const known = merchants.get(name) ?? { ...noPayments(), usual: 0, hour, most: 0, mostBefore: 0 };
  if (paidAt <= (known.times.at(-1) ?? paidAt) - MERCHANT_WINDOW_MS || hour < known.hour - 1) return null;
  turnTo(known, hour);
  const cards = cardsBefore(known, cardId, paidAt) + 1;
  known.most = Math.max(known.most, cards);
  insert(known, cardId, paidAt);
  merchants.delete(name);
  merchants.set(name, known);
  if (merchants.size > MOST_MERCHANTS) merchants.delete(merchants.keys().next().value ?? name);
  return { cards, usualCards: known.usual === 0 ? null : Math.ceil(known.usual) };
}

function countedAt({ paidAt, seenAt = paidAt }: Pick<PaidThere, "paidAt" | "seenAt">): number {
  return Math.min(paidAt, seenAt + MOST_AHEAD_MS);
}

function noPayments(): Pick<MerchantCards, "times" | "cards" | "byCard"> {
  return { times: [], cards: [], byCard: new Map() };
}

/** Other cards strictly before this event time. A feed that gives days and no times thus has none. */
function cardsBefore(known: MerchantCards, cardId: string, paidAt: number): number {
  const { times, cards, byCard } = known;
  if (paidAt > (times.at(-1) ?? 0)) {
    forgetUntil(known, paidAt - MERCHANT_WINDOW_MS);
    return byCard.size - (byCard.has(cardId) ? 1 : 0);
  }
  const others = new Set<string>();
  for (let at = times.length - 1; at >= 0; at--) {
    const age = paidAt - (times[at] ?? 0);
    if (age >= MERCHANT_WINDOW_MS) break;
    if (age > 0) others.add(cards[at] ?? "");
  }
  others.delete(cardId);
  return others.size;
}

function insert(known: MerchantCards, cardId: string, paidAt: number): void {
  const { times, cards, byCard } = known;
  let place = times.length;
  while (place > 0 && (times[place - 1] ?? 0) > paidAt) place--;
  if (place === times.length) {
    // The new payment is nearly always the newest.
    times.push(paidAt);
    cards.push(cardId);
  } else {
    times.splice(place, 0, paidAt);
    cards.splice(place, 0, cardId);
  }
  byCard.set(cardId, (byCard.get(cardId) ?? 0) + 1);
  if (times.length > MOST_IN_WINDOW) forget(known, times.length - MOST_IN_WINDOW);
}

function forgetUntil(known: MerchantCards, untilMs: number): void {
  let payments = 0;
  while ((known.times[payments] ?? Number.POSITIVE_INFINITY) <= untilMs) payments++;
  if (payments > 0) forget(known, payments);
}

function forget({ times, cards, byCard }: MerchantCards, payments: number): void {
  times.splice(0, payments);
  for (const cardId of cards.splice(0, payments)) {
    const left = (byCard.get(cardId) ?? 0) - 1;
    if (left > 0) byCard.set(cardId, left);
    else byCard.delete(cardId);
  }
}

function turnTo(known: MerchantCards, hour: number): void {
  const hours = hour - known.hour;
  if (hours <= 0) return;
  const settled = hours === 1 ? known.mostBefore : Math.max(known.mostBefore, known.most);
  known.usual = hours > WEEK_HOURS ? 0 : Math.max(settled, known.usual) * 2 ** (-hours / WEEK_HOURS);
  known.mostBefore = hours === 1 ? known.most : 0;
  known.most = 0;
  known.hour = hour;
}

/** What outlives a restart: what is usual. The payments of the last minutes are in the store. */
export type KeptMerchants = readonly (readonly [
  name: string,
  usual: number,
  hour: number,
  most: number,
  mostBefore: number,
])[];

export function keptOf(merchants: Merchants): KeptMerchants {
  return Array.from(merchants, ([name, { usual, hour, most, mostBefore }]) => [name, usual, hour, most, mostBefore]);
}

/**
 * `latest`: the newest payments by event time, the oldest first. Of them the last ten minutes count, as the feed's times have them.
 * Seen twice, they change nothing.
 */
export function merchantsFrom(kept: KeptMerchants, latest: readonly PaidThere[]): Merchants {
  const merchants: Merchants = new Map(
    kept.map(([name, usual, hour, most, mostBefore]) => [name, { ...noPayments(), usual, hour, most, mostBefore }]),
  );
  const newest = latest.reduce((so, payment) => Math.max(so, countedAt(payment)), Number.NEGATIVE_INFINITY);
  for (const payment of latest) {
    if (countedAt(payment) > newest - MERCHANT_WINDOW_MS) seeAtMerchant(merchants, payment);
  }
  return merchants;
}
