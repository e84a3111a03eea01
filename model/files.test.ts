// Files of labelled payments, as other programs write them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, test, vi } from "vitest";
import { readDataset } from "./files.ts";
import { paymentAt } from "./labelledPayments.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NAMES =
  "trans_date_trans_time,cc_num,category,amt,gender,dob,city_pop,lat,long,merch_lat,merch_long,first,last,is_fraud";
type Row = Record<string, unknown>;

const payments: Row[] = Array.from({ length: 12 }, (_, n) => ({
  trans_date_trans_time: `2019-01-01 0${n % 10}:00:18`,
  cc_num: n % 2 === 0 ? "4906628655840914250" : "2703186189652095",
  category: "misc_net",
  amt: "1204.97",
  gender: n % 2 === 0 ? "F" : "M",
  dob: "1988-03-09",
  city_pop: "3495",
  lat: "36.0",
  long: "-81.0",
  merch_lat: "36.5",
  merch_long: "-81.0",
  first: n % 2 === 0 ? "Posy" : "Rue",
  last: "Larkspur",
  is_fraud: n === 3 ? "1" : "0",
}));

let files = 0;

function csv(rows: Row[], { sign = ",", end = "\n", before = "" } = {}): string {
  const file = join(folder, `${files++}.csv`);
  const lines = [NAMES.split(","), ...rows.map((row) => NAMES.split(",").map((name) => `"${row[name] ?? ""}"`))];
  writeFileSync(file, before + lines.map((cells) => cells.join(sign) + end).join(""));
  return file;
}

interface Typed {
  type: "INT64" | "INT32" | "DOUBLE" | "BOOLEAN" | "BYTE_ARRAY" | "FIXED_LEN_BYTE_ARRAY";
  logical_type?: { type: "TIMESTAMP"; isAdjustedToUTC: boolean; unit: "MICROS" };
  converted_type?: "DATE" | "TIMESTAMP_MICROS" | "DECIMAL" | "UTF8";
  type_length?: number;
  scale?: number;
  precision?: number;
  of: (cell: string) => unknown;
}

const TEXT: Typed = { type: "BYTE_ARRAY", converted_type: "UTF8", of: (cell) => cell };

/** A parquet file whose named columns are typed as other programs type them; the rest is text. */
function parquet(typed: Record<string, Typed>, kvMetadata: { key: string; value: string }[] = []): string {
  const names = NAMES.split(",");
  const file = join(folder, `${files++}.parquet`);
  const buffer = parquetWriteBuffer({
    schema: [
      { name: "root", num_children: names.length },
      ...names.map((name) => {
        const { of: _of, ...type } = typed[name] ?? TEXT;
        return { name, repetition_type: "OPTIONAL" as const, ...type };
      }),
    ],
    columnData: names.map((name) => ({
      name,
      data: payments.map((row) => (typed[name] ?? TEXT).of(String(row[name]))),
    })),
    kvMetadata,
  });
  writeFileSync(file, new Uint8Array(buffer));
  return file;
}

/** The rows read, and what was said about them. */
async function read(...paths: string[]) {
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  try {
    const data = await readDataset(paths);
    const rows = Array.from({ length: data.rows }, (_, i) => paymentAt(data, i));
    return {
      rows,
      cards: new Set(data.card).size,
      everything: said,
      said: said.filter((line) => /^ {2}[a-z_\d,]+( rows|:) /.test(line) && !line.startsWith("  done")),
    };
  } finally {
    write.mockRestore();
  }
}

const changed = (change: (row: Row, n: number) => Row) => payments.map((row, n) => ({ ...row, ...change(row, n) }));

const asTheyAre = await read(csv(payments));

test("payments are read as they are meant", () => {
  expect(asTheyAre.said).toEqual([]);
  expect(asTheyAre.cards).toBe(2);
  expect(asTheyAre.rows[1]).toMatchObject({
    paidAt: Date.UTC(2019, 0, 1, 0, 0, 18),
    category: "misc_net",
    amountCents: 120_497,
    cityPopulation: 3495,
    ageYears: 30,
  });
  expect(
    asTheyAre.rows
      .map(({ gender }) => gender)
      .sort()
      .join(""),
  ).toBe("FFFFFFMMMMMM");
});

