// Payments of one tenth of a degree are one point of the map. Pure.
import type { MappedView } from "../../../../worker/wire/map.ts";
import { centsOf } from "../../shared/money.ts";
import type { Place } from "./projection.ts";

export interface Cell {
  /** For programs: 406 -759. */
  key: string;
  place: Place;
  /** Newest first, as they came. */
  payments: MappedView[];
  declined: number;
  /** Hundredths of CURRENCY, of all its payments whose amount is known in it. */
  amountCents: number;
}

/** The dearest first, so that the small ones are drawn over the large ones. */
export function cellsOf(payments: readonly MappedView[]): Cell[] {
  const cells = new Map<string, Cell>();
  for (const payment of payments) {
    const { lat, long } = payment.place;
    const key = `${Math.round(lat * 10)} ${Math.round(long * 10)}`;
    const cell = cells.get(key) ?? { key, place: { lat, long }, payments: [], declined: 0, amountCents: 0 };
    cells.set(key, cell);
    cell.payments.push(payment);
    cell.declined += payment.outcome === "decline" ? 1 : 0;
    cell.amountCents += centsOf(payment.amount);
  }
  return [...cells.values()].sort((a, b) => b.amountCents - a.amountCents);
}

/** Pixels, where there is room: on a wide map with few places. */
const LEAST_RADIUS = 5;
const MOST_RADIUS = 17;
const FEW_PLACES = 60;
const WIDE = 700;

/** Pixels. The area of a point grows with its money; the dearest of all is as large as points may be. */
export function radiiOf(cells: readonly Cell[], width: number): number[] {
  const most = Math.max(1, ...cells.map(({ amountCents }) => amountCents));
  const crowded = Math.sqrt(Math.min(1, FEW_PLACES / Math.max(1, cells.length)));
  const room = Math.max(0.55, Math.min(1, width / WIDE) * crowded);
  return cells.map(
    ({ amountCents }) =>
      room * (LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * Math.sqrt(Math.max(0, amountCents) / most)),
  );
}
