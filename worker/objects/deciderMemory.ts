// The memory of a decider in the object's own SQLite. All of it is written synchronously: the platform holds back what the object
// says to anybody until its writes are safe. See docs/deciding.md.

import type { PaidThere } from "../features/merchantCards.ts";
import type { Refund } from "../payment/refund.ts";
import { MOST_REMEMBERED, REMEMBERED_MS } from "../pipeline/fillMemory.ts";
import { type DecidedPayment, type Entries, rowsOf } from "../pipeline/journalRows.ts";
import {
  type Filling,
  type Found,
  isFilled,
  type Memory,
  MOST_IN_PART,
  NOT_FILLED,
  type Remembered,
  type WaitingFacts,
} from "../pipeline/memory.ts";
import { cellIn } from "../storedCell.ts";

/** A call between objects may have 32 MB. */
const PART_LENGTH = 8_000_000;

const TABLES = [
  "create table if not exists histories (card_id text primary key, history text not null) without rowid",
  `create table if not exists decided (
    id text primary key, paid_at integer not null, seen_at integer not null, position integer not null, card_id text not null,
    merchant text not null, category text not null, amount_cents integer not null, label text, conclusion text not null
  ) without rowid`,
  "create index if not exists decided_paid_at on decided (paid_at)",
  `create table if not exists refunds (
    id text primary key, paid_at integer not null, position integer not null, refund text not null
  ) without rowid`,
  // The text comes last: whoever counts what waits does not read it.
  `create table if not exists journal (
    position integer primary key, payments integer not null, others integer not null, decided_at integer not null,
    bytes integer not null, entries text not null
  )`,
];

const DECIDED = "id, paid_at, seen_at, position, card_id, merchant, category, amount_cents, label, conclusion";
/** Rows as one JSON parameter, a list of lists: a statement for each row takes several times as long. */
const GIVEN = "from json_each(?)";
const GIVEN_DECIDED = `select ${DECIDED.split(", ").map((_, place) => `value ->> ${place}`)} ${GIVEN}`;
const KEEP_DECIDED = `insert or replace into decided (${DECIDED}) ${GIVEN_DECIDED}`;
const FILL_DECIDED = `insert or ignore into decided (${DECIDED}) ${GIVEN_DECIDED}`;
const KEEP_HISTORIES = `insert or replace into histories (card_id, history) select value ->> 0, value ->> 1 ${GIVEN}`;

