import { expect, test } from "vitest";
import { collectRows, paymentAt, type RawRow } from "./labelledPayments.ts";

const row: RawRow = {
  trans_date_trans_time: "2019-01-01 00:00:18",
  cc_num: "4497913965512794052",
  category: "misc_net",
  amt: "4.97",
  gender: "F",
  dob: "1988-03-09",
  city_pop: "3495",
  lat: "36.0",
  long: "-81.0",
  merch_lat: "36.0",
  merch_long: "-81.0",
  is_fraud: "0",
};

const collect = (rows: Partial<RawRow>[], cards?: Map<string, number>) => {
  const collector = collectRows(cards);
  for (const more of rows) collector.add({ ...row, ...more }, () => "train.csv, line 2");
  return collector.finish();
};

test("a row becomes a payment: cents, wall time as if UTC, age at that time, label apart", () => {
  expect(paymentAt(collect([{}]), 0)).toMatchObject({
    category: "misc_net",
    amountCents: 497,
    paidAt: Date.UTC(2019, 0, 1, 0, 0, 18),
    gender: "F",
    ageYears: 30,
    cityPopulation: 3495,
    distanceKm: 0,
    label: "legitimate",
  });
});

test("rows come out in event order", () => {
  const data = collect([{ trans_date_trans_time: "2020-01-01 00:00:00", amt: 2 }, { amt: 1 }]);
  expect([...data.amountCents]).toEqual([100, 200]);
});

test("card numbers too long for a number stay apart", () => {
  const data = collect([{}, { cc_num: "4497913965512794053" }, { cc_num: 4497913965512794052n }]);
  expect([...data.card]).toEqual([0, 1, 0]);
});

test("two files that share cards number them alike", () => {
  const cards = new Map<string, number>();
  collect([{ cc_num: "1" }, { cc_num: "2" }], cards);
  expect([...collect([{ cc_num: "2" }], cards).card]).toEqual([1]);
});

test("what is not known of the holder is missing", () => {
  const data = collect([{ gender: "", dob: "", city_pop: "", lat: "" }]);
  expect(paymentAt(data, 0)).toMatchObject({ gender: null, ageYears: null, cityPopulation: null, distanceKm: null });
});

test.each([
  [{ amt: "many" }, "amt is not a number"],
  [{ amt: "" }, "amt is not a number"],
  [{ is_fraud: "maybe" }, "is_fraud must be 0 or 1"],
  [{ trans_date_trans_time: "yesterday" }, "trans_date_trans_time is not a time"],
  [{ trans_date_trans_time: "2019-02-30 10:00:00" }, "trans_date_trans_time is not a time"],
  [{ trans_date_trans_time: "2019-13-01 10:00:00" }, "trans_date_trans_time is not a time"],
  [{ cc_num: null }, "cc_num is empty"],
  [{ category: "" }, "category is empty"],
])("a broken row is named with its place and what is wrong (%j)", (broken, message) => {
  expect(() => collect([broken])).toThrow(`train.csv, line 2: ${message}`);
});