test.each<[string, () => string]>([
  ["with a byte order mark and lines as Windows ends them", () => csv(payments, { end: "\r\n", before: "\uFEFF" })],
  [
    "with semicolons and decimal commas",
    () =>
      csv(
        changed(({ amt, lat, long }) => ({
          amt: String(amt).replace("1204.97", "1.204,97"),
          lat: String(lat).replace(".", ","),
          long: String(long).replace(".", ","),
        })),
        { sign: ";", end: "\r\n", before: "\uFEFF" },
      ),
  ],
  ["with bars", () => csv(payments, { sign: "|" })],
  ["with the line that says how cells are parted", () => csv(payments, { sign: ";", before: "sep=;\n" })],
  [
    "spelled in other ways",
    () =>
      csv(
        changed(({ gender, is_fraud, amt, cc_num }) => ({
          gender: gender === "F" ? "Female" : "male",
          is_fraud: is_fraud === "1" ? "True" : "FALSE",
          category: "Misc Net",
          amt: `$${Number(amt).toLocaleString("en")}`,
          cc_num: String(cc_num).length === 16 ? `${cc_num}.0` : cc_num,
        })),
      ),
  ],
  [
    "as a data frame types them",
    () =>
      parquet({
        trans_date_trans_time: {
          type: "INT64",
          converted_type: "TIMESTAMP_MICROS",
          of: (cell) => BigInt(Date.parse(`${cell.replace(" ", "T")}Z`)) * 1000n,
        },
        dob: { type: "INT32", converted_type: "DATE", of: (cell) => Date.parse(cell) / 86_400_000 },
        is_fraud: { type: "BOOLEAN", of: (cell) => cell === "1" },
        cc_num: { type: "INT64", of: BigInt },
        amt: {
          type: "INT64",
          converted_type: "DECIMAL",
          scale: 2,
          precision: 12,
          of: (cell) => BigInt(Math.round(Number(cell) * 100)),
        },
        city_pop: { type: "DOUBLE", of: Number },
      }),
  ],
  [
    "as numbers",
    () =>
      parquet({
        trans_date_trans_time: {
          type: "INT64",
          of: (cell) => BigInt(Date.parse(`${cell.replace(" ", "T")}Z`)) * 1_000_000n,
        },
        dob: { type: "INT64", of: (cell) => BigInt(Date.parse(cell)) * 1_000_000n },
        is_fraud: { type: "DOUBLE", of: Number },
        cc_num: {
          type: "FIXED_LEN_BYTE_ARRAY",
          converted_type: "DECIMAL",
          type_length: 9,
          scale: 0,
          precision: 20,
          of: decimalBytes,
        },
      }),
  ],
])("the same payments %s are the same payments", async (_, file) => {
  const { rows, cards, said } = await read(file());
  expect({ rows, cards, said }).toEqual({ rows: asTheyAre.rows, cards: asTheyAre.cards, said: asTheyAre.said });
});

/** The digits of a decimal without its scale: the writer takes the number as it lies in the file. */
function decimalBytes(digits: string): bigint {
  return BigInt(digits);
}

test("what could not be read is counted and said by column, with the first example", async () => {
  const { rows, said } = await read(
    csv(
      changed((_, n) => ({
        ...(n === 2 || n === 4 ? { gender: "X" } : {}),
        ...(n === 5 ? { dob: "03/09/1988", category: "Groceries", lat: "north" } : {}),
      })),
    ),
  );
  expect(said.map((line) => line.trim().replace(/(?<=first: ).*(?=\/\d+\.csv)/, "…"))).toEqual([
    expect.stringMatching(/^gender: 2 of 12 values could not be read \(first: .*, line 4, "X"\) and count as missing$/),
    expect.stringMatching(
      /^dob: 1 of 12 values could not be read \(first: .*, line 7, "03\/09\/1988"\) and count as missing$/,
    ),
    expect.stringMatching(/^category: 1 of 12 values could not be read .*"Groceries"\) and are unknown to the model$/),
    expect.stringMatching(/^lat: 1 of 12 values could not be read .*"north"\) and count as missing$/),
  ]);
  expect(rows.filter(({ gender }) => gender === null)).toHaveLength(2);
});

test("a single rounded card number is kept apart by its holder, and said", async () => {
  const many = Array.from({ length: 4 }, () => payments).flat();
  const { cards, said } = await read(csv(many.map((row, n) => (n === 7 ? { ...row, cc_num: "2.70319E+15" } : row))));
  expect(cards).toBe(3);
  expect(said).toEqual([expect.stringMatching(/1 rows had a rounded or hidden card number .*2\.70319E\+15/)]);
});

test.each<[string, (row: Row, n: number) => Row, RegExp]>([
  [
    "card numbers of a spreadsheet",
    ({ cc_num }) => ({ cc_num: Number(cc_num).toExponential(2) }),
    /card numbers are rounded or hidden in 12 of 12 rows .*2, cc_num "4\.91e\+18"/,
  ],
  [
    "card numbers that were rounded and look whole",
    (_, n) => ({ cc_num: `4${n}3186189652095000000`.slice(0, 15).padEnd(19, "0") }),
    /long card numbers in cc_num were rounded/,
  ],
  ["categories that nobody knows", () => ({ category: "groceries" }), /category is not what is expected: 12 of 12/],
  [
    "dates of birth in another form",
    () => ({ dob: "09.03.1988" }),
    /dob is not what is expected: 12 of 12 .*line 2, "09\.03\.1988"/,
  ],
  ["genders as codes", ({ gender }) => ({ gender: gender === "F" ? "2" : "1" }), /gender is not what is expected/],
  [
    "dates without a time of day",
    () => ({ trans_date_trans_time: "2019-01-01 00:00:00" }),
    /every payment is at midnight/,
  ],
])("%s end the reading in a sentence", async (_, change, message) => {
  await expect(read(csv(changed(change)))).rejects.toThrow(message);
});

