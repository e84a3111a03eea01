// The migrations end where the schemas are. A schema change without its migration fails here, not in production.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  generateDrizzleJson,
  generateMigration,
  generateSQLiteDrizzleJson,
  generateSQLiteMigration,
} from "drizzle-kit/api";
import { expect, test } from "vitest";
import * as d1 from "./d1/schema.ts";
import * as neon from "./neon/schema.ts";

const AFTER = "run `npm run migrations`";

async function newestSnapshot(store: string) {
  const dir = path.resolve(import.meta.dirname, "../../migrations", store, "meta");
  const newest = (await readdir(dir)).filter((name) => name.endsWith("_snapshot.json")).sort();
  return JSON.parse(await readFile(path.join(dir, newest.at(-1) ?? ""), "utf8"));
}

test("D1's migrations make the tables of its schema", async () => {
  const schema = await generateSQLiteDrizzleJson(d1);
  expect(await generateSQLiteMigration(await newestSnapshot("d1"), schema), AFTER).toEqual([]);
});

test("Neon's migrations make the tables of its schema", async () => {
  const schema = generateDrizzleJson(neon);
  expect(await generateMigration(await newestSnapshot("neon"), schema), AFTER).toEqual([]);
});
