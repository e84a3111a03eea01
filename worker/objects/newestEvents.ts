// The newest events, kept in the object's own SQLite. A board that comes back gets what it missed without a query to the
// store. This is a cache: the store has everything, and gaps are filled from there.

import type { PaymentFrame } from "../wire/views.ts";

/** Events kept, at least; a board that missed more reloads its table. */
export const RING_SIZE = 2_000;
/** Events in one row: a row may have 2 MB. */
const CHUNK = 250;

export interface Ring {
  /** Newest sequence number kept; 0 while there is none. */
  newest(): number;
  /** Adds newer frames, given oldest first, and drops the oldest that are kept. */
  append(frames: readonly PaymentFrame[]): void;
  /** Frames after `since`, oldest first; null when they are not all here. */
  after(since: number): string[] | null;
  /** Forgets everything, and goes on after `seq`. */
  restart(seq: number): void;
}

export function openRing(sql: SqlStorage): Ring {
  // Older versions kept one row per event, which cost as much as everything else a board does: drop that table.
  sql.exec("drop table if exists events");
  sql.exec("create table if not exists chunks (newest integer primary key, frames text not null)");
  let newest = numberOf(sql.exec("select max(newest) as value from chunks").one().value);
  return {
    newest: () => newest,
    append(frames) {
      for (let at = 0; at < frames.length; at += CHUNK) {
        const chunk = frames.slice(at, at + CHUNK);
        const last = chunk.at(-1)?.seq ?? newest;
        sql.exec("insert into chunks (newest, frames) values (?, ?)", last, pack(chunk));
        newest = last;
      }
      sql.exec("delete from chunks where newest <= ?", newest - RING_SIZE);
    },
    after(since) {
      if (since === newest && newest > 0) return [];
      if (since >= newest) return null;
      const rows = sql.exec("select frames from chunks where newest > ? order by newest", since).toArray();
      const frames = rows.flatMap((row) => unpack(String(row.frames)));
      const from = frames.findIndex(({ seq }) => seq > since);
      return frames[from]?.seq === since + 1 ? frames.slice(from).map(({ json }) => json) : null;
    },
    restart(seq) {
      sql.exec("delete from chunks");
      newest = seq;
    },
  };
}

/** One line for each frame, because this JSON has no line breaks of its own. */
function pack(frames: readonly PaymentFrame[]): string {
  return frames.map(({ seq, json }) => `${seq} ${json}`).join("\n");
}

function unpack(text: string): PaymentFrame[] {
  return text.split("\n").map((line) => {
    const space = line.indexOf(" ");
    return { seq: Number(line.slice(0, space)), json: line.slice(space + 1) };
  });
}

function numberOf(value: SqlStorageValue | undefined): number {
  return typeof value === "number" ? value : 0;
}
