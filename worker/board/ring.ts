// The newest events, kept in the object's own SQLite so that a board that comes back gets what it missed without a
// query to the store. A cache: the store has everything, and gaps are filled from there.

import type { PaymentFrame } from "./view.ts";

/** Events kept; a board that missed more reloads its table. */
export const RING_SIZE = 2_000;

export interface Ring {
  /** Newest sequence number kept; 0 while there is none. */
  newest(): number;
  /** Adds frames of consecutive sequence numbers and lets the oldest go. */
  append(frames: readonly PaymentFrame[]): void;
  /** Frames after `since`, oldest first; null when they are not all here. */
  after(since: number): string[] | null;
  /** Forgets everything, and goes on after `seq`. */
  restart(seq: number): void;
}

export function openRing(sql: SqlStorage): Ring {
  sql.exec("create table if not exists events (seq integer primary key, json text not null)");
  let newest = numberOf(sql.exec("select max(seq) as value from events").one().value);
  return {
    newest: () => newest,
    append(frames) {
      for (const { seq, json } of frames) {
        sql.exec("insert or replace into events (seq, json) values (?, ?)", seq, json);
        newest = Math.max(newest, seq);
      }
      sql.exec("delete from events where seq <= ?", newest - RING_SIZE);
    },
    after(since) {
      if (since === newest && newest > 0) return [];
      if (since >= newest) return null;
      const rows = sql.exec("select seq, json from events where seq > ? order by seq", since).toArray();
      return numberOf(rows[0]?.seq) === since + 1 ? rows.map(({ json }) => String(json)) : null;
    },
    restart(seq) {
      sql.exec("delete from events");
      newest = seq;
    },
  };
}

function numberOf(value: SqlStorageValue | undefined): number {
  return typeof value === "number" ? value : 0;
}
