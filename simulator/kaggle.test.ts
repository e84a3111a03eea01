import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readKaggleFile } from "./kaggle.ts";

const HEADER =
  ",trans_date_trans_time,cc_num,merchant,category,amt,first,last,gender,street,city,state,zip,lat,long,city_pop,job,dob,trans_num,unix_time,merch_lat,merch_long,is_fraud";
const line = (n: number, time: string, cardNumber: string, id: string) =>
  `${n},${time},${cardNumber},"fraud_Yarrow, Finch and Daughters",home,12.5,Posy,Larkspur,F,1 Acorn Way,Otterford,CT,06847,41.1,-72.5,900,Baker,1980-02-03,${id},1,41.5,-72.25,${n % 2}`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulator-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(...lines: string[]): Promise<string> {
  const file = join(folder, `${lines.join().length}.csv`);
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

const collect = () => {
  const lines: string[] = [];
  return { lines, log: (text: string) => void lines.push(text) };
};

test("a Kaggle CSV is read as it is, card numbers to the last digit, in order of time", async () => {
  const file = await csv(
    HEADER,
    line(0, "2020-06-21 12:14:25", "4906628655840914251", "b"),
    line(1, "2020-06-20 23:59:59", "30044729968810", "a"),
  );
  const rows = await readKaggleFile(file, () => {});
  expect(rows.map((row) => [row.id, row.holder.cardNumber, row.isFraud])).toEqual([
    ["a", "30044729968810", true],
    ["b", "4906628655840914251", false],
  ]);
  expect(rows[1]).toMatchObject({
    merchant: "fraud_Yarrow, Finch and Daughters",
    amount: 12.5,
    holder: { zip: 6847, cityPopulation: 900, birthDate: "1980-02-03" },
  });
});

test("a parquet file of the same columns is read too", async () => {
  const rows = await readKaggleFile(
    fileURLToPath(new URL("./testdata/three-payments.parquet", import.meta.url)),
    () => {},
  );
  expect(rows.map((row) => [row.holder.cardNumber, row.amount, row.isFraud])).toEqual([
    ["4906628655840914250", 20.82, false],
    ["30044729968810", 65, false],
    ["4906628655840914250", 881.5, true],
  ]);
  expect(rows[0]?.holder).toMatchObject({ zip: 6847, job: "Sound/light technician" });
});

test("a card number that a spreadsheet has rounded gets a stand-in of the right length, and that is said", async () => {
  const { lines, log } = collect();
  const file = await csv(
    HEADER,
    line(0, "2020-06-21 12:14:25", "4.25711E+18", "a"),
    line(1, "2020-06-21 12:15:25", "4.25711E+18", "b"),
    line(2, "2020-06-21 12:16:25", "", "c"),
  );
  const [first, second, ...more] = await readKaggleFile(file, log);
  expect(first?.holder.cardNumber).toMatch(/^425711\d{13}$/);
  expect(second?.holder.cardNumber).toBe(first?.holder.cardNumber);
  expect(more).toEqual([]);
  expect(lines).toEqual([expect.stringContaining("2 rows had a rounded"), expect.stringContaining("1 rows left out")]);
});

test("what a spreadsheet or a data frame spells in another way is served as it is meant", async () => {
  const spelled = line(1, "2020-06-21T12:14:25.000Z", "2703186189652095.0", "a")
    .replace(",home,", ",Home,")
    .replace(",F,", ",Female,")
    .replace(",12.5,", ",$12.50,")
    .replace("1980-02-03", "1980-02-03 00:00:00")
    .replace(/,1$/, ",True");
  const [row] = await readKaggleFile(await csv(HEADER, spelled), () => {});
  expect(row).toMatchObject({
    category: "home",
    amount: 12.5,
    isFraud: true,
    paidAt: Date.UTC(2020, 5, 21, 12, 14, 25),
    holder: { cardNumber: "2703186189652095", gender: "F", birthDate: "1980-02-03" },
  });
});

test("what could not be read is missing in the feed, and is said", async () => {
  const { lines, log } = collect();
  const time = "2020-06-21 12:14:25";
  const known = line(0, time, "30044729968810", "a");
  const file = await csv(
    HEADER,
    known,
    known,
    line(0, time, "4906628655840914251", "b").replace(",F,", ",X,").replace(",900,", ",,"),
  );
  const holder = (await readKaggleFile(file, log)).at(-1)?.holder;
  expect(holder).toMatchObject({ gender: null, cityPopulation: null });
  expect(lines).toEqual([
    expect.stringMatching(/^replay: gender: 1 of 3 values could not be read .*"X"\) and count as missing$/),
  ]);
});

test("a payment in another currency is left out, and that is said", async () => {
  const { lines, log } = collect();
  const of = (id: string, currency: string) => `${line(0, "2020-06-21 12:14:25", "30044729968810", id)},${currency}`;
  const file = await csv(`${HEADER},Currency`, of("a", "USD"), of("b", "JPY"), of("c", ""));
  expect((await readKaggleFile(file, log)).map(({ id }) => id)).toEqual(["a", "c"]);
  expect(lines).toEqual([expect.stringMatching(/1 rows left out: 1 for currency .*"JPY"/)]);
});

test("a file whose column is another than expected is refused, and not replayed without it", async () => {
  const men = line(0, "2020-06-21 12:14:25", "30044729968810", "a").replace(",F,", ",2,");
  await expect(readKaggleFile(await csv(HEADER, men, men), () => {})).rejects.toThrow(/gender is not what is expected/);
});

test("a file that isn't one is refused by name", async () => {
  await expect(readKaggleFile(await csv("a,b", "1,2"), () => {})).rejects.toThrow(/lacks the column trans_date/);
  await expect(readKaggleFile(await csv(HEADER), () => {})).rejects.toThrow(/no usable rows/);
  await expect(readKaggleFile(join(folder, "none.csv"), () => {})).rejects.toThrow(/ENOENT/);
});
