// The tables of a PostgreSQL are brought up to date, and a deploy learns before it changes anything whether that is due.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { neon } from "@neondatabase/serverless";
import { expect, inject, onTestFinished, test } from "vitest";
import { databaseHasPayments, databaseIsBehind, databaseProblem, migrateDatabase } from "../../local/postgresTables.ts";

async function emptyDatabase(): Promise<string> {
  const server = inject("databaseServer");
  const name = `tables_${crypto.randomUUID()}`;
  await neon(`${server}/postgres`).query(`create database "${name}"`);
  return `${server}/${name}`;
}

/** This version's migrations and one more. */
function migrationsAnd(tag: string, text: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), "vigie-migrations-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  cpSync(path.resolve(import.meta.dirname, "../../migrations/neon"), dir, { recursive: true });
  const file = path.join(dir, "meta/_journal.json");
  const journal: { entries: object[] } = JSON.parse(readFileSync(file, "utf8"));
  const entry = { idx: journal.entries.length, version: "7", when: Date.UTC(2099, 0, 1), tag, breakpoints: true };
  writeFileSync(file, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }));
  writeFileSync(path.join(dir, `${tag}.sql`), text);
  return dir;
}

test("a database that lacks migrations is behind, and one that has them is not", async () => {
  const url = await emptyDatabase();
  expect([await databaseProblem(url), await databaseIsBehind(url)]).toEqual([null, true]);
  await migrateDatabase(url);
  expect([await databaseProblem(url), await databaseIsBehind(url)]).toEqual([null, false]);
});

test("a database has payments once one is in it, and none before its tables are there", async () => {
  const url = await emptyDatabase();
  expect(await databaseHasPayments(url)).toBe(false);
  await migrateDatabase(url);
  expect(await databaseHasPayments(url)).toBe(false);
  const sql = neon(url);
  const columns = await sql`select column_name as name, data_type as type from information_schema.columns
    where table_name = 'payments' and is_nullable = 'NO' and column_default is null`;
  const values = columns.map(({ type }) => (type === "text" ? "'x'" : type === "json" ? "'[]'" : "1"));
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  await sql.query(`insert into payments (${names}) values (${values.join(", ")})`);
  expect(await databaseHasPayments(url)).toBe(true);
});

test("a migration that fails in the middle leaves nothing of itself, and is run again once it is mended", async () => {
  const url = await emptyDatabase();
  const later = "create table later (id integer);\n--> statement-breakpoint\n";
  const broken = migrationsAnd("0099_later", `${later}nonsense;`);
  await expect(migrateDatabase(url, broken)).rejects.toThrow(/could not be brought up to date: .*nonsense/);
  expect(await neon(url)`select to_regclass('later') is null as "isGone"`).toEqual([{ isGone: true }]);
  expect(await databaseIsBehind(url)).toBe(false);
  await migrateDatabase(url, migrationsAnd("0099_later", `${later}create table last (id integer);`));
  expect(await neon(url)`select to_regclass('last') is null as "isGone"`).toEqual([{ isGone: false }]);
});

test("the tables of a newer version are a problem that is known before anything is changed", async () => {
  const url = await emptyDatabase();
  await migrateDatabase(url, migrationsAnd("0099_later", "create table later (id integer);"));
  const newer = /^the database at .* has tables of a newer Vigie \(migration of 2099-01-01 00:00 UTC\)/;
  expect(await databaseProblem(url)).toMatch(newer);
  await expect(migrateDatabase(url)).rejects.toThrow(/newer Vigie/);
});