export function openMemory(
  storage: Pick<DurableObjectStorage, "kv" | "sql" | "transactionSync">,
  newName: () => string,
): Memory {
  const { sql } = storage;
  for (const table of TABLES) sql.exec(table);
  const cell = cellIn(storage.kv);
  const stored = {
    journal: cell<{ name: string; isNew: boolean }>("journal"),
    recorded: cell<number>("recorded"),
    filling: cell<Filling>("filling"),
    keptFrom: cell<number>("keptFrom"),
  };
  /** The same as in the storage. */
  let name = stored.journal.get() ?? { name: newName(), isNew: true };
  let recorded = stored.recorded.get() ?? 0;
  let waiting = waitingIn(sql, recorded);
  let newest = Math.max(recorded, numberIn(sql.exec("select max(position) as value from journal")));
  let filling = stored.filling.get() ?? NOT_FILLED;
  let keptFrom = stored.keptFrom.get() ?? Number.NEGATIVE_INFINITY;

  return {
    find(ids, cardIds): Found {
      const payments = new Map<string, Remembered>();
      const histories = new Map<string, string>();
      const decided = `select ${DECIDED} from decided where id in (select value ${GIVEN})`;
      for (const row of sql.exec<Row>(decided, JSON.stringify(ids))) payments.set(String(row.id), remembered(row));
      const known = `select card_id, history from histories where card_id in (select value ${GIVEN})`;
      for (const row of sql.exec(known, JSON.stringify(cardIds)))
        histories.set(String(row.card_id), String(row.history));
      const refunds = new Map<string, Refund>();
      const taken = `select id, refund from refunds where id in (select value ${GIVEN})`;
      for (const row of sql.exec(taken, JSON.stringify(ids)))
        refunds.set(String(row.id), JSON.parse(String(row.refund)));
      return { payments, refunds, histories };
    },

    keep(entries, decidedAt) {
      const rows = rowsOf(entries);
      // Positions follow from the time. A decider whose storage was put back to an earlier time would otherwise give them out
      // again, and take the mark of what it decided before for that of what it decides now.
      const before = Math.max(newest, decidedAt);
      storage.transactionSync(() => {
        if (name.isNew && newest === 0) stored.journal.put(name);
        let position = before;
        for (const { text, entries } of rows) {
          position += 1;
          const { payments, rejects, labels, histories, refunds = [] } = entries;
          const insert =
            "insert into journal (position, payments, others, decided_at, bytes, entries) values (?, ?, ?, ?, ?, ?)";
          const others = rejects.length + labels.length + refunds.length;
          sql.exec(insert, position, payments.length, others, decidedAt, text.length, text);
          const decided = payments.map((payment) => cellsOf(payment, position));
          if (decided.length > 0) sql.exec(KEEP_DECIDED, JSON.stringify(decided));
          for (const refund of refunds) {
            const insert = "insert or replace into refunds (id, paid_at, position, refund) values (?, ?, ?, ?)";
            sql.exec(insert, refund.id, refund.paidAt, position, JSON.stringify(refund));
          }
          for (const { paymentId, label } of labels)
            sql.exec("update decided set label = ? where id = ?", label, paymentId);
          if (histories.length > 0) sql.exec(KEEP_HISTORIES, JSON.stringify(histories));
        }
      });
      newest = before + rows.length;
      waiting = {
        payments: waiting.payments + entries.payments.length,
        since: waiting.since ?? decidedAt,
        lastPaymentAt: entries.payments.length > 0 ? decidedAt : waiting.lastPaymentAt,
        bytes: waiting.bytes + rows.reduce((sum, { text }) => sum + text.length, 0),
      };
    },

    filling: () => filling,
    keptFrom: () => keptFrom,
    waiting: () => waiting,

    waitingPayment(id) {
      const [row] = sql.exec("select position from decided where id = ? and position > ?", id, recorded).toArray();
      if (row === undefined) return null;
      const [written] = sql.exec("select entries from journal where position = ?", row.position ?? 0).toArray();
      const entries: Entries | null = written === undefined ? null : JSON.parse(String(written.entries));
      const payment = entries?.payments.find((each): each is DecidedPayment => each.id === id) ?? null;
      const [{ label = null } = {}] = sql.exec("select label from decided where id = ?", id).toArray();
      return payment === null ? null : { ...payment, label: labelIn(label) };
    },

    waitingRefund(id) {
      const [row] = sql.exec("select refund from refunds where id = ? and position > ?", id, recorded).toArray();
      return row === undefined ? null : JSON.parse(String(row.refund));
    },

    newestPaid(limit): PaidThere[] {
      const query = "select paid_at, seen_at, merchant, card_id from decided order by paid_at desc limit ?";
      const rows = sql.exec(query, limit).toArray();
      return rows.reverse().map((row) => ({
        paidAt: Number(row.paid_at),
        seenAt: Number(row.seen_at),
        merchant: String(row.merchant),
        cardId: String(row.card_id),
      }));
    },

    journal: () => ({ ...name, after: recorded, upTo: newest }),

    hasRow(position) {
      const query = "select 1 from journal where position = ? and position > ?";
      return sql.exec(query, position, recorded).toArray().length > 0;
    },

    nextPart(most = MOST_IN_PART) {
      // Asked after each part, and mostly in vain.
      if (waiting.since === null) return null;
      const rows: string[] = [];
      let [items, length, upTo] = [0, 0, recorded];
      const query =
        "select position, payments, others, bytes, entries from journal where position > ? order by position limit ?";
      for (const row of sql.exec(query, recorded, most)) {
        items += Number(row.payments) + Number(row.others);
        length += Number(row.bytes);
        if (rows.length > 0 && (items > most || length > PART_LENGTH)) break;
        rows.push(String(row.entries));
        upTo = Number(row.position);
      }
      return rows.length === 0 ? null : { journal: name.name, isNew: name.isNew, after: recorded, upTo, rows };
    },

    recorded(upTo) {
      // Only what goes is counted: when a million payments wait, reading all that stays would take longer than recording it.
      const gone = waitingIn(sql, recorded, upTo);
      storage.transactionSync(() => {
        sql.exec("delete from journal where position <= ?", upTo);
        stored.recorded.put(upTo);
        if (name.isNew) stored.journal.put({ ...name, isNew: false });
      });
      name = { ...name, isNew: false };
      recorded = upTo;
      newest = Math.max(newest, upTo);
      const [first] = sql.exec("select decided_at from journal order by position limit 1").toArray();
      const payments = waiting.payments - gone.payments;
      waiting = {
        payments,
        bytes: waiting.bytes - gone.bytes,
        since: first === undefined ? null : Number(first.decided_at),
        lastPaymentAt: payments === 0 ? null : waiting.lastPaymentAt,
      };
    },

    renameJournal(next) {
      name = { name: next, isNew: true };
      stored.journal.put(name);
    },

    correct(standing) {
      storage.transactionSync(() => {
        sql.exec(KEEP_DECIDED, JSON.stringify(standing.map((payment) => cellsOf(payment, recorded))));
      });
    },

    fill(read) {
      storage.transactionSync(() => {
        for (const [cardId, history] of read.histories) {
          sql.exec("insert or ignore into histories (card_id, history) values (?, ?)", cardId, history);
        }
        sql.exec(FILL_DECIDED, JSON.stringify(read.payments.map((payment) => cellsOf(payment, 0))));
        stored.filling.put(read.filling);
        stored.keptFrom.put(read.keptFrom);
      });
      filling = read.filling;
      keptFrom = read.keptFrom;
    },

    historiesAfter(cardId, limit) {
      const query = "select card_id, history from histories where card_id > ? order by card_id limit ?";
      const rows = sql.exec(query, cardId ?? "", limit).toArray();
      return rows.map((row) => [String(row.card_id), String(row.history)]);
    },

    exchangeHistory(cardId, before, after) {
      const update = "update histories set history = ? where card_id = ? and history = ?";
      return sql.exec(update, after, cardId, before).rowsWritten > 0;
    },

    forget() {
      storage.transactionSync(() => {
        sql.exec("delete from histories");
        sql.exec("delete from decided");
        sql.exec("delete from refunds");
        stored.filling.put(NOT_FILLED);
        stored.keptFrom.put(Number.NEGATIVE_INFINITY);
      });
      // Another object than before: a page that was asked for until now is not taken any more.
      filling = { ...NOT_FILLED };
      keptFrom = Number.NEGATIVE_INFINITY;
    },

    trim(nowMs) {
      const [beyond] = sql
        .exec("select paid_at from decided order by paid_at desc limit 1 offset ?", MOST_REMEMBERED)
        .toArray();
      const tooMany = beyond === undefined ? Number.NEGATIVE_INFINITY : Number(beyond.paid_at) + 1;
      const before = Math.max(nowMs - REMEMBERED_MS, tooMany);
      // What waits to be recorded is not in the store yet.
      sql.exec("delete from refunds where paid_at < ? and position <= ?", before, recorded);
      const { rowsWritten } = sql.exec("delete from decided where paid_at < ? and position <= ?", before, recorded);
      if (rowsWritten === 0 || !isFilled(filling)) return;
      keptFrom = Math.max(keptFrom, before);
      stored.keptFrom.put(keptFrom);
    },
  };
}

