// A store as one end of a copy, in either database.
import { asc, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Dialect, inserted } from "../../worker/store/sql/dialect.ts";
import { fence, fenced, takeWriter } from "../../worker/store/sql/fence.ts";
import type { Side } from "./side.ts";
import { belongs, isPaidBehind, listOf, picked, replaced } from "./sql.ts";
import type { Row, Table } from "./tables.ts";

export function storeSide(dialect: Dialect, place: string, close: () => Promise<void>): Side {
  const { kind, db, tables, rows } = dialect;
  return {
    kind,
    place,
    close,
    takeWriter: () => takeWriter(dialect),

    page(table, part, after, limit) {
      const columns = getTableColumns(known(table));
      const order = picked(columns, table.order).map((column) => asc(column));
      return db
        .select()
        .from(known(table))
        .where(belongs(columns, table, part, after))
        .orderBy(...order)
        .limit(limit);
    },

    async find(table, given) {
      return db.select().from(known(table)).where(isAmong(table, given));
    },

    async paidBehind(after, to, limit) {
      const { payments } = tables;
      const where = isPaidBehind(payments, after, to);
      return db.select().from(payments).where(where).orderBy(asc(payments.paidAt), asc(payments.id)).limit(limit);
    },

    put(epoch, table, given) {
      const columns = getTableColumns(known(table));
      const all = inserted(dialect, known(table), given);
      const insert = table.isOnlyAdded
        ? all.onConflictDoNothing()
        : all.onConflictDoUpdate({ target: picked(columns, table.key), set: replaced(columns, table) });
      return fenced(dialect, db.batch([fence(dialect, epoch, null), insert]));
    },

    drop(epoch, table, given) {
      const gone = db.delete(known(table)).where(isAmong(table, given));
      return fenced(dialect, db.batch([fence(dialect, epoch, null), gone]));
    },
  };

  function known({ schemaKey }: Table): SQLiteTable {
    return tables[schemaKey];
  }

  /** True for rows with the keys of the given ones. */
  function isAmong(table: Table, given: readonly Row[]): SQL {
    const columns = Object.entries(getTableColumns(known(table)));
    const key = Object.fromEntries(columns.filter(([name]) => table.key.includes(name)));
    return sql`${listOf(Object.values(key))} in (${rows(key, given)})`;
  }
}
