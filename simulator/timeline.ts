// The world's payments as one endless list in order of time, made one date at a time.
import type { FeedRow } from "./row.ts";
import type { World } from "./world/world.ts";

export interface Position {
  day: number;
  /** Index into that date's rows; their number means "after the last". */
  index: number;
}

export interface Timeline {
  /** The position before the first payment made after this moment. */
  positionAt(epochMs: number): Position;
  /** At most `most` payments made after `from` and up to `untilMs`, and the position after them. */
  forward(from: Position, untilMs: number, most: number): { rows: FeedRow[]; next: Position };
  /** The payments between two positions. */
  between(from: Position, to: Position): FeedRow[];
  /** The position `count` payments earlier. */
  back(from: Position, count: number): Position;
  /** Makes the date of this moment now, before it is asked for. */
  prepare(epochMs: number): void;
}

const DAYS_KEPT = 3;

export function isBefore(a: Position, b: Position): boolean {
  return a.day < b.day || (a.day === b.day && a.index < b.index);
}

/** Number of rows paid up to this moment. */
function countUntil(rows: readonly FeedRow[], epochMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && row.paidAt <= epochMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function createTimeline(world: Pick<World, "day" | "zone">): Timeline {
  const kept = new Map<number, FeedRow[]>();

  function rowsOf(day: number): FeedRow[] {
    const known = kept.get(day);
    const rows = known ?? world.day(day);
    // A used date moves to the end: the first one is then the one not used for longest.
    kept.delete(day);
    kept.set(day, rows);
    const [oldest] = kept.keys();
    if (kept.size > DAYS_KEPT && oldest !== undefined) kept.delete(oldest);
    return rows;
  }

  function positionAt(epochMs: number): Position {
    const day = world.zone.dayOf(epochMs);
    return { day, index: countUntil(rowsOf(day), epochMs) };
  }

  function collect(from: Position, to: Position, most: number) {
    const rows: FeedRow[] = [];
    let { day, index } = from;
    while (isBefore({ day, index }, to) && rows.length < most) {
      const all = rowsOf(day);
      const end = Math.min(day === to.day ? to.index : all.length, index + most - rows.length);
      rows.push(...all.slice(index, end));
      const ended = end >= all.length && day < to.day;
      [day, index] = ended ? [day + 1, 0] : [day, end];
    }
    return { rows, next: { day, index } };
  }

  return {
    positionAt,
    forward: (from, untilMs, most) => collect(from, positionAt(untilMs), most),
    between: (from, to) => collect(from, to, Number.POSITIVE_INFINITY).rows,
    back(from, count) {
      let { day, index } = from;
      let left = count;
      // In a world without payments this would search back for ever: a few dates are far enough.
      while (left > index && from.day - day < 7) {
        left -= index;
        day -= 1;
        index = rowsOf(day).length;
      }
      return { day, index: Math.max(0, index - left) };
    },
    prepare: (epochMs) => {
      rowsOf(world.zone.dayOf(epochMs));
    },
  };
}