type Row = Record<string, SqlStorageValue>;

function remembered(row: Row): Remembered {
  return {
    ...JSON.parse(String(row.conclusion)),
    id: String(row.id),
    cardId: String(row.card_id),
    merchant: String(row.merchant),
    category: String(row.category),
    amountCents: Number(row.amount_cents),
    paidAt: Number(row.paid_at),
    seenAt: Number(row.seen_at),
    label: labelIn(row.label ?? null),
  };
}

function labelIn(value: SqlStorageValue): Remembered["label"] {
  return value === "fraud" || value === "legitimate" ? value : null;
}

/** In the order of DECIDED. */
function cellsOf(payment: Remembered, position: number): SqlStorageValue[] {
  const { id, paidAt, seenAt, cardId, merchant, category, amountCents, label } = payment;
  const { score, outcome, reasons, unfamiliar, model, policy = null, knownAs = null } = payment;
  // What was paid in its own money lies with the conclusion: most payments have none.
  const { currency = null, paidMinor = null } = payment;
  const own = currency === null ? {} : { currency, paidMinor };
  const read = knownAs === null ? {} : { knownAs };
  const conclusion = JSON.stringify({ score, outcome, reasons, unfamiliar, model, policy, ...own, ...read });
  return [id, paidAt, seenAt, position, cardId, merchant, category, amountCents, label, conclusion];
}

/** What stands in the journal behind one position, up to another. */
function waitingIn(sql: SqlStorage, after: number, upTo = Number.MAX_SAFE_INTEGER): WaitingFacts {
  const query = `select coalesce(sum(payments), 0) as payments, min(decided_at) as since, coalesce(sum(bytes), 0) as bytes,
    max(case when payments > 0 then decided_at end) as last from journal where position > ? and position <= ?`;
  const { payments, since, bytes, last } = sql.exec(query, after, upTo).one();
  const time = (value: SqlStorageValue | undefined) => (value == null ? null : Number(value));
  return { payments: Number(payments), since: time(since), bytes: Number(bytes), lastPaymentAt: time(last) };
}

function numberIn(cursor: SqlStorageCursor<Row>): number {
  return Number(cursor.one().value ?? 0);
}
