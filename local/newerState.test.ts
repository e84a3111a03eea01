// A state on this machine that a newer version has migrated: this version refuses it, in words, before it changes anything.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { d1Dialect } from "../worker/store/d1/dialect.ts";
import { openLocalD1 } from "./d1.ts";
import { Mendable } from "./errorSentence.ts";

test("D1 in STATE_DIR with the tables of a newer version is not opened, by npm start or by a copy", async () => {
  const stateDir = await mkdtemp(path.join(tmpdir(), "vigie-newer-"));
  const first = await openLocalD1(stateDir);
  expect(await d1Dialect(first.database).newerMigration()).toBeNull();
  await first.database
    .prepare("insert into __drizzle_migrations (hash, created_at) values ('x', ?)")
    .bind(Date.UTC(2099, 0, 1))
    .run();
  await first.close();
  const refused = await openLocalD1(stateDir).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(Mendable);
  expect(String(refused)).toContain(
    `the database in ${stateDir} has tables of a newer Vigie (migration of 2099-01-01 00:00 UTC), and this older one refuses`,
  );
  await rm(stateDir, { recursive: true });
}, 60_000);
