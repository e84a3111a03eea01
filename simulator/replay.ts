// Serves the rows of a file in order. Each reader gets the file from its beginning, at a number of rows per minute.
import { DAY_MS, MINUTE_MS, WEEK_MS } from "../worker/duration.ts";
import { createReaders } from "./readers.ts";
import type { FeedRow } from "./row.ts";
import { type Answer, MOST_ROWS_PER_ANSWER, type Source } from "./source.ts";
import type { Zone } from "./world/zone.ts";

interface Reader {
  beganAt: number;
  /** Where the news of the last delivered answer began, and where they ended. */
  newsFrom: number;
  newsTo: number;
  endTold: boolean;
}

/**
 * Moves all rows by the same number of whole weeks, so that hours and weekdays stay true and the last row lies before
 * `now`.
 */
export function movedToNow(rows: readonly FeedRow[], zone: Zone, now: number): FeedRow[] {
  const last = rows.at(-1)?.paidAt ?? 0;
  const moved = (wallMs: number, weeks: number) => {
    const shifted = wallMs + weeks * WEEK_MS;
    return zone.epochOf(Math.floor(shifted / DAY_MS), shifted - Math.floor(shifted / DAY_MS) * DAY_MS);
  };
  let weeks = Math.floor((now - last) / WEEK_MS) + 1;
  while (moved(last, weeks) > now) weeks -= 1;
  return rows.map((row) => ({ ...row, paidAt: moved(row.paidAt, weeks) }));
}

export function createReplay(
  rows: readonly FeedRow[],
  rowsPerMinute: number | "max",
  log: (line: string) => void,
): Source {
  const readers = createReaders<Reader>();

  function dueBy(reader: Reader, now: number): number {
    if (rowsPerMinute === "max") return rows.length;
    return Math.min(rows.length, 1 + Math.floor(((now - reader.beganAt) / MINUTE_MS) * rowsPerMinute));
  }

  return {
    kind: "replay",
    answer(caller, now): Answer {
      const reader = readers.get(caller) ?? { beganAt: now, newsFrom: 0, newsTo: 0, endTold: false };
      readers.remember(caller, reader);
      // At a rate, an answer repeats the new rows of the answer before, as the stream does and for the same reason. At
      // `max` only speed matters: nothing is repeated unless it did not arrive.
      const repeat = rowsPerMinute === "max" ? 0 : Math.min(reader.newsTo - reader.newsFrom, MOST_ROWS_PER_ANSWER / 2);
      const newsTo = Math.min(dueBy(reader, now), reader.newsTo + MOST_ROWS_PER_ANSWER - repeat);
      const { newsTo: newsFrom } = reader;
      return {
        rows: rows.slice(newsFrom - repeat, newsTo),
        delivered() {
          reader.newsFrom = newsFrom;
          reader.newsTo = newsTo;
          if (newsTo < rows.length || reader.endTold) return;
          reader.endTold = true;
          log(`replay: all ${rows.length} rows have been served; answers are empty from here on`);
        },
      };
    },
  };
}