describe("moments in UTC, as a timestamp with time zone has them,", () => {
  const HOURS_BEHIND = 5;
  const moments: Typed = {
    type: "INT64",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    of: (cell) => BigInt(Date.parse(`${cell.replace(" ", "T")}Z`) + HOURS_BEHIND * 3_600_000) * 1000n,
  };
  const pandas = (timezone: string) => [
    { key: "pandas", value: JSON.stringify({ columns: [{ name: "trans_date_trans_time", metadata: { timezone } }] }) },
  ];

  test("are read off the clock of the zone that a data frame had them in", async () => {
    const { rows, said } = await read(parquet({ trans_date_trans_time: moments }, pandas("America/New_York")));
    expect({ rows, said }).toEqual({ rows: asTheyAre.rows, said: [] });
  });

  test("are UTC's where nobody says more, which is said", async () => {
    for (const metadata of [[], pandas("Nowhere/Else")]) {
      const { rows, said } = await read(parquet({ trans_date_trans_time: moments }, metadata));
      expect((rows[0]?.paidAt ?? 0) - (asTheyAre.rows[0]?.paidAt ?? 0)).toBe(HOURS_BEHIND * 3_600_000);
      expect(said).toEqual([expect.stringMatching(/^ {2}trans_date_trans_time: .* hours and days are UTC's/)]);
    }
  });
});

describe("whose card it is", () => {
  const people = (count: number, cardOf: (person: number) => string) =>
    Array.from({ length: count }, (_, person) =>
      payments.slice(0, 2).map((row) => ({ ...row, cc_num: cardOf(person), first: `Posy${person}` })),
    ).flat();

  test("numbers that do not tell cards apart end the reading, whatever was done to them", async () => {
    const four = people(40, (person) => String(1000 + (person % 30)));
    await expect(read(csv(four))).rejects.toThrow(/does not tell cards apart: 40 holders .* 30 card numbers/);
  });

  test("a few that are shared are said", async () => {
    const { said } = await read(csv(people(100, (person) => String(1000 + (person % 97)))));
    expect(said).toEqual([expect.stringMatching(/^ {2}cc_num: 3 of 100 holders have the card number of another/)]);
  });

  test("one that a couple shares is nobody's concern", async () => {
    expect((await read(csv(people(40, (person) => String(1000 + (person % 39)))))).said).toEqual([]);
  });
});

test("amounts in another currency end the reading, however the column is called", async () => {
  for (const [name, currency] of [
    ["currency", "JPY"],
    ["Currency_Code", "EUR"],
    ["ccy", "gbp"],
  ]) {
    const file = join(folder, `${name}.csv`);
    const lines = readFileSync(csv(payments), "utf8").trim().split("\n");
    const withCurrency = (code = "") =>
      lines.map((line, at) => `${line},${at === 0 ? name : at === 5 ? code : "USD"}\n`).join("");
    writeFileSync(file, withCurrency(currency));
    await expect(read(file)).rejects.toThrow(`line 6: currency must be USD or left out`);
    writeFileSync(file, withCurrency());
    expect((await read(file)).rows).toEqual(asTheyAre.rows);
  }
});

test("where it does not matter which payments are of one card, rounded card numbers are no reason to end", async () => {
  const file = csv(changed(({ cc_num }) => ({ cc_num: Number(cc_num).toExponential(2) })));
  expect((await readDataset([file], { byCard: false })).rows).toBe(12);
});

test("letters of a text that is not UTF-8 are lost, which is said once", async () => {
  const file = join(folder, "latin1.csv");
  const text = readFileSync(csv(changed(() => ({ last: "Zoé" }))), "utf8");
  writeFileSync(file, Buffer.from(text, "latin1"));
  const { rows, everything } = await read(file);
  expect(rows).toEqual(asTheyAre.rows);
  expect(everything.filter((line) => line.includes("UTF-8"))).toEqual([
    expect.stringMatching(/latin1\.csv is not UTF-8: .*line 2.*save it as CSV UTF-8/),
  ]);
});

test("a text that is UTF-16 is named as such", async () => {
  const file = join(folder, "utf16.csv");
  writeFileSync(file, Buffer.from(`\uFEFF${NAMES}\n`, "utf16le"));
  await expect(read(file)).rejects.toThrow("UTF-16");
});
