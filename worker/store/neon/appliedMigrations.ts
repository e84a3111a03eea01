// The migrations that a PostgreSQL has, as drizzle's migrator lists them.
import { sql } from "drizzle-orm";
import type { AppliedMigration } from "../newerDatabase.ts";
import type { Database } from "./connection.ts";

export async function appliedMigrations(db: Database): Promise<AppliedMigration[]> {
  const { rows: found } = await db.execute<{ there: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await db.execute<{ name: null; madeAt: number }>(
    sql`select null as name, created_at as "madeAt" from drizzle.__drizzle_migrations`,
  );
  return rows;
}
