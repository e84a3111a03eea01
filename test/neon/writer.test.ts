// Two writers at once, which only a database that serves many has. In a file of its own: nothing else may take the writer.
import { env } from "cloudflare:workers";
import { neon } from "@neondatabase/serverless";
import { expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { Superseded } from "../../worker/store/store.ts";
import { scoredPayment } from "../rows.ts";
import { sql } from "../workerd/sql.ts";
import { storedIds } from "../workerd/worker.ts";

const store = openStore(env);

function commit(epoch: number, payment: ScoredPayment): Promise<void> {
  return store.commit(epoch, { payments: [payment] });
}

/** Runs a statement on a connection of its own, which keeps its locks for half a second. */
async function holding(statement: string): Promise<{ released: Promise<unknown> }> {
  const { store: settings } = configOf(env);
  if (settings.kind !== "neon") throw new Error("these tests are about Neon");
  const other = neon(settings.databaseUrl);
  const released = other.transaction([other.query(statement), other`select pg_sleep(0.5) as held`]);
  const isHeld = "select 1 from pg_stat_activity where query like '%as held' and wait_event = 'PgSleep'";
  while ((await sql(isHeld)).length === 0) await scheduler.wait(20);
  return { released };
}

test("a writer that is taken over while it commits is refused, even when both are at it at the same moment", async () => {
  const { epoch, lastSeq } = await store.takeWriter();
  const { released } = await holding("update writer set epoch = epoch + 1 where id = 1");
  const late = scoredPayment({ id: "late", seq: lastSeq + 1 });
  await expect(commit(epoch, late)).rejects.toThrow(Superseded);
  await released;
  expect(await storedIds()).not.toContain("late");
  expect((await store.takeWriter()).epoch).toBe(epoch + 2);
});

test("who becomes the writer hears of a commit that is still under way", async () => {
  const { epoch, lastSeq } = await store.takeWriter();
  await commit(epoch, scoredPayment({ id: "first", seq: lastSeq + 1 }));
  // A commit as the database sees it: the fence is passed, the payments change, and it is not at its end.
  const { released } = await holding(
    `with fence as (update writer set epoch = epoch) update payments set seq = ${lastSeq + 7} where id = 'first'`,
  );
  expect(await store.takeWriter()).toEqual({ epoch: epoch + 1, lastSeq: lastSeq + 7 });
  await released;
});
