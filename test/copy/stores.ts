// Both stores side by side, each on a real engine of its own, and what they hold as SQL sees it.
import { neon } from "@neondatabase/serverless";
import { inject } from "vitest";
import type { Side } from "../../local/copy/side.ts";
import { storeSide } from "../../local/copy/storeSide.ts";
import { TABLES } from "../../local/copy/tables.ts";
import { openLocalD1 } from "../../local/d1.ts";
import { openDatabase } from "../../local/database.ts";
import { d1Dialect } from "../../worker/store/d1/dialect.ts";
import { neonDialect } from "../../worker/store/neon/dialect.ts";
import { storeOf } from "../../worker/store/sql/store.ts";
import type { Store } from "../../worker/store/store.ts";
import type {} from "../neon/setup.ts";

export interface Place {
  side: Side;
  store: Store;
  sql(statement: string): Promise<Record<string, unknown>[]>;
}

/** Without a directory: in memory. */
export async function openD1(stateDir: string | null = null): Promise<Place> {
  const { database, close } = await openLocalD1(stateDir);
  const dialect = d1Dialect(database);
  return {
    side: storeSide(dialect, "D1 of the tests", close),
    store: storeOf(dialect),
    sql: async (statement) => (await database.prepare(statement).run<Record<string, unknown>>()).results,
  };
}

export async function openNeon(): Promise<Place & { url: string }> {
  const url = await openDatabase({ url: inject("databaseServer") }, `copy_${crypto.randomUUID()}`);
  const query = neon(url);
  const dialect = neonDialect(url);
  return {
    url,
    side: storeSide(dialect, "PostgreSQL of the tests", async () => undefined),
    store: storeOf(dialect),
    sql: (statement) => query.query(statement),
  };
}

/** Every row of every table, as the engine has it; but the epoch, which is each store's own. */
export async function contentsOf({ sql }: Place): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const { name } of TABLES) {
    const rows = await sql(`select * from ${name}`);
    contents[name] = rows.map(({ epoch: _epoch, ...row }) => JSON.stringify(row)).sort();
  }
  return contents;
}
