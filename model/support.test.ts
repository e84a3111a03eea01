import { expect, test } from "vitest";
import { collectRows } from "./labelledPayments.ts";
import { supportOf } from "./support.ts";

function dataset(rows: [category: string, amount: number, fraud: 0 | 1, changes?: object][]) {
  const collector = collectRows();
  rows.forEach(([category, amt, is_fraud, changes], at) => {
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
      ...changes,
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

const at = (minutes: number) => ({
  trans_date_trans_time: new Date(Date.UTC(2020, 0, 1) + minutes * 60_000).toISOString().slice(0, 19).replace("T", " "),
});

test("a support holds the highest fraud of each category, and the hours at which a category with enough payments is paid", () => {
  const mornings = Array.from({ length: 3_000 }, (_, each): [string, number, 0, object] => [
    ...(["home", 50, 0] as const),
    at(Math.floor(each / 720) * 1_440 + (each % 720)),
  ]);
  const support = supportOf(
    dataset([...mornings, ["home", 900, 1, at(5)], ["home", 300, 1, at(6)], ["travel", 10, 0]]),
  );
  expect(support.fraudUpToCents).toEqual(new Map([["home", 90_000]]));
  expect(support.hours).toEqual(new Map([["home", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]]));
});

test("a support holds how often cards pay, how old their holders are, and what is told of them", () => {
  const card = (each: number) => ({ cc_num: `40001234123${String(40_000 + each)}` });
  const slow = Array.from({ length: 20_000 }, (_, each): [string, number, 0, object] => [
    ...(["home", 50, 0] as const),
    { ...at(each), ...card(each % 5_000), dob: each % 2 === 0 ? "2001-01-01" : "1940-06-01" },
  ]);
  const quick = Array.from({ length: 8 }, (_, each): [string, number, 0, object] => [
    ...(["home", 50, 0] as const),
    { ...at(each), ...card(9_999) },
  ]);
  const told = supportOf(dataset([...slow, ...quick, ["home", 900, 1]]));
  // Two of 20,000 payments may lie outside: the last two of the quick card.
  expect(told.pace).toEqual({ inHour: 5, inDay: 5 });
  expect(told.ages).toEqual({ from: 19, to: 79 });
  expect(told.columns).toEqual(["gender", "ageYears", "cityPopulation"]);
  const untold = slow.map(([, , , changes], each): [string, number, 0, object] => [
    ...(["home", 50, 0] as const),
    { ...changes, dob: "", gender: each % 900 === 0 ? "" : "F" },
  ]);
  expect(supportOf(dataset(untold))).toMatchObject({ columns: ["cityPopulation"], ages: null });
});
