// D1 as one end of a copy.
import { asc, getTableColumns, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { fence, fenced, takeWriter } from "../../worker/store/d1/fence.ts";
import { payments } from "../../worker/store/d1/schema.ts";
import { rowsOf } from "../../worker/store/d1/sql.ts";
import type { OpenD1 } from "../d1.ts";
import type { Side } from "./side.ts";
import { belongs, isPaidBehind, listOf, picked, replaced } from "./sql.ts";
import type { Row, Table } from "./tables.ts";

export function d1Side({ database, close }: OpenD1, place: string): Side {
  const db = drizzle(database);
  return {
    kind: "d1",
    place,
    close,
    takeWriter: () => takeWriter(db),

    page(table, part, after, limit) {
      const columns = getTableColumns(table.d1);
      const order = picked(columns, table.order).map((column) => asc(column));
      const where = belongs(columns, table, table.last?.d1, part, after);
      return db
        .select()
        .from(table.d1)
        .where(where)
        .orderBy(...order)
        .limit(limit);
    },

    async find(table, rows) {
      return db.select().from(table.d1).where(isAmong(table, rows));
    },

    async paidBehind(after, to, limit) {
      const { paidAt, id } = payments;
      const where = isPaidBehind(payments, after, to);
      return db.select().from(payments).where(where).orderBy(asc(paidAt), asc(id)).limit(limit);
    },

    put(epoch, table, rows) {
      const columns = getTableColumns(table.d1);
      const target = picked(columns, table.key);
      const insert = db
        .insert(table.d1)
        .select(rowsOf(table.d1, rows))
        .onConflictDoUpdate({ target, set: replaced(columns, table) });
      return fenced(db.batch([fence(db, epoch, null), insert]));
    },

    drop(epoch, table, rows) {
      return fenced(db.batch([fence(db, epoch, null), db.delete(table.d1).where(isAmong(table, rows))]));
    },
  };
}

/** By their keys. */
function isAmong(table: Table, rows: readonly Row[]): SQL {
  const key = listOf(picked(getTableColumns(table.d1), table.key));
  const keys = JSON.stringify(rows.map((row) => table.key.map((name) => row[name])));
  const cells = table.key.map((_name, place) => sql.raw(`value ->> ${place}`));
  return sql`${key} in (select ${sql.join(cells, sql`, `)} from json_each(${keys}))`;
}
