import { expect, test } from "vitest";
import { collectRows } from "./labelledPayments.ts";
import { supportOf } from "./support.ts";

function dataset(rows: [category: string, amount: number, fraud: 0 | 1][]) {
  const collector = collectRows();
  rows.forEach(([category, amt, is_fraud], at) => {
    const row = {
      trans_date_trans_time: new Date(Date.UTC(2020, 0, 1) + at * 60_000).toISOString().slice(0, 19).replace("T", " "),
      cc_num: "4000123412340009021",
      merchant: "m",
      category,
      amt,
      first: "",
      last: "",
      gender: "F",
      street: "",
      city: "",
      state: "",
      zip: "",
      lat: 1,
      long: 1,
      city_pop: 1000,
      job: "",
      dob: "1980-01-01",
      trans_num: `t${at}`,
      unix_time: 0,
      merch_lat: 1,
      merch_long: 1,
      is_fraud,
    };
    collector.add(row as never, () => `row ${at}`);
  });
  return collector.finish();
}

test("a support holds the usual amount, the highest fraud, and how high payments commonly are in each category", () => {
  const many = Array.from({ length: 20_000 }, (_, at): [string, number, 0] => ["home", at < 2 ? 5_000 : 50, 0]);
  const support = supportOf(dataset([...many, ["home", 900, 1], ["travel", 10, 0], ["kids_pets", 1_200, 1]]));
  // Two outliers of 20,000 do not make $5,000 common.
  expect(support.commonUpToCents).toEqual(
    new Map([
      ["home", 5_000],
      ["travel", 1_000],
    ]),
  );
  expect(support.highestFraudCents).toBe(120_000);
  expect(support.usualCents).toBe(Math.round((100 * (2 * 5_000 + 19_998 * 50 + 10)) / 20_001));
});
