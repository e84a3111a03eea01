// The report of a day, made from what the store knows about it. Pure: the same facts give the same report.

import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import { formatAmount } from "../money.ts";
import { paidView } from "../payment/paid.ts";
import type { Incident } from "../store/incidents.ts";
import type { SpanFacts, Tally } from "../store/reports.ts";
import type { Report } from "../wire/report.ts";
import { isoTime } from "../wire/views.ts";
import { type Day, hoursOf, wallTime } from "../zone.ts";
import { reasonWords } from "./reasonWords.ts";
import { sumsOf } from "./sums.ts";

export interface Material {
  facts: SpanFacts;
  incidents: readonly Incident[];
  silenceMs: number;
}

/** `asOf`: epoch ms of the moment at which the material was true. */
export function reportOf(
  { zone, currency }: { zone: string; currency: string },
  day: Day,
  { facts, incidents, silenceMs }: Material,
  asOf: number,
): Report {
  const { tallies } = facts;
  // The time that is still to come is no silence.
  const known = { from: day.from, to: Math.max(day.from, Math.min(day.to, asOf)) };
  return {
    date: day.date,
    zone,
    currency,
    from: isoTime(day.from),
    to: isoTime(day.to),
    hours: (day.to - day.from) / HOUR_MS,
    asOf: isoTime(asOf),
    totals: sumsOf(tallies, currency),
    byHour: byHour(zone, day, tallies, currency),
    byCategory: grouped(tallies, ({ category }) => category, currency).map(([category, sums]) => ({
      category,
      ...sums,
    })),
    models: grouped(tallies, ({ model }) => model, currency).map(([model, sums]) => ({ model, ...sums })),
    largestFrauds: facts.largest.map((payment) => ({
      id: payment.id,
      paidAt: isoTime(payment.paidAt),
      time: wallTime(zone, payment.paidAt).slice(11, 16),
      ...paidView(payment, currency),
      merchant: payment.merchant,
      category: payment.category,
      card: { id: payment.cardId, last4: payment.last4 },
      score: payment.score,
      reason: payment.reasons[0]?.text ?? null,
    })),
    topCards: facts.cards.map(({ cardId, last4, flagged, declines, flaggedCents }) => ({
      card: { id: cardId, last4 },
      flagged,
      declines,
      amount: formatAmount(flaggedCents, currency),
    })),
    topReasons: topReasons(facts, currency),
    rejects: {
      rows: total(facts.rejects.map(({ rows }) => rows)),
      times: total(facts.rejects.map(({ times }) => times)),
      byCode: facts.rejects.map(({ code, rows }) => ({ code, rows })),
    },
    silences: silences(facts, known, silenceMs).map(({ from, to }) => ({ from: isoTime(from), to: isoTime(to) })),
    incidents: incidents.map(({ kind, startedAt, endedAt, detail }) => ({
      kind,
      from: isoTime(startedAt),
      to: endedAt === null ? null : isoTime(endedAt),
      detail,
    })),
  };
}

function byHour(zone: string, day: Day, tallies: readonly Tally[], currency: string): Report["byHour"] {
  return hoursOf(zone, day).map(({ from, to, doubled }) => {
    const start = wallTime(zone, from);
    const within = tallies.filter(({ quarter }) => quarter >= from && quarter < to);
    return { hour: start.slice(11, 16), start, minutes: (to - from) / MINUTE_MS, doubled, ...sumsOf(within, currency) };
  });
}

/** The group with the most payments first. */
function grouped(tallies: readonly Tally[], keyOf: (tally: Tally) => string, currency: string) {
  return [...Map.groupBy(tallies, keyOf)]
    .map(([key, group]) => [key, sumsOf(group, currency)] as const)
    .toSorted(([a, one], [b, other]) => other.payments - one.payments || (a < b ? -1 : 1));
}

function topReasons({ reasons }: SpanFacts, currency: string): Report["topReasons"] {
  const whole = total(reasons.map(({ weight }) => weight));
  return reasons.map(({ code, flagged, flaggedCents, weight }) => ({
    code,
    words: reasonWords(code),
    flagged,
    amount: formatAmount(flaggedCents, currency),
    share: whole === 0 ? 0 : weight / whole,
  }));
}

/** The silences that the store found between payments, and those before the first and after the last payment. */
function silences({ silences, paidBetween }: SpanFacts, known: { from: number; to: number }, silenceMs: number) {
  const longEnough = ({ from, to }: { from: number; to: number }) => to - from > silenceMs;
  if (paidBetween === null) return [known].filter(longEnough);
  // The minute in which something was paid is not part of the silence.
  const between = silences.map(({ from, to }) => ({ from: from + MINUTE_MS, to }));
  const before = { from: known.from, to: paidBetween.from };
  const after = { from: paidBetween.to + MINUTE_MS, to: known.to };
  return [before, ...between, after].filter(longEnough);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
