// The tables of a PostgreSQL, on this machine or elsewhere: whether this version can use them, and bringing them up to date.
import path from "node:path";
import { sql } from "drizzle-orm";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { DATABASE_URL_RULE, isDatabaseUrl } from "../worker/config/forms.ts";
import { appliedMigrations } from "../worker/store/neon/appliedMigrations.ts";
import { connect, type Database } from "../worker/store/neon/connection.ts";
import { neonDialect } from "../worker/store/neon/dialect.ts";
import { refusalWords } from "../worker/store/newerDatabase.ts";
import { Mendable } from "./errorSentence.ts";
import { messageOf } from "./terminal.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../migrations/neon");

/** Throws with a message that holds only the host of the address: the rest of it is secret. */
export async function migrateDatabase(databaseUrl: string, migrationsFolder = MIGRATIONS): Promise<void> {
  if (!isDatabaseUrl(databaseUrl)) throw new Mendable(`DATABASE_URL ${DATABASE_URL_RULE}`);
  const { db } = connect(databaseUrl);
  const { host } = new URL(databaseUrl);
  try {
    const newer = await neonDialect(databaseUrl).newerMigration();
    if (newer !== null) throw new Mendable(`the database at ${host} ${refusalWords(newer)}`);
    await db.batch([
      db.execute(sql`create schema if not exists drizzle`),
      db.execute(
        sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
      ),
    ]);
    for (const migration of await missingMigrations(db, migrationsFolder)) await apply(db, migration);
  } catch (error) {
    if (error instanceof Mendable) throw error;
    const why = databaseReasonOf(error);
    throw new Mendable(`the tables of the database at ${host} could not be brought up to date: ${why}`, {
      cause: error,
    });
  }
}

/**
 * A migration and its line in the list are one transaction, so that one that is ended in the middle can be run again. drizzle's own
 * migrator for this driver sends one statement after the other; the list is the one that it keeps.
 */
async function apply(db: Database, { sql: statements, hash, folderMillis }: MigrationMeta): Promise<void> {
  await db.batch([
    db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`),
    ...statements.map((statement) => db.execute(sql.raw(statement))),
  ]);
}

async function missingMigrations(db: Database, migrationsFolder: string): Promise<MigrationMeta[]> {
  const newestAt = Math.max(0, ...(await appliedMigrations(db)).map(({ madeAt }) => madeAt ?? 0));
  return readMigrationFiles({ migrationsFolder }).filter(({ folderMillis }) => folderMillis > newestAt);
}

/** True where the tables lack a migration of this version. */
export async function databaseIsBehind(databaseUrl: string): Promise<boolean> {
  return (await missingMigrations(connect(databaseUrl).db, MIGRATIONS)).length > 0;
}

export async function databaseHasPayments(databaseUrl: string): Promise<boolean> {
  const { db } = connect(databaseUrl);
  const { rows: found } = await db.execute<{ there: boolean }>(
    sql`select to_regclass('payments') is not null as there`,
  );
  if (found[0]?.there !== true) return false;
  return (await db.execute(sql`select 1 from payments limit 1`)).rows.length > 0;
}

/** Why this version cannot use the database, in words that hold only the host of its address; null when it can. */
export async function databaseProblem(databaseUrl: string, act: "start" | "deploy" = "start"): Promise<string | null> {
  if (!isDatabaseUrl(databaseUrl)) return `DATABASE_URL ${DATABASE_URL_RULE}`;
  const { host } = new URL(databaseUrl);
  try {
    const newer = await neonDialect(databaseUrl).newerMigration();
    return newer === null ? null : `the database at ${host} ${refusalWords(newer, act)}`;
  } catch (error) {
    return `the database at ${host} could not be asked: ${databaseReasonOf(error)}`;
  }
}

/** drizzle's own message is the statement, with all rows in it. */
export function databaseReasonOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}
