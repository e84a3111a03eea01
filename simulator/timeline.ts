// The world's payments as one endless row in order of time, made a date at a time.
import type { FeedRow } from "./row.ts";
import type { World } from "./world/world.ts";

export interface Position {
  day: number;
  /** Place in that date's rows; its length means "after the last". */
  index: number;
}

export interface Timeline {
  /** Before the first payment made after this moment. */
  positionAt(epochMs: number): Position;
  /** At most `most` payments from `from` on that were made up to `untilMs`, and the position after them. */
  forward(from: Position, untilMs: number, most: number): { rows: FeedRow[]; next: Position };
  /** The payments between two positions. */
  between(from: Position, to: Position): FeedRow[];
  /** `count` payments earlier. */
  back(from: Position, count: number): Position;
  /** Makes the date of this moment now rather than when it is asked for. */
  prepare(epochMs: number): void;
}

const DAYS_KEPT = 3;

export function isBefore(a: Position, b: Position): boolean {
  return a.day < b.day || (a.day === b.day && a.index < b.index);
}

/** How many rows were paid up to this moment. */
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
    // Moved to the end on each use: the first is then the one not used for longest.
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
      // A world without payments would send us back for ever: a few dates are far enough.
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
