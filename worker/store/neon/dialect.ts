// What PostgreSQL does differently from D1.
import { NeonDbError } from "@neondatabase/serverless";
import { type Column, type SQL, sql } from "drizzle-orm";
import journal from "../../../migrations/neon/meta/_journal.json" with { type: "json" };
import { newerMigration } from "../newerDatabase.ts";
import type { Builders, Dialect, Statement } from "../sql/dialect.ts";
import { appliedMigrations } from "./appliedMigrations.ts";
import { connect } from "./connection.ts";
import * as tables from "./schema.ts";

const NOT_NULL_VIOLATION = "23502";
/** A little less than the driver waits, so that the database stops work that nobody waits for any more. */
const STATEMENT_MS = 8_000;
/** Larger tables are estimated, not counted. */
const MANY_ROWS = 1_000_000;

const UNLIMITED = Number.POSITIVE_INFINITY;

export function neonDialect(databaseUrl: string): Dialect {
  const { db, snapshot } = connect(databaseUrl);
  const statement = (text: SQL) => db.execute(text);
  // The only place where PostgreSQL's builders are passed off as D1's; see Builders.
  const alike = { db, snapshot, tables, statement } as unknown as Builders & { statement(text: SQL): Statement };
  return {
    kind: "neon",
    db: alike.db,
    snapshot: alike.snapshot,
    tables: alike.tables,
    rows,
    isAmong: (column, values) => sql`${column} = any(${sql.param(values)}::text[])`,
    each: (list, name) => sql`json_array_elements(${list}) as ${sql.identifier(name)} (value)`,
    holds: (text, part) => sql`strpos(${text}, ${part}) > 0`,

    // PostgreSQL runs many batches at a time, so the row must be locked.
    lockedRow: sql`for update`,
    oneAtATime: (name) => [alike.statement(sql`select pg_advisory_xact_lock(hashtext(${name}))`)],
    limits: () => [alike.statement(sql`select set_config('statement_timeout', ${String(STATEMENT_MS)}, true)`)],
    isFenced: (error) => error instanceof NeonDbError && error.code === NOT_NULL_VIOLATION && error.table === "writer",
    rowsAStatement: { payments: UNLIMITED, histories: UNLIMITED, rejects: UNLIMITED, messages: UNLIMITED },

    async all<Row extends Record<string, unknown>>(text: SQL) {
      return (await db.execute<Row>(text)).rows;
    },
    async changed(text) {
      const { rowCount } = await db.execute(text);
      return rowCount;
    },
    async estimatedPayments() {
      // The estimate of autovacuum; -1 before its first run. For many rows it is near enough, and counting would take
      // minutes.
      const { rows } = await db.execute<{ estimate: number }>(
        sql`select reltuples::bigint as estimate from pg_class where oid = 'payments'::regclass`,
      );
      const estimate = rows[0]?.estimate ?? -1;
      return estimate >= MANY_ROWS ? estimate : null;
    },
    newerMigration: async () => newerMigration(await appliedMigrations(db), journal),
    async bytes() {
      const { rows } = await db.execute<{ bytes: number }>(sql`select pg_database_size(current_database()) as bytes`);
      return rows[0]?.bytes ?? 0;
    },
  };
}

/** One parameter per column: an array of the column's type. */
function rows(columns: Record<string, Column>, given: readonly object[]): SQL {
  const lists = Object.entries(columns).map(([key, column]) => {
    const cells = given.map((row) => cellOf(Reflect.get(row, key)));
    return sql`${sql.param(cells)}::${sql.raw(column.getSQLType())}[]`;
  });
  const names = Object.values(columns).map(({ name }) => sql.identifier(name));
  return sql`select * from unnest(${sql.join(lists, sql`, `)}) as given (${sql.join(names, sql`, `)}) where true`;
}

/** The driver would take a list within a row for another dimension of the array. */
function cellOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value ?? null);
}
