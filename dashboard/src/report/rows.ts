// A report's lists as the rows of its tables. Pure.
import type { DailyReport } from "../../../worker/wire/report.ts";
import { category, count, roundMoney } from "../shared/format.ts";

export interface BarRow {
  key: string;
  name: string;
  /** Lengths as shares of the longest bar, 0 to 1: of all payments, and of the flagged ones. */
  all: number;
  flagged: number;
  cells: { payments: string; flagged: string; amount: string };
}

export function barsByHour({ byHour }: DailyReport): BarRow[] {
  return bars(
    byHour.map((hour) => ({
      ...hour,
      key: hour.start,
      // The clocks show one hour twice. Its two rows name their distance from UTC.
      name: hour.doubled ? `${hour.hour} (UTC${hour.start.slice(-6)})` : hour.hour,
    })),
  );
}

export function barsByCategory({ byCategory }: DailyReport): BarRow[] {
  return bars(byCategory.map((each) => ({ ...each, key: each.category, name: category(each.category) })));
}

export function barsByReason({ topReasons }: DailyReport): BarRow[] {
  const longest = Math.max(0, ...topReasons.map(({ share }) => share));
  return topReasons.map(({ code, words, flagged, amount, share }) => ({
    key: code,
    name: words,
    all: longest === 0 ? 0 : share / longest,
    flagged: 0,
    cells: { payments: "", flagged: count(flagged), amount: roundMoney(amount) },
  }));
}

interface Counted {
  key: string;
  name: string;
  payments: number;
  declines: number;
  reviews: number;
  amount: string;
}

function bars(rows: readonly Counted[]): BarRow[] {
  const longest = Math.max(1, ...rows.map(({ payments }) => payments));
  return rows.map(({ key, name, payments, declines, reviews, amount }) => ({
    key,
    name,
    all: payments / longest,
    flagged: (declines + reviews) / longest,
    cells: {
      payments: count(payments),
      flagged: declines + reviews === 0 ? "" : count(declines + reviews),
      amount: roundMoney(amount),
    },
  }));
}

export function cardRows({ topCards }: DailyReport) {
  return topCards.map(({ card, flagged, declines, amount }) => ({
    ...card,
    declines: count(declines),
    reviews: count(flagged - declines),
    amount: roundMoney(amount),
  }));
}
