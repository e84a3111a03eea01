// D1: each database is a SQLite file, the one that Miniflare opens for the Worker.
import { createHash, createHmac, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Hono } from "hono";
import type { Account } from "./account.ts";
import { answer, refuse } from "./answers.ts";

const UNIQUE_KEY = "miniflare-D1DatabaseObject";

export function databaseRoutes(account: Account, dir: string): Hono {
  const app = new Hono();
  const uuidOf = (idOrName: string) =>
    account.databases.has(idOrName) ? idOrName : [...account.databases].find(([, name]) => name === idOrName)?.[0];

  app.get("/", (context) => {
    const wanted = context.req.query("name");
    const all = [...account.databases].map(([uuid, name]) => ({ uuid, name }));
    const result = all.filter(({ name }) => wanted === undefined || name.includes(wanted));
    return answer(context, result, {
      result_info: { page: 1, per_page: 1000, count: result.length, total_count: result.length },
    });
  });
  app.post("/", async (context) => {
    const { name } = await context.req.json<{ name?: string }>();
    if (!name) return refuse(context, 400, 7400, "name is required");
    if (uuidOf(name) !== undefined) return refuse(context, 400, 7502, `database with name '${name}' already exists`);
    const uuid = randomUUID();
    account.databases.set(uuid, name);
    return answer(context, { uuid, name });
  });
  app.get("/:id", (context) => {
    const uuid = uuidOf(context.req.param("id"));
    if (uuid === undefined) return refuse(context, 404, 7404, "The database could not be found");
    return answer(context, { uuid, name: account.databases.get(uuid) });
  });
  app.delete("/:id", (context) => {
    const uuid = uuidOf(context.req.param("id"));
    if (uuid === undefined) return refuse(context, 404, 7404, "The database could not be found");
    account.databases.delete(uuid);
    return answer(context, null);
  });
  app.post("/:id/query", async (context) => {
    const uuid = uuidOf(context.req.param("id"));
    if (uuid === undefined) return refuse(context, 404, 7404, "The database could not be found");
    const { sql, params } = await context.req.json<{ sql: string; params?: string[] }>();
    try {
      const results = queryFile(fileOf(dir, uuid), sql, params ?? []);
      return answer(context, [{ success: true, results, meta: { duration: 0 } }]);
    } catch (error) {
      return refuse(context, 400, 7500, `${error instanceof Error ? error.message : error}: SQLITE_ERROR`);
    }
  });
  return app;
}

/** All statements or none, as the platform runs those of one query. */
export function queryFile(file: string, sql: string, params: readonly string[]): unknown[] {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    // A test's database need not survive the machine.
    database.exec("pragma synchronous = off");
    if (params.length > 0 || /^\s*(select|insert|update|delete)\b[^;]*;?\s*$/i.test(sql))
      return database.prepare(sql).all(...params);
    database.exec("begin immediate");
    try {
      database.exec(sql);
      database.exec("commit");
    } catch (error) {
      database.exec("rollback");
      throw error;
    }
    return [];
  } finally {
    database.close();
  }
}

/** Where Miniflare keeps the database of this id. */
export function fileOf(dir: string, uuid: string): string {
  const folder = path.join(dir, "d1", UNIQUE_KEY);
  mkdirSync(folder, { recursive: true });
  const key = createHash("sha256").update(UNIQUE_KEY).digest();
  const nameMac = createHmac("sha256", key).update(uuid).digest().subarray(0, 16);
  const mac = createHmac("sha256", key).update(nameMac).digest().subarray(0, 16);
  return path.join(folder, `${Buffer.concat([nameMac, mac]).toString("hex")}.sqlite`);
}
