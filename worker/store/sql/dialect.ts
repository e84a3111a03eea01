// What the two databases say differently. Everything else about the store is written once, in the other files of this
// folder.
import { type Column, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type * as schema from "../d1/schema.ts";
import type { Store } from "../store.ts";

export type Tables = typeof schema;
/** One part of a batch. */
export type Statement = BatchItem<"sqlite">;

/**
 * drizzle's builders and tables work alike for both databases but share no types, so D1's types stand for both.
 * schemas.test.ts makes sure that the tables are alike; the tests that run on both engines do so for the builders.
 */
export interface Builders {
  /** A batch is a transaction: all of it or nothing. */
  db: Pick<DrizzleD1Database, "select" | "selectDistinct" | "insert" | "update" | "delete" | "batch">;
  /** A batch through `snapshot` only reads, and all its statements see the same moment. */
  snapshot: Pick<DrizzleD1Database, "batch">;
  tables: Tables;
}

export interface Dialect extends Builders {
  kind: Store["kind"];

  /**
   * A select over the given rows, for selecting from or inserting. It has these columns, in their order, and a
   * condition may follow.
   */
  rows(columns: Record<string, Column>, rows: readonly object[]): SQL;
  isAmong(column: Column, values: readonly string[]): SQL;
  /** A table to join: the elements of a list, in a column `value` of a table called `name`. */
  each(list: Column, name: string): SQL;
  /** True when a text contains another, with the same case and accents. */
  holds(text: SQL, part: string): SQL;

  /** Ends a select whose row nobody else may change until the batch ends. */
  lockedRow: SQL;
  /** Statements for the beginning of a batch, of which only one with this name may run at a time. */
  oneAtATime(name: string): Statement[];
  /** Statements for the beginning of a commit. */
  limits(): Statement[];
  /** True for the error of a batch that tried to set the writer's epoch to null. */
  isFenced(error: unknown): boolean;
  /** Largest number of rows in one statement. */
  rowsAStatement: { payments: number; histories: number; rejects: number; messages: number };

  /** Runs a query for which there is no builder. */
  all<Row extends Record<string, unknown>>(statement: SQL): Promise<Row[]>;
  /** Runs one statement, and answers how many rows it changed. */
  changed(statement: SQL): Promise<number>;
  /** The number of payments when the database knows it without counting; otherwise null. */
  estimatedPayments(): Promise<number | null>;
  /** A migration in the database that this version does not have, in words; null when there is none. */
  newerMigration(): Promise<string | null>;
  /** Size of the whole database. */
  bytes(): Promise<number>;
}

/** A statement that inserts any number of rows if a condition holds. */
export function inserted({ db, rows }: Dialect, table: SQLiteTable, given: readonly object[], condition = sql``) {
  return db.insert(table).select(sql`${rows(getTableColumns(table), given)} ${condition}`);
}

/** Runs all of these statements or none. */
export async function together({ db }: Dialect, [first, ...others]: Statement[]): Promise<void> {
  if (first !== undefined) await db.batch([first, ...others]);
}
