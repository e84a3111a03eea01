// The D1 store. D1 has no transactions but `batch`, takes 100 parameters a statement and stores NaN as NULL: so rows
// travel as one JSON parameter a table, and a batch is all or nothing.
import { and, desc, eq, getTableColumns, gt, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { minuteTotals } from "../minutes.ts";
import { type Commit, type PaymentFilter, type Store, Superseded } from "../store.ts";
import { alerts, histories, minutes, payments, rejects, writer } from "./schema.ts";

const { features: _features, ...storedColumns } = getTableColumns(payments);

export function d1Store(database: D1Database): Store {
  const db = drizzle(database);
  return {
    kind: "d1",

    async takeWriter() {
      const [taken, newest] = await db.batch([
        db
          .insert(writer)
          .values({ id: 1, epoch: 1 })
          .onConflictDoUpdate({ target: writer.id, set: { epoch: sql`${writer.epoch} + 1` } })
          .returning(),
        db.select({ seq: payments.seq }).from(payments).orderBy(desc(payments.seq)).limit(1),
      ]);
      const epoch = taken[0]?.epoch;
      if (epoch === undefined) throw new Error("the writer row did not come back");
      return { epoch, lastSeq: newest[0]?.seq ?? 0 };
    },

    async known(ids, cardIds) {
      const [found, remembered] = await db.batch([
        db.select(storedColumns).from(payments).where(inJson(payments.id, ids)),
        db.select().from(histories).where(inJson(histories.cardId, cardIds)),
      ]);
      return {
        payments: new Map(found.map((row) => [row.id, row])),
        histories: new Map(remembered.map((row) => [row.cardId, row.history])),
      };
    },

    async paymentsOf(cardId) {
      const { paidAt, amountCents, category } = payments;
      return db
        .select({ paidAt, amountCents, category })
        .from(payments)
        .where(and(eq(payments.cardId, cardId), eq(payments.feed, "stream")))
        .orderBy(paidAt);
    },

    async commit(epoch, commit) {
      try {
        await db.batch(writes(db, epoch, commit));
      } catch (error) {
        if (/NOT NULL constraint failed: writer\.epoch/.test(messages(error))) throw new Superseded();
        throw error;
      }
    },

    async payments(filter, limit, after) {
      const older =
        after === null
          ? undefined
          : or(lt(payments.paidAt, after.paidAt), and(eq(payments.paidAt, after.paidAt), lt(payments.id, after.id)));
      return db
        .select(storedColumns)
        .from(payments)
        .where(and(matching(filter), older))
        .orderBy(desc(payments.paidAt), desc(payments.id))
        .limit(limit);
    },

    async payment(id) {
      const [row] = await db.select().from(payments).where(eq(payments.id, id));
      return row ?? null;
    },

    async changes(sinceSeq, limit) {
      return db
        .select(storedColumns)
        .from(payments)
        .where(gt(payments.seq, sinceSeq))
        .orderBy(payments.seq)
        .limit(limit);
    },

    async alertsOf(paymentId) {
      return db.select().from(alerts).where(eq(alerts.paymentId, paymentId)).orderBy(alerts.createdAt);
    },

    async rejects(limit) {
      return db.select().from(rejects).orderBy(desc(rejects.lastSeenAt)).limit(limit);
    },

    async totals(from, to, spanMs) {
      // Spans are counted from `from`, so that they align with the day of any time zone. D1 binds numbers as floats: the
      // cast makes it a whole division.
      const start = sql<number>`${from} + cast((${minutes.minute} - ${from}) / ${spanMs} as integer) * ${spanMs}`;
      const sum = (column: SQLiteColumn) => sql<number>`sum(${column})`;
      return db
        .select({
          start,
          payments: sum(minutes.payments),
          amountCents: sum(minutes.amountCents),
          reviews: sum(minutes.reviews),
          declines: sum(minutes.declines),
          flaggedCents: sum(minutes.flaggedCents),
          labelledFrauds: sum(minutes.labelledFrauds),
          labelledFraudsFlagged: sum(minutes.labelledFraudsFlagged),
        })
        .from(minutes)
        .where(and(gte(minutes.minute, from), lt(minutes.minute, to)))
        .groupBy(sql`1`)
        .orderBy(sql`1`);
    },

    async backlog(since) {
      const [newest, pending, rejected] = await db.batch([
        db
          .select({ seq: payments.seq, storedAt: payments.storedAt })
          .from(payments)
          .orderBy(desc(payments.seq))
          .limit(1),
        db.select({ count: sql<number>`count(*)` }).from(alerts).where(sql`state = 'pending'`),
        db.select({ count: sql<number>`count(*)` }).from(rejects).where(gte(rejects.lastSeenAt, since)),
      ]);
      return {
        alertsPending: pending[0]?.count ?? 0,
        rejects: rejected[0]?.count ?? 0,
        lastStoredAt: newest[0]?.storedAt ?? null,
        lastSeq: newest[0]?.seq ?? 0,
      };
    },
  };
}

/** The statements of one batch. The first is the fence: it breaks the batch unless `epoch` is the writer's. */
function writes(db: DrizzleD1Database, epoch: number, commit: Commit) {
  const current = sql`(select case when epoch = ${epoch} then epoch end from writer where id = 1)`;
  const fence = db
    .insert(writer)
    .values({ id: 1, epoch: current })
    .onConflictDoUpdate({ target: writer.id, set: { epoch: sql`excluded.epoch` } });
  const statements: BatchItem<"sqlite">[] = [];
  if (commit.payments.length > 0) {
    const totals = minuteTotals(commit.payments).map(({ start, ...rest }) => ({ minute: start, ...rest }));
    statements.push(
      db.insert(payments).select(rowsOf(payments, commit.payments)),
      db
        .insert(minutes)
        .select(rowsOf(minutes, totals))
        .onConflictDoUpdate({ target: minutes.minute, set: added(minutes) }),
    );
  }
  if (commit.histories.size > 0) {
    const rows = Array.from(commit.histories, ([cardId, history]) => ({ cardId, history }));
    statements.push(
      db
        .insert(histories)
        .select(rowsOf(histories, rows))
        .onConflictDoUpdate({ target: histories.cardId, set: { history: sql`excluded.history` } }),
    );
  }
  if (commit.rejects.length > 0) {
    const rows = commit.rejects.map(({ seenAt, ...row }) => ({
      ...row,
      firstSeenAt: seenAt,
      lastSeenAt: seenAt,
      times: 1,
    }));
    statements.push(
      db
        .insert(rejects)
        .select(rowsOf(rejects, rows))
        .onConflictDoUpdate({
          target: rejects.id,
          set: { times: sql`${rejects.times} + 1`, lastSeenAt: sql`excluded.last_seen_at` },
        }),
    );
  }
  if (commit.alerts.length > 0) {
    const rows = commit.alerts.map((alert) => ({ ...alert, state: "pending" }));
    statements.push(db.insert(alerts).select(rowsOf(alerts, rows)));
  }
  return [fence, ...statements] as const;
}

/**
 * Any number of rows in one parameter: lists, in the order of the table's columns. Names in each row, and lists within
 * it (reasons, features) that are not yet text, would cost SQLite twice the time.
 */
function rowsOf(table: SQLiteTable, rows: readonly object[]): SQL {
  const columns = Object.keys(getTableColumns(table));
  const lists = rows.map((row) => columns.map((key) => cellOf(Reflect.get(row, key))));
  // `->>` gives each value its own SQL type.
  const values = columns.map((_key, place) => sql.raw(`cells ->> ${place}`));
  // Materialized: else each cell would render its whole row anew. Without the `where`, SQLite would read a following
  // `on conflict` as part of a join.
  return sql`with given (cells) as materialized (select value from json_each(${JSON.stringify(lists)})) select ${sql.join(values, sql`, `)} from given where true`;
}

function cellOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** `payments = payments + excluded.payments, …` for every column but the key. */
function added(table: typeof minutes): Record<string, SQL> {
  const { minute: _key, ...columns } = getTableColumns(table);
  return Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [key, sql`${column} + ${sql.raw(`excluded."${column.name}"`)}`]),
  );
}

function matching(filter: PaymentFilter): SQL | undefined {
  const { from, to, outcomes, q } = filter;
  const flaggedOnly = outcomes.length > 0 && !outcomes.includes("approve");
  return and(
    from === undefined ? undefined : gte(payments.paidAt, from),
    to === undefined ? undefined : lt(payments.paidAt, to),
    // Spelled as the partial index has it, so that it is used.
    flaggedOnly ? sql`outcome <> 'approve'` : undefined,
    outcomes.length > 0 ? inArray(payments.outcome, outcomes) : undefined,
    q === undefined ? undefined : containing(q),
  );
}

/** Not by LIKE: D1 refuses patterns of more than 50 bytes, which a card's id already is. */
function containing(q: string): SQL | undefined {
  const holds = (column: SQLiteColumn) => sql`instr(lower(${column}), lower(${q})) > 0`;
  return or(
    holds(payments.merchant),
    holds(payments.category),
    holds(payments.last4),
    eq(payments.id, q),
    eq(payments.cardId, q),
  );
}

function inJson(column: SQLiteColumn, values: string[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}

function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${messages(error.cause)}`;
}
