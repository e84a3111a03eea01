// The path of a Worker's D1 file, for changes that only SQL from outside the Worker can make.
import { readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

export async function d1FileIn(stateDir: string): Promise<string> {
  const names = await readdir(stateDir, { recursive: true });
  const files = names.filter((name) => name.endsWith(".sqlite") && !name.includes("metadata"));
  for (const name of files) {
    const file = path.join(stateDir, name);
    const database = new DatabaseSync(file, { readOnly: true });
    // Objects keep files beside it, with tables of their own.
    const found = database
      .prepare("select count(*) as n from sqlite_master where name in ('payments', 'writer')")
      .get();
    database.close();
    if (found?.n === 2) return file;
  }
  throw new Error("the Worker's database file was not found");
}

/** Deletes the oldest payments. Nobody may write meanwhile. */
export async function forgetAllBut(count: number, stateDir: string): Promise<void> {
  const database = new DatabaseSync(await d1FileIn(stateDir), { timeout: 5_000 });
  database.prepare("delete from payments where seq <= (select max(seq) from payments) - ?").run(count);
  database.close();
}
