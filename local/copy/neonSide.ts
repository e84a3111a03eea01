// Neon as one end of a copy.
import { asc, getTableColumns, type SQL, sql } from "drizzle-orm";
import { connect } from "../../worker/store/neon/connection.ts";
import { fence, fenced, takeWriter } from "../../worker/store/neon/fence.ts";
import { payments } from "../../worker/store/neon/schema.ts";
import { rowsOf } from "../../worker/store/neon/sql.ts";
import type { Side } from "./side.ts";
import { belongs, isPaidBehind, listOf, picked, replaced } from "./sql.ts";
import type { Row, Table } from "./tables.ts";

export function neonSide(databaseUrl: string, place: string, close: () => Promise<void>): Side {
  const { db } = connect(databaseUrl);
  return {
    kind: "neon",
    place,
    close,
    takeWriter: () => takeWriter(db),

    page(table, part, after, limit) {
      const columns = getTableColumns(table.neon);
      const order = picked(columns, table.order).map((column) => asc(column));
      const where = belongs(columns, table, table.last?.neon, part, after);
      return db
        .select()
        .from(table.neon)
        .where(where)
        .orderBy(...order)
        .limit(limit);
    },

    async find(table, rows) {
      return db.select().from(table.neon).where(isAmong(table, rows));
    },

    async paidBehind(after, to, limit) {
      const { paidAt, id } = payments;
      const where = isPaidBehind(payments, after, to);
      return db.select().from(payments).where(where).orderBy(asc(paidAt), asc(id)).limit(limit);
    },

    put(epoch, table, rows) {
      const columns = getTableColumns(table.neon);
      const target = picked(columns, table.key);
      const insert = db
        .insert(table.neon)
        .select(rowsOf(table.neon, rows))
        .onConflictDoUpdate({ target, set: replaced(columns, table) });
      return fenced(db.batch([fence(db, epoch, null), insert]));
    },

    drop(epoch, table, rows) {
      return fenced(db.batch([fence(db, epoch, null), db.delete(table.neon).where(isAmong(table, rows))]));
    },
  };
}

/** By their keys. */
function isAmong(table: Table, rows: readonly Row[]): SQL {
  const columns = getTableColumns(table.neon);
  const lists = table.key.map((name) => {
    const cells = sql.param(rows.map((row) => row[name]));
    return sql`${cells}::${sql.raw(columns[name]?.getSQLType() ?? "text")}[]`;
  });
  const key = listOf(picked(columns, table.key));
  return sql`${key} in (select * from unnest(${sql.join(lists, sql`, `)}))`;
}
