// Runs statements on the deployed D1: reads which migrations it has, and applies those that it lacks. The list of
// applied migrations is wrangler's own (`d1_migrations`), so `wrangler d1 migrations` goes on working beside this.
import { z } from "zod";
import { Mendable } from "../../errorSentence.ts";
import { type Call, type Reply, resultOf } from "./api.ts";

export interface Migration {
  /** The file's name. */
  name: string;
  sql: string;
}

export const LIST = "d1_migrations";
const CREATE_LIST = `create table if not exists ${LIST}(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

const answers = z.array(z.object({ results: z.array(z.record(z.string(), z.unknown())).default([]) }));
const named = z.array(z.object({ name: z.string() }));

/** Several statements run all or none. */
export function query(call: Call, databaseId: string, sql: string, params: readonly string[] = []): Promise<Reply> {
  return call("POST", `/d1/database/${databaseId}/query`, params.length === 0 ? { sql } : { sql, params });
}

export function rowsOf(reply: Reply, what: string): Record<string, unknown>[] {
  return answers.parse(resultOf(reply, what)).at(-1)?.results ?? [];
}

export async function tablesIn(call: Call, databaseId: string): Promise<string[]> {
  const reply = await query(call, databaseId, "select name from sqlite_master where type = 'table'");
  return named.parse(rowsOf(reply, "reading the database")).map(({ name }) => name);
}

export async function appliedIn(call: Call, databaseId: string, tables: readonly string[]): Promise<string[]> {
  if (!tables.includes(LIST)) return [];
  const reply = await query(call, databaseId, `select name from ${LIST} order by id`);
  return named.parse(rowsOf(reply, "reading the list of migrations")).map(({ name }) => name);
}

/** The table of payments has this name in both stores. */
export async function hasPaymentsIn(call: Call, databaseId: string, tables: readonly string[]): Promise<boolean> {
  if (!tables.includes("payments")) return false;
  return rowsOf(await query(call, databaseId, "select 1 from payments limit 1"), "looking for payments").length > 0;
}

/** A file and its line in the list go together: they are both there, or neither. */
export async function migrate(call: Call, databaseId: string, migrations: readonly Migration[]): Promise<void> {
  rowsOf(await query(call, databaseId, CREATE_LIST), "making the list of migrations");
  for (const { name, sql } of migrations) {
    const reply = await query(call, databaseId, `${sql}\n;\nINSERT INTO ${LIST} (name) values ('${name}');`);
    if (reply.ok) continue;
    // The answer to an attempt that worked may have been lost, and the attempt repeated.
    if ((await appliedIn(call, databaseId, [LIST])).includes(name)) continue;
    throw new Mendable(`the migration ${name} did not work, and nothing of it was kept: ${reply.message}`);
  }
}
