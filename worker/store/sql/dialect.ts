// What the two databases say differently. Everything else about the store is written once, in the files beside this one.
import { type Column, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type * as schema from "../d1/schema.ts";
import type { Store } from "../store.ts";

export type Tables = typeof schema;
/** What a batch is made of. */
export type Statement = BatchItem<"sqlite">;

/**
 * drizzle's builders and tables are alike at run time and share no types: D1's stand for both. schemas.test.ts holds the
 * tables to that, and the tests that run on both engines hold the builders to it.
 */
export interface Builders {
  /** A batch is a transaction: all of it or nothing. */
  db: Pick<DrizzleD1Database, "select" | "selectDistinct" | "insert" | "update" | "delete" | "batch">;
  /** A batch through this one reads only, and all of it sees the same moment. */
  snapshot: Pick<DrizzleD1Database, "batch">;
  tables: Tables;
}

export interface Dialect extends Builders {
  kind: Store["kind"];

  /**
   * Something to select from, or to insert: any number of rows, by the names of these columns and in their order. A
   * condition may follow.
   */
  rows(columns: Record<string, Column>, rows: readonly object[]): SQL;
  isAmong(column: Column, values: readonly string[]): SQL;
  /** Something to join: the elements of a list, each as `value` of what it is called. */
  each(list: Column, name: string): SQL;
  /** Does a text hold another, as it is spelled? */
  holds(text: SQL, part: string): SQL;

  /** Ends a select whose row nobody else may change until the batch ends. */
  lockedRow: SQL;
  /** Statements at the beginning of a batch of which only one may run at a time. */
  oneAtATime(name: string): Statement[];
  /** Statements at the beginning of a commit. */
  limits(): Statement[];
  /** Is this what a batch fails with that has put null into the writer's epoch? */
  isFenced(error: unknown): boolean;
  /** Rows that one statement takes at most. */
  rowsAStatement: { histories: number; messages: number };

  /** Asks what has no builder. */
  all<Row extends Record<string, unknown>>(statement: SQL): Promise<Row[]>;
  /** Runs one statement, and answers how many rows it changed. */
  changed(statement: SQL): Promise<number>;
  /** How many payments there are, where the database knows it without counting; else null. */
  estimatedPayments(): Promise<number | null>;
  /** Of the whole database. */
  bytes(): Promise<number>;
}

/** A statement that inserts any number of rows, where a condition holds. */
export function inserted({ db, rows }: Dialect, table: SQLiteTable, given: readonly object[], condition = sql``) {
  return db.insert(table).select(sql`${rows(getTableColumns(table), given)} ${condition}`);
}

/** All of these statements, or none. */
export async function together({ db }: Dialect, [first, ...others]: Statement[]): Promise<void> {
  if (first !== undefined) await db.batch([first, ...others]);
}
