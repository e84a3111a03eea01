import fc from "fast-check";
import { expect, test } from "vitest";
import { COLUMNS, innerJson, objectJson, tableOf, textCell, wireBody } from "./body.ts";
import type { FeedRow } from "./row.ts";

const row: FeedRow = {
  holder: {
    cardNumber: "4906628655840914250",
    first: "Zoë",
    last: "O'Hare",
    gender: "F",
    street: '12 "Quoted" Lane',
    city: "Amberford",
    state: "CT",
    zip: 6847,
    latitude: 41,
    longitude: -72.7034,
    cityPopulation: 1848,
    job: "Sound/light technician",
    birthDate: "1954-08-25",
  },
  merchant: "fraud_Yarrow, Wrenfield and Daughters",
  category: "home",
  amount: 20.8,
  id: "8185431a936327d16148f720f6c57404",
  merchantLatitude: 41.325975,
  merchantLongitude: -72.77156,
  isFraud: true,
  paidAt: 1795202960434,
  index: 21,
};

test("a row goes out in the feed's own bytes: a JSON string that holds pandas' JSON", () => {
  const columns = String.raw`\"cc_num\",\"merchant\",\"category\",\"amt\",\"first\",\"last\",\"gender\",\"street\",\"city\",\"state\",\"zip\",\"lat\",\"long\",\"city_pop\",\"job\",\"dob\",\"trans_num\",\"merch_lat\",\"merch_long\",\"is_fraud\",\"current_time\"`;
  const data = String.raw`4906628655840914250,\"fraud_Yarrow, Wrenfield and Daughters\",\"home\",20.8,\"Zo\\u00eb\",\"O'Hare\",\"F\",\"12 \\\"Quoted\\\" Lane\",\"Amberford\",\"CT\",6847,41.0,-72.7034,1848,\"Sound\\/light technician\",\"1954-08-25\",\"8185431a936327d16148f720f6c57404\",41.325975,-72.77156,1,1795202960434`;
  expect(wireBody(tableOf([row]))).toBe(String.raw`"{\"columns\":[${columns}],\"index\":[21],\"data\":[[${data}]]}"`);
});

test("an answer without payments still names its columns", () => {
  const inner: unknown = JSON.parse(JSON.parse(wireBody(tableOf([]))));
  expect(inner).toMatchObject({ index: [], data: [] });
  expect(innerJson(tableOf([]))).toContain('"current_time"]');
});

test("every digit of a card number is kept, up to 19 of them", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{10,18}$/), (cardNumber) => {
      const inner: string = JSON.parse(wireBody(tableOf([{ ...row, holder: { ...row.holder, cardNumber } }])));
      expect(inner).toContain(`"data":[[${cardNumber},`);
    }),
  );
});

test("any text comes back as it was, and no slash goes out bare", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const cell = textCell(text);
      expect(JSON.parse(cell)).toBe(text);
      expect(cell).not.toMatch(/[^\\]\/|[\u0080-\uffff]/);
    }),
  );
});

test("a line of the past is a JSON object with the card number as text", () => {
  expect(JSON.parse(objectJson(row))).toMatchObject({
    cc_num: "4906628655840914250",
    amt: 20.8,
    is_fraud: 1,
    job: "Sound/light technician",
    current_time: 1795202960434,
  });
});

test("what a replayed file does not say of a holder is null", () => {
  const [cells = []] = tableOf([
    {
      ...row,
      holder: { ...row.holder, gender: null, zip: null, cityPopulation: null, birthDate: null, latitude: null },
    },
  ]).data;
  for (const column of ["gender", "zip", "city_pop", "dob", "lat"] as const)
    expect(cells[COLUMNS.indexOf(column)]).toBe("null");
});
