// The world's last few dates as lines of JSON, for people who want charts and histories that do not begin empty.

import { objectJson } from "./body.ts";
import type { FeedRow } from "./row.ts";
import type { World } from "./world/world.ts";

const ROWS_PER_PIECE = 500;

export interface Past {
  /** The first date, as days before today's. */
  days: number;
  /** The last date, as days before today's. */
  until: number;
  /** The first cards of the world. */
  cards: number;
}

/** All payments of these dates and cards, oldest first. Today's are those until now. */
export function* pastRows(world: World, now: number, { days, until, cards }: Past): Generator<FeedRow> {
  const today = world.zone.dayOf(now);
  for (let day = today - days; day <= today - until; day++) {
    for (const row of world.day(day, cards)) {
      if (row.paidAt <= now) yield row;
    }
  }
}

export function* pastLines(rows: Iterable<FeedRow>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${objectJson(row)}\n`);
    if (lines.length === ROWS_PER_PIECE) {
      yield lines.join("");
      lines = [];
    }
  }
  if (lines.length > 0) yield lines.join("");
}
