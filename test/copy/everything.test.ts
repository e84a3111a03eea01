// All that a store may hold, moved to the other and back.
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyAll } from "../../local/copy/copy.ts";
import { TABLES, WRITER } from "../../local/copy/tables.ts";
import { verify } from "../../local/copy/verify.ts";
import { complaint } from "../../local/copy/words.ts";
import { awkwardRows } from "./awkwardRows.ts";
import { contentsOf, openD1, openNeon, type Place } from "./stores.ts";

let d1: Place;
let neon: Place;
let back: Place;

beforeAll(async () => {
  [d1, neon, back] = await Promise.all([openD1(), openNeon(), openD1()]);
  const { epoch } = await d1.store.takeWriter();
  for (const table of TABLES) {
    const rows = table === WRITER ? [{ id: 1, epoch, storedAt: 1_790_000_000_123 }] : awkwardRows(table, 130);
    await d1.side.put(epoch, table, rows);
  }
});

afterAll(() => Promise.all([d1, neon, back].map((place) => place?.side.close())));

test("the tables that move are all that the databases have", async () => {
  const names = TABLES.map(({ name }) => name).sort();
  const ours = "name not like 'sqlite%' and name not like '\\_%' escape '\\'";
  const ofD1 = await d1.sql(`select name from sqlite_master where type = 'table' and ${ours} order by name`);
  expect(ofD1.map(({ name }) => name)).toEqual(names);
  const ofNeon = await neon.sql("select tablename as name from pg_tables where schemaname = 'public' order by 1");
  expect(ofNeon.map(({ name }) => name)).toEqual(names);
});

test("everything is there and back again as it was, whatever it holds", async () => {
  const before = await contentsOf(d1);
  for (const [name, rows] of Object.entries(before)) expect(rows.length, name).toBeGreaterThan(0);

  await copyAll(d1.side, neon.side);
  expect(problemsIn(await verify(d1.side, neon.side))).toBe("");
  await copyAll(neon.side, back.side);
  expect(problemsIn(await verify(neon.side, back.side))).toBe("");
  expect(await contentsOf(back)).toEqual(before);
  for (const { name } of TABLES) expect(await typesIn(back, name), name).toEqual(await typesIn(d1, name));
});

test("a second copy has nothing to write, and shows all the same how far it has read", async () => {
  const shown = new Map<string, { read: number; written: number }>();
  const written = await copyAll(d1.side, neon.side, {
    onProgress: (table, rows) => shown.set(table.name, { ...rows }),
  });
  expect(written).toBe(0);
  expect(shown.get("histories")).toEqual({ read: 130, written: 0 });
  expect([...shown.keys()].sort()).toEqual(TABLES.map(({ name }) => name).sort());
});

test.each([
  [
    "the last bit of a score",
    "update payments set score = 0.30000000000000010 where score = 0.30000000000000004",
    "other values",
  ],
  ["a cent", "update quarters set amount_cents = amount_cents + 1 where quarter = 5", "sum of amountCents"],
  ["a letter", "update messages set subject = subject || 'x' where created_at = 1", "not the same"],
  ["a row that is missing", "delete from alerts where id = (select min(id) from alerts)", "only in d1: 1"],
  ["a row too many", "insert into histories values ('another', 'x')", 'only in neon: 1 ("another")'],
])("%s is noticed, and named", async (_what, change, said) => {
  await neon.sql(change);
  expect(problemsIn(await verify(d1.side, neon.side))).toContain(said);
});

test("entries of the audit are only added: one that differs is told and left, and so is one that only the target has", async () => {
  const [source, target] = await Promise.all([openD1(), openNeon()]);
  const entry = {
    id: "e1",
    at: 1,
    by: "ann",
    via: "board",
    action: "login",
    subject: "admin",
    note: null,
    policy: null,
  };
  await source.store.commit((await source.store.takeWriter()).epoch, {
    audit: [entry, { ...entry, id: "e2" }].map((each) => ({ ...each, before: null, after: { n: 1 } })),
  });
  await target.store.commit((await target.store.takeWriter()).epoch, {
    audit: [
      { ...entry, by: "somebody else" },
      { ...entry, id: "e3" },
    ].map((each) => ({ ...each, before: null, after: null })),
  });
  try {
    await copyAll(source.side, target.side);
    expect(await target.sql("select id, by from audit order by id")).toEqual([
      { id: "e1", by: "somebody else" },
      { id: "e2", by: "ann" },
      { id: "e3", by: "ann" },
    ]);
    const found = await verify(source.side, target.side);
    expect(problemsIn(found)).toContain('audit: only in neon: 1 ("e3")');
    expect(problemsIn(found)).toContain('audit: not the same: 1 ("e1")');
    expect(complaint(found, "d1", "neon")).toContain("Entries of the audit are only added");
  } finally {
    await Promise.all([source.side.close(), target.side.close()]);
  }
});

function problemsIn(comparisons: Awaited<ReturnType<typeof verify>>): string {
  return comparisons.flatMap(({ table, problems }) => problems.map((each) => `${table.name}: ${each}\n`)).join("");
}

/** What a column's values are to SQLite, which would take any for any. */
async function typesIn({ sql }: Place, table: string): Promise<string[]> {
  const columns = (await sql(`select name from pragma_table_info('${table}')`)).map(({ name }) => String(name));
  const types = columns.map((column) => `typeof("${column}") as "${column}"`).join(", ");
  return (await sql(`select ${types} from ${table}`)).map((row) => JSON.stringify(row)).sort();
}
