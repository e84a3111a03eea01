import fc from "fast-check";
import { expect, test } from "vitest";
import { type FeedRow, feedBody, feedRow, splitForm } from "../../test/rows.ts";
import { type Columns, readRows } from "./readRows.ts";

function columnsOf(text: string, maxRows = 100): Columns[] {
  const body = readRows(text, maxRows);
  if (!body.ok) throw new Error(body.problem);
  return body.rows.map((row) => {
    if ("problem" in row) throw new Error(row.problem);
    return row.columns;
  });
}

function problemOf(text: string, maxRows = 100): string | null {
  const body = readRows(text, maxRows);
  return body.ok ? null : body.problem;
}

const row = feedRow();

test.each([
  ["a JSON string that holds JSON, as the feed sends it", feedBody([row])],
  ["the inner JSON, already decoded", splitForm([row])],
  ["one payment as an object", JSON.stringify(row)],
  ["a list of payments", JSON.stringify([row])],
  ["an object in a string", JSON.stringify(JSON.stringify(row))],
])("a body may be %s", (_, body) => {
  const [columns] = columnsOf(body);
  expect({ ...columns }).toEqual(row);
});

test("columns are read by name, whatever their order", () => {
  const [columns] = columnsOf('{"columns":["amt","trans_num"],"index":[7],"data":[[1.5,"a"]]}');
  expect(columns?.trans_num).toBe("a");
  expect(columns?.amt).toBe(1.5);
});

test("card numbers of 11 to 19 digits arrive exact in every form", () => {
  const cardNumber = fc.bigInt(10n ** 10n, 10n ** 19n - 1n).map(String);
  fc.assert(
    fc.property(cardNumber, (cc_num) => {
      const bare = JSON.stringify({ cc_num: 0 }).replace("0", cc_num);
      for (const body of [feedBody([{ ...row, cc_num }]), splitForm([{ ...row, cc_num }]), bare, `[${bare}]`]) {
        expect(String(columnsOf(body)[0]?.cc_num)).toBe(cc_num);
      }
    }),
  );
});

test("an escaped slash is a slash", () => {
  const body = splitForm([row]);
  expect(body).toContain("Cartographer\\/surveyor");
  expect(columnsOf(body)[0]?.job).toBe("Cartographer/surveyor");
});

test.each([
  ["as the feed sends it", feedBody],
  ["in split form", splitForm],
  ["as a list", (rows: readonly FeedRow[]) => JSON.stringify(rows)],
])("a body cut off anywhere is refused whole, %s", (_, write) => {
  const body = write([row, feedRow()]);
  for (let length = 0; length < body.length; length += 1) {
    expect(problemOf(body.slice(0, length)), `cut after ${length}`).toMatch(/not JSON|must be/);
  }
});

test.each([
  ["nothing but NaN", "NaN"],
  ["a page of HTML", "<!doctype html><title>Error</title>"],
  ["nothing", ""],
  ["two bodies in one", "{}{}"],
  ["single quotes", "{'amt': 1}"],
])("%s is refused whole", (_, body) => {
  expect(problemOf(body)).toBe("the body is not JSON, or was cut off");
});

test.each([
  ["as the feed sends it", (rows: string) => JSON.stringify(`{"columns":["trans_num","lat"],"data":${rows}}`)],
  ["in split form", (rows: string) => `{"columns":["trans_num","lat"],"data":${rows}}`],
])("NaN in one cell, %s, costs neither the row nor its neighbours", (_, write) => {
  expect(columnsOf(write('[["a NaN, b",NaN],["c",Infinity],["d",36.07]]')).map((row) => ({ ...row }))).toEqual([
    { trans_num: "a NaN, b", lat: null },
    { trans_num: "c", lat: null },
    { trans_num: "d", lat: 36.07 },
  ]);
});

test.each(["null", "5", "true", '"\\"text\\""'])("%s is no payment", (body) => {
  expect(problemOf(body)).toBe("a payment must be a JSON object with the feed's column names");
});

test.each([
  ['{"columns":"amt","data":[]}', "`columns` must be a list of column names"],
  ['{"columns":[1],"data":[]}', "`columns` must be a list of column names"],
  ['{"columns":["amt"]}', "`data` must be a list of rows"],
  ['{"columns":["amt"],"data":{"0":[1]}}', "`data` must be a list of rows"],
])("split form with its parts wrong is refused: %s", (body, problem) => {
  expect(problemOf(body)).toBe(problem);
});

test("a payment that is none does not spoil its neighbours in a list", () => {
  const body = readRows(`[5, ${JSON.stringify(row)}, [1]]`, 100);
  expect(body.ok && body.rows.map((item) => "problem" in item)).toEqual([true, false, true]);
});

test.each([
  ["[1]", "1 cells for 2 columns"],
  ["[1,2,3]", "3 cells for 2 columns"],
  ["7", "a row of `data` must be a list"],
])("a row of cells that do not match the columns says so: %s", (cells, problem) => {
  const body = readRows(`{"columns":["amt","merchant"],"data":[${cells},[1,"Plum"]]}`, 100);
  expect(body.ok && body.rows[0]).toEqual({ problem });
  expect(body.ok && body.rows[1]).toEqual({ columns: { amt: 1, merchant: "Plum" } });
});

test("a column called __proto__ is just a column", () => {
  const [object] = columnsOf('{"__proto__":{"amt":1},"constructor":2}');
  const [split] = columnsOf('{"columns":["__proto__"],"data":[["x"]]}');
  expect(object?.amt).toBeUndefined();
  expect(Object.entries(split ?? {})).toEqual([["__proto__", "x"]]);
  expect({}).not.toHaveProperty("amt");
});

test("of a key given twice the last one counts, as everywhere in JSON", () => {
  expect(columnsOf('{"amt":1,"amt":2}')[0]?.amt).toBe(2);
});

test("more payments than allowed are refused, with the number", () => {
  expect(problemOf(JSON.stringify([row, row, row]), 2)).toBe("3 payments in one body; at most 2");
  expect(problemOf(splitForm([row, row, row]), 2)).toBe("3 payments in one body; at most 2");
});

test("many columns over many empty rows do not cost their product", () => {
  const body = `{"columns":[${'"",'.repeat(200_000)}""],"data":[${"[],".repeat(99)}[]]}`;
  const read = readRows(body, 100);
  expect(read.ok && read.rows[99]).toEqual({ problem: "0 cells for 200001 columns" });
});

test("whatever the text, reading it never throws", () => {
  const text = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.json().map((json) => JSON.stringify(json)),
  );
  fc.assert(
    fc.property(text, (body) => {
      expect(() => readRows(body, 100)).not.toThrow();
    }),
  );
});
