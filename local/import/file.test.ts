import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, expect, test } from "vitest";
import { openRows, type RawRow } from "./file.ts";

const dir = mkdtempSync(path.join(tmpdir(), "vigie-import-test-"));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;

function write(content: string | Uint8Array): string {
  files += 1;
  const file = path.join(dir, `file-${files}`);
  writeFileSync(file, content);
  return file;
}

async function rowsIn(content: string | Uint8Array, encoding: string | null = null): Promise<RawRow[]> {
  const raw = await openRows(write(content), encoding);
  const rows: RawRow[] = [];
  for await (const row of raw.rows(new Set(raw.columns ?? []))) rows.push(row);
  return rows;
}

const TWO = [
  { at: 2, columns: { id: "a", merchant: "Café" } },
  { at: 3, columns: { id: "b", merchant: "Bar" } },
];

test.each<[string, string | Uint8Array]>([
  ["plain", "id,merchant\na,Café\nb,Bar\n"],
  ["with a byte order mark", "\uFEFFid,merchant\na,Café\nb,Bar\n"],
  ["with Windows' line ends", "id,merchant\r\na,Café\r\nb,Bar"],
  ["with semicolons", "id;merchant\na;Café\nb;Bar\n"],
  ["with tabs", "id\tmerchant\na\tCafé\nb\tBar\n"],
  ["in UTF-16, as Excel saves Unicode text", Buffer.from("\uFEFFid\tmerchant\r\na\tCafé\r\nb\tBar\r\n", "utf16le")],
  ["in UTF-16 of the other kind", Buffer.from("\uFEFFid,merchant\na,Café\nb,Bar\n", "utf16le").swap16()],
  ["compressed", gzipSync("id,merchant\na,Café\nb,Bar\n")],
  ["with rows of separators below the last", "id,merchant\na,Café\nb,Bar\n,\n,\n"],
  ["with cells of nothing beyond the header", "id,merchant\na,Café,,\nb,Bar,\n"],
])("a file %s is read as it was meant", async (_how, content) => {
  expect(await rowsIn(content)).toEqual(TWO);
});

test("a first line that names the separator is one", async () => {
  expect(await rowsIn("sep=;\nid;merchant\na;Café\n")).toEqual([{ at: 3, columns: { id: "a", merchant: "Café" } }]);
});

test("line breaks and separators within quotes belong to the cell, and lines are counted through", async () => {
  expect(await rowsIn('id,merchant\na,"Joe\nand, ""Ann"""\nb,Bar\n')).toEqual([
    { at: 2, columns: { id: "a", merchant: 'Joe\nand, "Ann"' } },
    { at: 4, columns: { id: "b", merchant: "Bar" } },
  ]);
});

test("a row with a cell too many is refused by itself: every name may stand over another's value", async () => {
  const [bad, good] = await rowsIn("id,merchant\na,Joe, Ann\nb,Bar\n");
  expect(bad).toEqual({ at: 2, problem: expect.stringContaining("must stand in quotes") });
  expect(good).toEqual({ at: 3, columns: { id: "b", merchant: "Bar" } });
});

test("letters of another encoding are never guessed: the file is refused until it is named", async () => {
  const content = Buffer.from("id,merchant\na,Caf\xe9\n", "latin1");
  await expect(rowsIn(content)).rejects.toThrow(/not UTF-8, so letters would be lost; .*--encoding windows-1252/);
  expect(await rowsIn(content, "windows-1252")).toEqual([{ at: 2, columns: { id: "a", merchant: "Café" } }]);
});

test("a quote that is never closed is said, and does not swallow the file", async () => {
  await expect(rowsIn('id,merchant\na,"Joe\nb,Bar\n')).rejects.toThrow(
    /after line 1: a quote is opened and never closed/,
  );
});

test.each<[string, string | Uint8Array, RegExp]>([
  ["a workbook", Buffer.from("PK\u0003\u0004rest"), /is a spreadsheet or another archive.*save it as CSV UTF-8/],
  ["one JSON list", '[{"id":"a"}]', /one payment on each line/],
  ["nothing at all", "", /is empty/],
  ["two columns of one name", "id,id\na,b\n", /two columns called id/],
  ["a compressed file that was cut off", gzipSync(`id,merchant\n${"a,Café\n".repeat(9)}`).subarray(0, 30), /cut off/],
])("%s is refused with what to do", async (_what, content, sentence) => {
  await expect(rowsIn(content)).rejects.toThrow(sentence);
});

test("numbers above 2^53 keep their digits in JSON lines, and a line that is none is refused by itself", async () => {
  expect(await rowsIn('{"cc_num":4906628655840914251,"amt":NaN}\n\nno JSON\n{"a":{"b":1}}\n')).toEqual([
    { at: 1, columns: { cc_num: "4906628655840914251", amt: null } },
    { at: 3, problem: expect.stringContaining("not one JSON object") },
    { at: 4, columns: { a: { b: 1 } } },
  ]);
});

test("a parquet time without a zone is what a clock showed, and gets none", async () => {
  const buffer = parquetWriteBuffer({
    columnData: [{ name: "current_time", data: [1772618400000000n] }],
    schema: [
      { name: "root", num_children: 1 },
      {
        ...{ name: "current_time", type: "INT64", repetition_type: "REQUIRED" },
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
      },
    ],
  });
  const raw = await openRows(write(new Uint8Array(buffer)), null);
  const rows: RawRow[] = [];
  for await (const row of raw.rows(new Set(["current_time"]))) rows.push(row);
  expect(rows).toEqual([{ at: 1, columns: { current_time: "2026-03-04T10:00:00.000" } }]);
});

test("parquet keeps whole numbers exact, moments in UTC, and times without a zone as the clock showed them", async () => {
  const at = new Date("2026-03-04T10:00:00.000Z");
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "cc_num", data: [4906628655840914251n, 42n], type: "INT64" },
      { name: "amt", data: [12.5, 3], type: "DOUBLE" },
      { name: "current_time", data: [at, at], type: "TIMESTAMP" },
    ],
  });
  const raw = await openRows(write(new Uint8Array(buffer)), null);
  const rows: RawRow[] = [];
  for await (const row of raw.rows(new Set(["cc_num", "current_time"]))) rows.push(row);
  expect(raw).toMatchObject({ unit: "row", columns: ["cc_num", "amt", "current_time"] });
  expect(rows).toEqual([
    {
      at: 1,
      columns: { cc_num: "4906628655840914251", current_time: "2026-03-04T10:00:00.000Z" },
    },
    { at: 2, columns: { cc_num: "42", current_time: "2026-03-04T10:00:00.000Z" } },
  ]);
});
