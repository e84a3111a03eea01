// The world's last few dates as lines of JSON, for people who want charts and histories that do not begin empty.

import { objectJson } from "./body.ts";
import type { FeedRow } from "./row.ts";
import type { World } from "./world/world.ts";

const ROWS_PER_PIECE = 500;

/** All payments of the first `cardCount` cards from `days` dates before today's until now, oldest first. */
export function* pastRows(world: World, now: number, days: number, cardCount: number): Generator<FeedRow> {
  const today = world.zone.dayOf(now);
  for (let day = today - days; day <= today; day++) {
    for (const row of world.day(day, cardCount)) {
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
