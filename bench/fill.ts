// Fills a store by SQL with many copies of the payments that it holds. No Vigie may run on it meanwhile.

import { readFile, stat } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { DAY_MS } from "../worker/duration.ts";
import { d1FileIn } from "./d1File.ts";
import { connectTo, type Place } from "./stores.ts";
import { copyDir } from "./worker.ts";

const PAYMENTS_A_CARD = 30;
const QUARTER_MS = 15 * 60_000;

/** What the two databases say differently. */
interface Sql {
  exec(text: string): Promise<void>;
  columnsOf(table: string): Promise<string[]>;
  /** An expression for 32 digits, like the feed's ids, so that inserts hit every index at random places. */
  randomId: string;
  /** An expression for a random whole number, 0 to `limit` − 1. */
  below(limit: number): string;
  /** A table to select from: rows of `number`, from 1 on. */
  numbers(count: number): string;
  close(): Promise<void>;
}

/** A copy of a place with `from` payments, filled up to `to` payments, with a history for each 30 of them. */
export async function filledCopy(place: Place, from: number, to: number): Promise<Place> {
  const copy = await copyOf(place);
  const sql = await open(copy);
  const cards = Math.round((to - from) / PAYMENTS_A_CARD);
  await sql.exec("create temp table seeds as select * from payments");
  await copySeeds(sql, Math.round((to - from) / from), {
    card_id: `'card' || ${sql.below(cards)}`,
    paid_at: `paid_at - ${sql.below(300 * DAY_MS)}`,
  });
  await sql.exec("create temp table known as select row_number() over () as place, history from histories");
  await sql.exec(`insert into histories (card_id, history)
    select 'card' || (number - 1), history
    from ${sql.numbers(cards)} join known on place = number % (select count(*) from known) + 1`);
  await sql.close();
  return copy;
}

/** Sums cards and merchants anew, as the migration does that made their tables. */
export async function sumSubjects(place: Place): Promise<void> {
  const migration = new URL(`../migrations/${place.store}/0016_subjects.sql`, import.meta.url);
  const statements = (await readFile(migration, "utf8")).split("--> statement-breakpoint");
  const sql = await open(place);
  for (const table of ["cards", "merchants"]) await sql.exec(`delete from ${table}`);
  for (const statement of statements) if (statement.includes("INSERT INTO")) await sql.exec(statement);
  await sql.close();
}

export interface LargeDay {
  /** Epoch ms of the day's first moment. */
  from: number;
  payments: number;
  /** Number of payments of the day and of the 90 days before it. */
  all: number;
}

/** Replaces the `seeds` payments of the store by a large day, many payments before it, and the sums of all of them. */
export async function fillDay(place: Place, seeds: number, day: LargeDay): Promise<void> {
  const sql = await open(place);
  await sql.exec("create temp table seeds as select * from payments");
  await sql.exec(`update payments set paid_at = ${day.from} - 1`);
  await copySeeds(sql, day.payments / seeds, { paid_at: `${day.from} + ${sql.below(DAY_MS)}` });
  await copySeeds(sql, (day.all - day.payments) / seeds - 1, {
    paid_at: `${day.from} - 1 - ${sql.below(90 * DAY_MS)}`,
  });
  await sql.exec("delete from quarters");
  await sql.exec(`insert into quarters (quarter, category, model, outcome, truth, payments, amount_cents)
    select paid_at / ${QUARTER_MS} * ${QUARTER_MS}, category, model, outcome, coalesce(verdict, label, 'unknown'),
      count(*), sum(amount_cents)
    from payments group by 1, 2, 3, 4, 5`);
  await sql.exec("delete from minutes");
  await sql.exec(`insert into minutes (minute, payments, amount_cents, reviews, declines, flagged_cents, labelled_frauds,
      labelled_frauds_flagged)
    select paid_at / 60000 * 60000, count(*), sum(amount_cents), count(*) filter (where outcome = 'review'),
      count(*) filter (where outcome = 'decline'),
      coalesce(sum(amount_cents) filter (where outcome <> 'approve'), 0), count(*) filter (where label = 'fraud'),
      count(*) filter (where label = 'fraud' and outcome <> 'approve')
    from payments group by 1`);
  await sql.close();
}

async function copySeeds(sql: Sql, copies: number, changed: Record<string, string>): Promise<void> {
  const columns = await sql.columnsOf("payments");
  const values: Record<string, string> = {
    id: sql.randomId,
    seq: "(select max(seq) from payments) + row_number() over ()",
    ...changed,
  };
  await sql.exec(`insert into payments (${columns.join(", ")})
    select ${columns.map((name) => values[name] ?? name).join(", ")} from seeds cross join ${sql.numbers(copies)}`);
}

async function copyOf(place: Place): Promise<Place> {
  if (place.store === "d1") return { store: "d1", stateDir: await copyDir(place.stateDir) };
  const name = `bench_${crypto.randomUUID()}`;
  const client = await connectTo("postgres");
  try {
    // The bridge keeps connections for a while, and a database can only be copied while nobody is connected to it.
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [place.name]);
    await client.query(`create database "${name}" template "${place.name}"`);
  } finally {
    await client.end();
  }
  return { store: "neon", name };
}

function open(place: Place): Promise<Sql> {
  return place.store === "d1" ? openSqlite(place.stateDir) : openPostgres(place.name);
}

async function openSqlite(stateDir: string): Promise<Sql> {
  const database = new DatabaseSync(await d1FileIn(stateDir));
  database.exec("pragma synchronous = off; begin");
  return {
    exec: async (text) => database.exec(text),
    columnsOf: async (table) => {
      const columns = database.prepare(`select name from pragma_table_info('${table}')`).all();
      return columns.map(({ name }) => String(name));
    },
    randomId: "lower(hex(randomblob(16)))",
    below: (limit) => `abs(random() % ${limit})`,
    numbers: (count) =>
      `(with recursive counted (number) as (select 1 union all select number + 1 from counted where number < ${count})
        select number from counted)`,
    close: async () => {
      database.exec("commit");
      database.close();
    },
  };
}

async function openPostgres(name: string): Promise<Sql> {
  const client = await connectTo(name);
  await client.query("begin");
  return {
    exec: async (text) => {
      await client.query(text);
    },
    columnsOf: async (table) => {
      const { rows } = await client.query<{ name: string }>(
        "select column_name as name from information_schema.columns where table_name = $1 order by ordinal_position",
        [table],
      );
      return rows.map((row) => row.name);
    },
    randomId: "md5(random()::text)",
    below: (limit) => `floor(random() * ${limit})::bigint`,
    numbers: (count) => `generate_series(1, ${count}) as counted (number)`,
    close: async () => {
      await client.query("commit");
      // The database would do this by itself after a while.
      await client.query("vacuum analyze");
      await client.end();
    },
  };
}

/** Bytes that the store takes on disk. */
export async function bytesOf(place: Place): Promise<number> {
  if (place.store === "d1") return (await stat(await d1FileIn(place.stateDir))).size;
  const client = await connectTo(place.name);
  const { rows } = await client.query<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
  await client.end();
  return Number(rows[0]?.bytes);
}
