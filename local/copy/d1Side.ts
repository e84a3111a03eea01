// D1 as one end of a copy.
import { asc, getTableColumns, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { fence, fenced, takeWriter } from "../../worker/store/d1/fence.ts";
import { rowsOf } from "../../worker/store/d1/sql.ts";
import type { OpenD1 } from "../d1.ts";
import type { Side } from "./side.ts";
import { belongs, listOf, picked, replaced } from "./sql.ts";

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
      const key = listOf(picked(getTableColumns(table.d1), table.key));
      const keys = JSON.stringify(rows.map((row) => table.key.map((name) => row[name])));
      const cells = table.key.map((_name, place) => sql.raw(`value ->> ${place}`));
      const given = sql`select ${sql.join(cells, sql`, `)} from json_each(${keys})`;
      return db.select().from(table.d1).where(sql`${key} in (${given})`);
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
  };
}
