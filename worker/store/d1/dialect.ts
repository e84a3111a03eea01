// What D1 does differently from PostgreSQL.
import type { D1Database } from "@cloudflare/workers-types";
import { type Column, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import journal from "../../../migrations/d1/meta/_journal.json" with { type: "json" };
import { type AppliedMigration, newerMigration } from "../newerDatabase.ts";
import type { Dialect } from "../sql/dialect.ts";
import { messagesOf } from "../trouble.ts";
import * as tables from "./schema.ts";

export function d1Dialect(database: D1Database): Dialect {
  const db = drizzle(database);
  return {
    kind: "d1",
    db,
    // D1 runs one batch at a time, so every batch is a snapshot.
    snapshot: db,
    tables,
    rows,
    isAmong: (column, values) => sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
    each: (list, name) => sql`json_each(${list}) as ${sql.identifier(name)}`,
    // Not by LIKE: D1 refuses patterns of more than 50 bytes.
    holds: (text, part) => sql`instr(${text}, ${part}) > 0`,

    lockedRow: sql``,
    oneAtATime: () => [],
    limits: () => [],
    isFenced: (error) => /NOT NULL constraint failed: writer\.epoch/.test(messagesOf(error)),
    // D1 takes 2 MB per parameter: a rendered mail is 10 kB, the history of a busy card 3.4 kB, a payment with long names 3 kB.
    rowsAStatement: { payments: 500, histories: 250, rejects: 500, messages: 50 },

    all: (statement) => db.all(statement),
    async changed(statement) {
      const { meta } = await db.run(statement);
      return meta.changes;
    },
    estimatedPayments: async () => null,
    async newerMigration() {
      // wrangler's list where it is deployed, and drizzle's on one's own machine.
      const [named, made] = ["d1_migrations", "__drizzle_migrations"];
      const there = await db.all<{ name: string }>(
        sql`select name from sqlite_master where type = 'table' and name in (${named}, ${made})`,
      );
      const has = (list: string | undefined) => there.some(({ name }) => name === list);
      const applied = await Promise.all([
        has(named) ? db.all<AppliedMigration>(sql`select name, null as "madeAt" from d1_migrations`) : [],
        has(made)
          ? db.all<AppliedMigration>(sql`select null as name, created_at as "madeAt" from __drizzle_migrations`)
          : [],
      ]);
      return newerMigration(applied.flat(), journal);
    },
    async bytes() {
      // Every answer of D1 says how large the database is.
      const { meta } = await db.run(sql`select 1`);
      return meta.size_after;
    },
  };
}

/**
 * D1 takes 100 parameters per statement, so rows travel as one JSON parameter: a list of lists. Column names in each
 * row, or nested lists (reasons, features) that are not yet text, would take SQLite twice as long.
 */
function rows(columns: Record<string, Column>, given: readonly object[]): SQL {
  const lists = given.map((row) => Object.keys(columns).map((key) => cellOf(Reflect.get(row, key))));
  // `->>` gives each value its own SQL type.
  const values = Object.values(columns).map(
    ({ name }, place) => sql`cells ->> ${sql.raw(String(place))} as ${sql.identifier(name)}`,
  );
  // Materialized, since otherwise each cell would render its whole row again. Without the `where`, SQLite would read a
  // following `on conflict` as part of a join.
  return sql`with given (cells) as materialized (select value from json_each(${JSON.stringify(lists)})) select ${sql.join(values, sql`, `)} from given where true`;
}

function cellOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
