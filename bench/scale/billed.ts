// What D1 bills: the rows written for one payment, in its table and in each index.

import path from "node:path";
import type { D1Database, D1PreparedStatement } from "@cloudflare/workers-types";
import { drizzle } from "drizzle-orm/d1";
import { migrate } from "drizzle-orm/d1/migrator";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { owedFor } from "../../worker/alert/oweAlerts.ts";
import { admit } from "../../worker/payment/admit.ts";
import { readRows } from "../../worker/payment/readRows.ts";
import type { Arrival } from "../../worker/pipeline/arrival.ts";
import { decideGroup } from "../../worker/pipeline/decideGroup.ts";
import { readHistories } from "../../worker/pipeline/readHistories.ts";
import { recordEntries } from "../../worker/pipeline/recordEntries.ts";
import { d1Dialect } from "../../worker/store/d1/dialect.ts";
import { storeOf } from "../../worker/store/sql/store.ts";
import { shippedDetector } from "../detector.ts";
import type { Measurement } from "../measure.ts";
import type { PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { CARD_KEY, SETTINGS } from "../vigieSettings.ts";

/** Enough for indexes and histories to have their usual size. */
const BEFORE = 20_000;
const COUNTED = 2_000;
const SIZES = [1, 100];

export async function billed({ progress }: PartContext): Promise<Measurement[]> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ modules: true, script: "export default {}", d1Databases: { DB: "billed" } }),
  );
  const database: D1Database = await miniflare.getD1Database("DB");
  const migrationsFolder = path.resolve(import.meta.dirname, "../../migrations/d1");
  await migrate(drizzle(database), { migrationsFolder });
  let billedRows = 0;
  // The store, with a count of what each batch reports as its cost.
  const dialect = d1Dialect({
    prepare: (query: string) => database.prepare(query),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await database.batch(statements);
      for (const { meta } of results) billedRows += meta.rows_written;
      return results;
    },
  } as D1Database);
  const store = storeOf(dialect);
  const detector = await shippedDetector();
  const source = rowSource({ cards: 2_000, days: 20 });
  const writer = await store.takeWriter();
  let position = 0;
  const take = async (count: number) => {
    const body = readRows(`[${source.next(count).join(",")}]`, count);
    if (!body.ok) throw new Error(body.problem);
    const seenAt = Date.now();
    const arrivals = body.rows.map((row): Arrival => {
      return { admission: admit(row, { cardKey: CARD_KEY, nowMs: seenAt }), source: "push", seenAt };
    });
    const cards = arrivals.flatMap(({ admission }) => (admission.ok ? (admission.payment?.cardId ?? []) : []));
    const histories = await readHistories((await store.known([], cards)).histories, store);
    const around = { merchants: null, usualCents: null };
    const decided = { models: { champion: detector, challenger: null }, now: Date.now };
    const { entries } = await decideGroup(arrivals, { payments: new Map(), histories, around }, SETTINGS, decided);
    const mark = { journal: "bench", from: position === 0 ? null : position, to: position + 1 };
    position += 1;
    const { stored } = await recordEntries(
      entries,
      mark,
      writer,
      { oldestMs: 0, origin: null },
      {
        store,
        owe: (payments, nowMs) => owedFor(payments, SETTINGS, store, nowMs),
        now: Date.now,
      },
    );
    writer.lastSeq += stored.length;
  };
  progress(`D1's bill: storing ${BEFORE.toLocaleString("en")} payments`);
  for (let at = 0; at < BEFORE; at += 100) await take(100);
  const rows: number[] = [];
  for (const size of SIZES) {
    progress(`D1's bill: ${size} a commit`);
    const before = billedRows;
    for (let at = 0; at < COUNTED; at += size) await take(size);
    rows.push((billedRows - before) / COUNTED);
  }
  await miniflare.dispose();
  return SIZES.map((size, at): Measurement => {
    const what = `rows that D1 writes (and bills) for a payment, ${size} a commit`;
    return { what, unit: "rows", values: [rows[at] ?? Number.NaN], target: null };
  });
}
