// The frauds of half a year, as European payment rules ask for them: by type, source and outcome. See docs/statistics.md.
import { DAY_MS } from "../duration.ts";
import { FRAUD_TYPES } from "../payment/fraudType.ts";
import type { FraudGroup, FraudKind, Span } from "../store/reports.ts";
import type { Store } from "../store/store.ts";
import { dateAfter, dayAt, dayOf } from "../zone.ts";

export interface Half extends Span {
  /** `2026-H2`. */
  name: string;
  /** The first and the last day. */
  first: string;
  last: string;
}

/** Which way a payment came; `archive`: it has left the store, and its day's sums do not say. */
export type GroupSource = FraudGroup["source"] | "archive";
/** `archive`: a known fraud that has left the store, of whichever kind. */
export type GroupKind = FraudKind | "archive";

export interface HalfGroup extends Omit<FraudGroup, "source" | "kind"> {
  source: GroupSource;
  kind: GroupKind | null;
}

export interface HalfYear {
  half: Half;
  groups: HalfGroup[];
  /** Days of which only sums are here. */
  archived: { first: string; last: string }[];
  /** The first day with a payment; null before the first. */
  begins: string | null;
}

export const KINDS: readonly FraudKind[] = [...FRAUD_TYPES, "unknown", "label"];

/** Payments of so many days are counted in one question: a month of a busy shop is a million. */
const AT_ONCE_MS = 31 * DAY_MS;

/** Null for a text that names no half of a year. */
export function halfOf(zone: string, name: string): Half | null {
  const [, year, half] = /^([1-9]\d{3})-H([12])$/.exec(name) ?? [];
  if (year === undefined) return null;
  const first = `${year}-${half === "1" ? "01" : "07"}-01`;
  const next = half === "1" ? `${year}-07-01` : `${Number(year) + 1}-01-01`;
  const [from, to] = [dayOf(zone, first)?.from, dayOf(zone, next)?.from];
  return from === undefined || to === undefined ? null : { name, from, to, first, last: dateAfter(next, -1) };
}

/** The name of the half that holds a moment. */
export function halfAt(zone: string, epochMs: number): string {
  const { date } = dayAt(zone, epochMs);
  return `${date.slice(0, 4)}-H${Number(date.slice(5, 7)) <= 6 ? 1 : 2}`;
}

/** Spans within `whole` that begin one after the other, and those between them. */
export function dividedBy(whole: Span, spans: readonly Span[]): { within: Span[]; between: Span[] } {
  const within: Span[] = [];
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    const clipped = { from: Math.max(from, whole.from, within.at(-1)?.to ?? whole.from), to: Math.min(to, whole.to) };
    const last = within.at(-1);
    if (clipped.from >= clipped.to) continue;
    if (last !== undefined && last.to === clipped.from) last.to = clipped.to;
    else within.push(clipped);
  }
  const ends = [whole.from, ...within.flatMap(({ from, to }) => [from, to]), whole.to];
  const between = ends.flatMap((from, at) => (at % 2 === 0 ? [{ from, to: ends[at + 1] ?? whole.to }] : []));
  return { within, between: between.filter(({ from, to }) => from < to) };
}

type Stores = Pick<Store, "archivedWithin" | "beginning" | "fraudGroups" | "outcomeSums">;

export async function halfYear(store: Stores, zone: string, half: Half): Promise<HalfYear> {
  const [days, beginning] = await Promise.all([store.archivedWithin(half.from, half.to), store.beginning()]);
  // Payments of a settled day may leave at any moment. What the quarters sum up stays.
  const settled = days.filter(({ settledAt }) => settledAt !== null);
  const { within, between } = dividedBy(
    half,
    settled.map(({ paidFrom, paidTo }) => ({ from: paidFrom, to: paidTo })),
  );
  const groups: HalfGroup[] = [];
  for (const { from, to } of between) {
    for (let at = from; at < to; at += AT_ONCE_MS) {
      groups.push(...(await store.fraudGroups(at, Math.min(to, at + AT_ONCE_MS))));
    }
  }
  for (const { from, to } of within) {
    for (const { outcome, truth, payments, amountCents } of await store.outcomeSums(from, to)) {
      groups.push({ source: "archive", outcome, kind: truth === "fraud" ? "archive" : null, payments, amountCents });
    }
  }
  return {
    ...{ half, groups },
    archived: within.map(({ from, to }) => ({ first: dayAt(zone, from).date, last: dayAt(zone, to - 1).date })),
    begins: beginning === null ? null : dayAt(zone, beginning.paidAt).date,
  };
}
