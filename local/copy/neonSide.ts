// Neon as one end of a copy.
import { asc, getTableColumns, sql } from "drizzle-orm";
import { connect } from "../../worker/store/neon/connection.ts";
import { fence, fenced, takeWriter } from "../../worker/store/neon/fence.ts";
import { rowsOf } from "../../worker/store/neon/sql.ts";
import type { Side } from "./side.ts";
import { belongs, listOf, picked, replaced } from "./sql.ts";

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
      const columns = getTableColumns(table.neon);
      const lists = table.key.map((name) => {
        const cells = sql.param(rows.map((row) => row[name]));
        return sql`${cells}::${sql.raw(columns[name]?.getSQLType() ?? "text")}[]`;
      });
      const given = sql`select * from unnest(${sql.join(lists, sql`, `)})`;
      const key = listOf(picked(columns, table.key));
      return db.select().from(table.neon).where(sql`${key} in (${given})`);
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
  };
}
