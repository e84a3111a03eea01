// What other currencies are worth, as the page shows and changes it. Pure.
import { CURRENCIES, decimalsOf } from "../../../worker/currencies.ts";
import { RATE_FORM } from "../../../worker/policy/rates.ts";
import type { Health } from "../../../worker/wire/board.ts";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import { dateIn, timeOfDay } from "../shared/format.ts";

export type RateView = PolicyInFull["rates"][number];

/** A rate as it is typed. */
export interface RateDraft {
  currency: string;
  rate: string;
  /** A calendar day, as the browser's field gives it. */
  from: string;
  source: string;
}

export type RateMade = { ok: true; rate: RateView } | { ok: false; field: keyof RateDraft; problem: string };

/** Rates sorted by currency, the newest of each first. */
export function inOrder(rates: readonly RateView[]): RateView[] {
  return rates.toSorted((a, b) => compare(a.currency, b.currency) || compare(b.from, a.from));
}

/** Whether a rate is the one by which payments of this moment are taken. */
export function isInForce(rate: RateView, rates: readonly RateView[], nowMs: number): boolean {
  const ofCurrency = inOrder(rates).filter(({ currency }) => currency === rate.currency);
  return ofCurrency.find(({ from }) => Date.parse(from) <= nowMs) === rate;
}

/** Tells rates apart: a currency has one rate at a time. */
export function rateKey({ currency, from }: Pick<RateView, "currency" | "from">, zone: string): string {
  return `${currency} ${fromWords(from, zone)}`;
}

/** The day from which on a rate holds, with the time where that is not the day's beginning. `from`: a time, or a calendar day. */
export function fromWords(from: string, zone: string): string {
  if (isDay(from)) return from;
  const time = timeOfDay(from, zone);
  return time === "00:00" ? dateIn(from, zone) : `${dateIn(from, zone)}, ${time}`;
}

/** The rates with one more. It takes the place of `instead`, and of another from the same moment. */
export function withRate(
  rates: readonly RateView[],
  rate: RateView,
  instead: RateView | null,
  zone: string,
): RateView[] {
  const gone = new Set([rate, instead ?? rate].map((each) => rateKey(each, zone)));
  // A rate that is changed, and not its day, keeps its moment.
  const from = instead !== null && dateIn(instead.from, zone) === rate.from ? instead.from : rate.from;
  return [...rates.filter((each) => !gone.has(rateKey(each, zone))), { ...rate, from }];
}

export function withoutRate(rates: readonly RateView[], rate: RateView, zone: string): RateView[] {
  return rates.filter((each) => rateKey(each, zone) !== rateKey(rate, zone));
}

/** `own`: CURRENCY. */
export function rateOf({ currency, rate, from, source }: RateDraft, own: string): RateMade {
  const code = currency.trim().toUpperCase();
  if (decimalsOf(code) === null) {
    return { ok: false, field: "currency", problem: "Give a currency’s three letters (ISO 4217), such as EUR." };
  }
  if (code === own) return { ok: false, field: "currency", problem: `${own} is what all amounts are summed in.` };
  const number = rate.trim().replace(/^\./, "0.");
  if (!RATE_FORM.test(number) || Number(number) === 0) {
    return { ok: false, field: "rate", problem: `Give the worth of one ${code} in ${own}, such as 1.0842.` };
  }
  if (!isDay(from)) return { ok: false, field: "from", problem: "Give the day from which on it holds." };
  return {
    ok: true,
    rate: { currency: code, rate: number, from, source: source.trim() === "" ? null : source.trim() },
  };
}

export interface Lacking {
  /** Null: several currencies, which are not told apart. */
  currency: string | null;
  payments: number;
  /** When the last of them came. */
  lastAt: string;
}

/** The currencies in which payments came without a rate, and that have none by now. The most frequent first. */
export function lackingIn(came: Health["notUnderstood"], rates: readonly RateView[], nowMs: number): Lacking[] {
  const begun = rates.filter(({ from }) => Date.parse(from) <= nowMs);
  const has = new Set<string | null>(begun.map(({ currency }) => currency));
  return came
    .filter(({ field, value }) => field === "currency" && !has.has(value))
    .map(({ value, payments, lastSeenAt }) => ({ currency: value, payments, lastAt: lastSeenAt }))
    .toSorted((a, b) => b.payments - a.payments);
}

const names = new Intl.DisplayNames("en", { type: "currency" });

/** "Euro" for EUR; the code where this browser knows no name. */
export function currencyName(code: string): string {
  return names.of(code) ?? code;
}

/** Currencies that can be given a rate: all but CURRENCY. */
export function offered(own: string): readonly string[] {
  return CURRENCIES.filter((code) => code !== own);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
