// The map in words, for people who do not see it and where there is nothing to see. Pure.
import { formatAmount } from "../../../../worker/money.ts";
import type { MappedView, PaymentMap } from "../../../../worker/wire/map.ts";
import { counted, outcome, score, timeOfDay } from "../../shared/format.ts";
import { currency, money, paidMoney } from "../../shared/money.ts";
import type { Cell } from "./cells.ts";
import type { Place } from "./projection.ts";

const NBSP = "\u00a0";

/** 40.6° N, 75.9° W */
export function placeWords({ lat, long }: Place): string {
  return `${degrees(lat, "N", "S")}, ${degrees(long, "E", "W")}`;
}

function degrees(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(1)}°${NBSP}${value < 0 ? negative : positive}`;
}

/** A sentence on why nothing is shown; null where something is. */
export function emptyWords({ on, hours, flagged, payments }: PaymentMap): string | null {
  if (!on) return "The map is off: with MAP=off no place is shown, and none is kept of new payments.";
  if (payments.length > 0) return null;
  const time = timeWords(hours);
  if (flagged === 0) return `No payment ${time} was declined or is to be reviewed.`;
  const whose = flagged === 1 ? "The one flagged payment" : `None of the ${counted(flagged, "flagged payment")}`;
  const says = flagged === 1 ? "does not say" : "says";
  return `${whose} ${time} ${says} where it was made: their rows have no merch_lat and merch_long.`;
}

/** Says how many payments the map shows, and how many it cannot show. */
export function shownWords({ hours, payments, withoutPlace, complete }: PaymentMap, cells: readonly Cell[]): string {
  const shown = `${counted(payments.length, "flagged payment")} ${timeWords(hours)}, at ${counted(cells.length, "place")}`;
  const more = complete ? "" : "; there were more, and these are the newest";
  const others = withoutPlace === 0 ? "" : ` ${counted(withoutPlace, "more does not say", "more do not say")} where.`;
  return `${shown}${more}.${others}`;
}

function timeWords(hours: number): string {
  return hours === 1 ? "of the last hour" : `of the last ${hours} hours`;
}

export function paymentWords(payment: MappedView, zone: string): string {
  const { merchant, paidAt } = payment;
  const said = payment.score === null ? "" : `, score ${score(payment.score)}`;
  return `${outcome(payment.outcome)}: ${paidMoney(payment)} at ${merchant}, ${timeOfDay(paidAt, zone)}${said}`;
}

/** Names a point of the map: its one payment, or how many it has; and where it lies. */
export function cellWords(cell: Cell, zone: string): string {
  const [first] = cell.payments;
  const where = placeWords(cell.place);
  if (first !== undefined && cell.payments.length === 1) return `${paymentWords(first, zone)}. ${where}`;
  return `${counted(cell.payments.length, "payment")}: ${countsWords(cell)}. ${where}`;
}

/** 2 declined, 1 to review, $1,012.40 in all */
export function countsWords({ payments, declined, amountCents }: Cell): string {
  const reviewed = payments.length - declined;
  const counts = [
    ...(declined === 0 ? [] : [`${declined} declined`]),
    ...(reviewed === 0 ? [] : [`${reviewed} to review`]),
  ];
  const [first] = payments;
  if (first !== undefined && payments.length === 1) return `${counts.join(", ")}, ${paidMoney(first)}`;
  const without = payments.filter(({ amount }) => amount === null).length;
  const sum = `${money(formatAmount(amountCents, currency.value))} in all`;
  return `${counts.join(", ")}, ${sum}${without === 0 ? "" : `, ${counted(without, "payment")} without a rate left out`}`;
}
