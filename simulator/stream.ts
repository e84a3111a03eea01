// The stream feed: each reader gets every payment made since its last answer. A reader that dies with an answer in its
// hands must lose nothing, but it cannot say "received" in this protocol. Each answer therefore begins with the new
// rows of the answer before, at least those of the last half minute. The reader must handle repeated rows; it knows
// them by their id.
import { createReaders } from "./readers.ts";
import type { Answer, Source } from "./source.ts";
import { MOST_ROWS_PER_ANSWER } from "./source.ts";
import type { Position, Timeline } from "./timeline.ts";
import { isBefore } from "./timeline.ts";

const FIRST_ANSWER_MS = 5 * 60_000;
const OVERLAP_MS = 30_000;
/**
 * Half of an answer is for new rows and half for repeated ones, so that each answer gets ahead, however busy the world
 * is.
 */
const MOST_NEW_ROWS = MOST_ROWS_PER_ANSWER / 2;

interface Reader {
  /** Where the news of the last delivered answer began, and where they ended. */
  newsFrom: Position;
  newsTo: Position;
  answeredAt: number;
}

export function createStream(timeline: Timeline): Source {
  const readers = createReaders<Reader>();

  function repeatsFrom(reader: Reader): Position {
    const halfMinute = timeline.positionAt(reader.answeredAt - OVERLAP_MS);
    const wanted = isBefore(halfMinute, reader.newsFrom) ? halfMinute : reader.newsFrom;
    const furthest = timeline.back(reader.newsTo, MOST_NEW_ROWS);
    return isBefore(wanted, furthest) ? furthest : wanted;
  }

  return {
    kind: "world",
    answer(caller, now): Answer {
      const reader = readers.get(caller);
      const newsFrom = reader?.newsTo ?? timeline.positionAt(now - FIRST_ANSWER_MS);
      const repeated = reader === undefined ? [] : timeline.between(repeatsFrom(reader), reader.newsTo);
      const news = timeline.forward(newsFrom, now, MOST_NEW_ROWS);
      return {
        rows: [...repeated, ...news.rows],
        delivered: () => readers.remember(caller, { newsFrom, newsTo: news.next, answeredAt: now }),
      };
    },
  };
}
