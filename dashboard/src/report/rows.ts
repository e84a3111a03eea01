// A report's lists as the rows of its tables. Pure.

import type { DailyReport } from "../../../worker/wire/report.ts";
import { category, count } from "../shared/format.ts";
import { roundMoney } from "../shared/money.ts";
import { hrefOf } from "../shared/route.ts";
import { EVERYTHING, type View } from "../shared/view.ts";

export interface BarRow {
  key: string;
  name: string;
  /** Lengths as shares of the longest bar, 0 to 1: of all payments, and of the flagged ones. */
  all: number;
  flagged: number;
  cells: { payments: string; flagged: string; amount: string };
  /** The board's list of these payments; null where there is none. */
  href: string | null;
}

export function barsByHour({ byHour, to, currency }: DailyReport): BarRow[] {
  return bars(
    byHour.map((hour, at) => ({
      ...hour,
      key: hour.start,
      // With their offset, since the clocks may show the same hour twice.
      href: listHref({ paid: `${shortTime(hour.start)}..${shortTime(byHour[at + 1]?.start ?? to)}` }),
      // The clocks show one hour twice. Its two rows name their distance from UTC.
      name: hour.doubled ? `${hour.hour} (UTC${hour.start.slice(-6)})` : hour.hour,
    })),
    currency,
  );
}

/** `zone`: the zone of the board's days, which may be another one than when the report was closed. */
export function barsByCategory({ byCategory, ...day }: DailyReport, zone: string | null = null): BarRow[] {
  const paid = day.zone === zone ? day.date : `${shortTime(day.from)}..${shortTime(day.to)}`;
  return bars(
    byCategory.map((each) => ({
      ...each,
      key: each.category,
      name: category(each.category),
      href: listHref({ paid, category: each.category }),
    })),
    day.currency,
  );
}

/** The board's list with these filters. */
export function listHref(filters: Partial<View>): string {
  return `/${hrefOf({ opened: null, view: { ...EVERYTHING, ...filters } })}`;
}

/** Without seconds, where there are none. */
function shortTime(iso: string): string {
  return iso.replace(/:00\.000(?=Z|[+-])/, "").replace("+00:00", "Z");
}

export function barsByReason({ topReasons, currency }: DailyReport): BarRow[] {
  const longest = Math.max(0, ...topReasons.map(({ share }) => share));
  return topReasons.map(({ code, words, flagged, amount, share }) => ({
    key: code,
    name: words,
    all: longest === 0 ? 0 : share / longest,
    flagged: 0,
    cells: { payments: "", flagged: count(flagged), amount: roundMoney(amount, currency) },
    href: null,
  }));
}

interface Counted {
  key: string;
  name: string;
  href: string;
  payments: number;
  declines: number;
  reviews: number;
  amount: string;
}

function bars(rows: readonly Counted[], currency: string): BarRow[] {
  const longest = Math.max(1, ...rows.map(({ payments }) => payments));
  return rows.map(({ key, name, href, payments, declines, reviews, amount }) => ({
    key,
    name,
    // An hour in which nothing was paid leads nowhere.
    href: payments === 0 ? null : href,
    all: payments / longest,
    flagged: (declines + reviews) / longest,
    cells: {
      payments: count(payments),
      flagged: declines + reviews === 0 ? "" : count(declines + reviews),
      amount: roundMoney(amount, currency),
    },
  }));
}

export function cardRows({ topCards, currency }: DailyReport) {
  return topCards.map(({ card, flagged, declines, amount }) => ({
    ...card,
    declines: count(declines),
    reviews: count(flagged - declines),
    amount: roundMoney(amount, currency),
  }));
}
