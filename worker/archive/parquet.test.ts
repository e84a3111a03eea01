import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import type { ScoredPayment } from "../store/payments.ts";
import { addRows, amountCentsOf, COLUMNS, emptyTable, rowsOf, type Table } from "./columns.ts";
import { decode, encode, mismatchOf } from "./parquet.ts";

const AS_OF = Date.UTC(2026, 10, 21, 7);

function tableOf(payments: ScoredPayment[]): Table {
  const table = emptyTable();
  addRows(table, payments, AS_OF);
  return table;
}

test("a payment comes back from a file as it was stored, to the last digit", async () => {
  const payments = [
    scoredPayment({
      merchant: `O'Hara "<b>" \\ \u{1F4B3} 100%`,
      score: 0.1 + 0.2,
      distanceKm: 1e-300,
      amountCents: 123_456_789_012,
      reasons: [{ code: "night", share: 0.7, text: "03:14 at night" }],
      features: [0.10000000149011612, null, -0.5, 1e30],
      unfamiliar: [{ what: "amount", why: "$5,000.00" }],
      label: "fraud",
      verdict: "legitimate",
    }),
    scoredPayment({
      score: null,
      distanceKm: null,
      gender: null,
      ageYears: null,
      cityPopulation: null,
      label: null,
      last4: "0042",
      feed: "snapshot",
    }),
  ];
  expect(rowsOf(await decode(encode(tableOf(payments))))).toEqual(payments);
});

test("a file has the columns of a payment and the time they were true, and no other", async () => {
  expect(COLUMNS.map(({ name }) => name)).toEqual(
    [...Object.keys(scoredPayment()).map((key) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)), "as_of"].sort(
      (a, b) => COLUMNS.findIndex(({ name }) => name === a) - COLUMNS.findIndex(({ name }) => name === b),
    ),
  );
  const table = await decode(encode(tableOf([scoredPayment()])));
  expect(table.at(-1)).toEqual([AS_OF]);
});

test("every time says that it is an instant in UTC, so that no reader takes it for a wall clock's", () => {
  const { schema } = parquetMetadata(encode(tableOf([scoredPayment()])).slice().buffer);
  const times = schema.filter(({ converted_type }) => converted_type === "TIMESTAMP_MILLIS");
  expect(times.map(({ name }) => name)).toEqual(["paid_at", "seen_at", "stored_at", "as_of"]);
  for (const { logical_type } of times) {
    expect(logical_type).toEqual({ type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" });
  }
});

test("a file of before, whose times had the older type alone, is read as it was meant", async () => {
  const before = { text: "STRING", json: "STRING", whole: "INT64", time: "TIMESTAMP", number: "DOUBLE" } as const;
  const payment = scoredPayment({ score: null, label: "fraud" });
  const table = tableOf([payment]);
  const columnData = COLUMNS.map(({ name, kind, optional }, at) => ({
    name,
    type: before[kind],
    nullable: optional ?? false,
    data: (table[at] ?? []).map((cell) =>
      (kind === "whole" || kind === "time") && cell !== null ? BigInt(cell) : cell,
    ),
  }));
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
  expect(rowsOf(await decode(bytes))).toEqual([payment]);
});

test("a file of before unfamiliar payments were told is read, and says nothing of them", async () => {
  const payment = scoredPayment();
  const table = tableOf([payment]);
  const columnData = COLUMNS.flatMap(({ name, kind }, at) => {
    const data = (table[at] ?? []).map((cell) =>
      kind === "time" ? new Date(Number(cell)) : kind === "whole" && cell !== null ? BigInt(cell) : cell,
    );
    const type = ({ text: "STRING", json: "STRING", whole: "INT64", time: "TIMESTAMP", number: "DOUBLE" } as const)[
      kind
    ];
    return name === "unfamiliar" ? [] : [{ name, type, nullable: true, data }];
  });
  expect(rowsOf(await decode(new Uint8Array(parquetWriteBuffer({ columnData }))))).toEqual([payment]);
});

test("whatever stands in texts and numbers, the file says the same", async () => {
  const text = fc.string({ unit: "grapheme" });
  const optional = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
  const rows = fc.array(fc.tuple(text, optional, fc.nat({ max: 1e10 })), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(rows, async (made) => {
      const table = tableOf(
        made.map(([merchant, score, amountCents]) => scoredPayment({ merchant, score, amountCents })),
      );
      const bytes = encode(table);
      expect(await mismatchOf(table, bytes, bytes.slice())).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test("a file that says something else than was meant is told, though it came back as it was written", async () => {
  const [one, two] = [scoredPayment(), scoredPayment()];
  const meant = tableOf([one, two]);
  expect(amountCentsOf(meant)).toBe(2 * 8420);
  const others: [ScoredPayment[], string][] = [
    [[one], "1 rows instead of 2"],
    [[two, one], "another id in row 1"],
    [[one, { ...two, amountCents: 1 }], "another amount_cents in row 2"],
    [[one, { ...two, features: [84.2, 0] }], "another features in row 2"],
  ];
  for (const [payments, problem] of others) {
    const bytes = encode(tableOf(payments));
    expect(await mismatchOf(meant, bytes, bytes)).toBe(problem);
  }
});

test("a file that was lost, cut short or damaged by a single byte is told", async () => {
  const meant = tableOf(Array.from({ length: 50 }, () => scoredPayment({ features: [Math.PI, 1, null] })));
  const written = encode(meant);
  expect(await mismatchOf(meant, written, null)).toBe("it is not there");
  expect(await mismatchOf(meant, written, written.slice(1))).toMatch(/bytes instead of/);
  for (let at = 0; at < written.length; at += 97) {
    const found = written.slice();
    found[at] = (found[at] ?? 0) ^ 1;
    expect(await mismatchOf(meant, written, found), `byte ${at}`).toBe("its bytes have changed");
  }
  await expect(decode(written.slice(0, -9))).rejects.toThrow();
  await expect(decode(new Uint8Array())).rejects.toThrow();
});

test("a fraction in a column of whole numbers is rounded, since a file takes none", async () => {
  const odd = scoredPayment({ cityPopulation: 3.5, ageYears: -0.2 });
  const table = tableOf([odd]);
  const bytes = encode(table);
  expect(await mismatchOf(table, bytes, bytes)).toBeNull();
  expect(rowsOf(await decode(bytes))).toEqual([{ ...odd, cityPopulation: 4, ageYears: 0 }]);
});
