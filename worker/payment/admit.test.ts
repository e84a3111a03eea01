import fc from "fast-check";
import { expect, test } from "vitest";
import { feedRow, payment, splitForm } from "../../test/rows.ts";
import { admit, rejectOfBody } from "./admit.ts";
import type { Payment, Reject } from "./payment.ts";
import { readRows } from "./readRows.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const DOOR = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: NOW };

/** Passes a row through the wire and the door; `changes` may be any value at all. */
function admitted(changes: Record<string, unknown>) {
  const body = readRows(JSON.stringify({ ...feedRow(), ...changes }), 1);
  if (!body.ok || body.rows[0] === undefined) throw new Error("the body was not read");
  return admit(body.rows[0], DOOR);
}

function paymentOf(changes: Record<string, unknown>): Payment {
  const admission = admitted(changes);
  if (!admission.ok) throw new Error(admission.reject.reason);
  if (admission.payment === undefined) throw new Error("was admitted as a refund");
  return admission.payment;
}

function rejectOf(changes: Record<string, unknown>): Reject {
  const admission = admitted(changes);
  if (admission.ok) throw new Error(`was admitted as ${JSON.stringify(admission.payment)}`);
  return admission.reject;
}

test("a row of the feed becomes a payment without card number, name, address or date of birth", () => {
  const row = feedRow({ trans_num: "3cb54a489fb351f73a7db98f6c7bb1ad" });
  const admitted = paymentOf({ ...row });
  const cardId = expect.stringMatching(/^[\w-]{22}$/);
  expect(admitted).toEqual(payment({ id: "3cb54a489fb351f73a7db98f6c7bb1ad", cardId, label: "legitimate" }));
  const kept = JSON.stringify(admitted);
  for (const personal of [row.cc_num, row.first, row.last, row.street, row.dob]) expect(kept).not.toContain(personal);
});

test("lists and objects in a cell, however deep, are no values", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  for (const cells of [`"merchant":${deep}`, `"amt":{"a":1}`, `"job":${deep},"amt":1.005`]) {
    const body = readRows(`{${JSON.stringify(feedRow()).slice(1, -1)},${cells}}`, 1);
    const admission = body.ok && body.rows[0] !== undefined && admit(body.rows[0], DOOR);
    expect(admission).toMatchObject({ ok: false, reject: { field: /^"(merchant|amt)/.exec(cells)?.[1] ?? "amt" } });
  }
});

test("a card number is the same card as text and as a bare integer", () => {
  expect(paymentOf({ cc_num: 4000123412341234 }).cardId).toBe(paymentOf({ cc_num: "4000123412341234" }).cardId);
});

test("two cards that differ in the 19th digit are two cards", () => {
  expect(paymentOf({ cc_num: "4497913965512794052" }).cardId).not.toBe(
    paymentOf({ cc_num: "4497913965512794053" }).cardId,
  );
});

test("what a payment may lack is missing in it, not zero", () => {
  const lacking = { gender: null, dob: null, city_pop: null, lat: null, is_fraud: undefined };
  const { gender, ageYears, cityPopulation, distanceKm, label } = paymentOf(lacking);
  expect([gender, ageYears, cityPopulation, distanceKm, label]).toEqual([null, null, null, null, null]);
});

test.each([
  [1, "fraud"],
  ["1", "fraud"],
  ["1.0", "fraud"],
  [" True", "fraud"],
  ["false", "legitimate"],
  [true, "fraud"],
  [0, "legitimate"],
  [false, "legitimate"],
])("is_fraud %j is the label %s", (is_fraud, label) => {
  expect(paymentOf({ is_fraud }).label).toBe(label);
});

test.each([
  [60.16, 6016],
  ["60.16", 6016],
  ["60.160000", 6016],
  [" 060.16 ", 6016],
  ["60.160000000000004", 6016],
  ["+1.5", 150],
  ["-0.00", 0],
  [1e3, 100_000],
  [0.07, 7],
  [1.1, 110],
  [99_999_999.99, 9_999_999_999],
  // An amount in single precision, as it is and as a data frame writes it.
  [Math.fround(1012.4), 101_240],
  [1012.4000244141, 101_240],
  [Math.fround(0.07), 7],
])("an amount of %j is %i cents", (amt, cents) => {
  expect(paymentOf({ amt }).amountCents).toBe(cents);
});

test("an amount of minus zero is zero", () => {
  const body = readRows(JSON.stringify(feedRow({ amt: 12345 })).replace("12345,", "-0,"), 1);
  const admission = body.ok && body.rows[0] ? admit(body.rows[0], DOOR) : null;
  expect(admission?.ok && Object.is(admission.payment?.amountCents, 0)).toBe(true);
});

test("every amount in cents comes through exact", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (cents) => {
      expect(paymentOf({ amt: cents / 100 }).amountCents).toBe(cents);
    }),
  );
});

test.each([
  ["1e3", "amt must be an amount such as 12.34"],
  ["0x10", "amt must be an amount such as 12.34"],
  ["12,34", "amt must be an amount such as 12.34"],
  ["", "amt must be an amount such as 12.34"],
  ["9007199254740993", "amt must be an amount such as 12.34"],
  [1.005, "amt must have at most two decimals"],
  ["1.005", "amt must have at most two decimals"],
  ["60.", "amt must be an amount such as 12.34"],
  [1e308, "amt must be at most 100000000"],
])("an amount of %j is refused: %s", (amt, reason) => {
  expect(rejectOf({ amt })).toMatchObject({ code: "invalid", field: "amt", reason });
});

test.each([
  [new Date(NOW + 59 * 60_000).toISOString(), "ok"],
  [NOW + 61 * 60_000, "in_the_future"],
  ["9999-12-31T23:59:59Z", "in_the_future"],
  [Math.floor(NOW / 1000), "too_old"],
  ["1970-01-01T00:00:00Z", "too_old"],
  [0, "too_old"],
])("a payment stamped %j is %s", (current_time, code) => {
  const admission = admitted({ current_time });
  expect(admission.ok ? "ok" : admission.reject.code).toBe(code);
});

test("a time without a zone is UTC", () => {
  expect(paymentOf({ current_time: "2026-11-20 10:00:00" }).paidAt).toBe(Date.UTC(2026, 10, 20, 10));
});

const NO_TEXT = [true, [], {}, [["x"]]];
const NO_NUMBER = ["seven", true, [], {}];
test.each([
  ["trans_num", [...NO_TEXT, 1.5, 4e21, "", "two words", "x".repeat(65), "a\nb"]],
  [
    "cc_num",
    [true, [], {}, 1.5, -4000123412341234, "", "1234567890", "12345678901234567890", "4000 1234 1234 1234", 4e21],
  ],
  ["merchant", [...NO_TEXT, 7, "", "fraud_", "\0\u200b", "x".repeat(201)]],
  ["category", [...NO_TEXT, 7, "x".repeat(65), "4000123412341234", "shop 12345678901"]],
  ["amt", NO_NUMBER],
  ["current_time", [...NO_NUMBER, 1.5, 4e21, "2026-02-30T10:00:00Z"]],
  ["is_fraud", [2, -1, 0.5, "yes", "2", [], {}]],
  ["currency", ["EURO", "XXX", "US$", 840, true, {}]],
  ["card", [true, [], {}, 1.5, "x".repeat(201), "\u200b", "411111******1111", "•••• 1111", "xxxx-xxxx-xxxx-1111"]],
  ["type", [true, {}, 7, "sale", "chargeback"]],
])("a wrong %s is refused by its name, with what is expected", (field, wrong) => {
  for (const value of wrong) {
    const reject = rejectOf({ ...(field === "card" ? { cc_num: null } : {}), [field]: value });
    expect(reject, JSON.stringify(value)).toMatchObject({ code: "invalid", field });
    expect(reject.reason).toMatch(new RegExp(`^${field} must `));
  }
});

test.each([
  ["gender", [1, "X", "unknown", {}]],
  ["dob", [19880309, "9 March 1988", "1988-13-01", "1988-03-32", "2031-01-01", "1866-01-01", {}]],
  ["city_pop", [...NO_NUMBER, -1, 1e10, "9007199254740993", "3,495"]],
  ["lat", [...NO_NUMBER, 90.1, -91, "36,07", "36.07N"]],
  ["long", [...NO_NUMBER, 180.1]],
  ["merch_lat", [...NO_NUMBER, 1e308, "1e99"]],
  ["merch_long", [...NO_NUMBER, -181]],
])("a wrong %s costs the score something, but not the payment, and its sender hears of it", (field, wrong) => {
  const missing = paymentOf({ [field]: null });
  for (const value of wrong) {
    const admission = admitted({ [field]: value });
    expect(admission, JSON.stringify(value)).toMatchObject({
      ok: true,
      payment: { ...missing, id: expect.anything() },
      notes: [{ field, note: expect.stringMatching(/^could not be read, and counts as missing: .+ is expected$/) }],
    });
  }
});

test.each(["gender", "dob", "city_pop", "lat", "long", "merch_lat", "merch_long", "is_fraud", "currency"])(
  "%s may be missing in any spelling, without a word",
  (field) => {
    const missing = paymentOf({ [field]: null });
    for (const value of field === "currency"
      ? ["", " "]
      : ["", " ", "nan", "NaN", "None", "null", "NaT", "N/A", "<NA>"]) {
      expect(admitted({ [field]: value })).toEqual({ ok: true, payment: { ...missing, id: expect.anything() } });
    }
  },
);

test("numbers as text, genders spelled out and dates with a time are read", () => {
  const spelled = {
    gender: " Female ",
    dob: "1981-04-12 00:00:00",
    city_pop: "5300.0",
    lat: "40.1",
    long: " -75.2",
    merch_lat: "4.05e1",
    merch_long: "-75.9000000",
  };
  const { id: _, ...read } = paymentOf(spelled);
  expect(paymentOf({})).toMatchObject(read);
  expect(paymentOf({ gender: "male" }).gender).toBe("M");
});

test.each([
  [12345, "12345"],
  [0, "0"],
  [9007199254740991, "9007199254740991"],
])("the id may be the number %d", (trans_num, id) => {
  expect(paymentOf({ trans_num }).id).toBe(id);
});

test("an id that no number holds keeps every digit, and a refused one is named", () => {
  const body = readRows(JSON.stringify(feedRow({ trans_num: "?" })).replace('"?"', "12345678901234567890"), 1);
  const admission = body.ok && body.rows[0] && admit(body.rows[0], DOOR);
  expect(admission).toMatchObject({ payment: { id: "12345678901234567890" } });
  expect(rejectOf({ trans_num: 12345, amt: 1.005 }).paymentId).toBe("12345");
});

test("the fourteen categories are known in any case; another is kept as it came, and its sender hears which are known", () => {
  expect(admitted({ category: " Grocery_POS " })).toMatchObject({ payment: { category: "grocery_pos" } });
  expect(admitted({ category: " Grocery_POS " })).not.toHaveProperty("notes");
  for (const category of ["Grocery Pos", "grocery-pos", "GROCERY POS"]) {
    expect(admitted({ category })).toMatchObject({ payment: { category: "grocery_pos" } });
  }
  expect(admitted({ category: "Lottery" })).toMatchObject({
    payment: { category: "Lottery" },
    notes: [{ field: "category", note: expect.stringContaining("entertainment, food_dining") }],
  });
  // The door does not know the model: a bundle may have categories of its own.
  expect(admitted({ category: "Lottery" })).toMatchObject({
    notes: [{ note: expect.stringMatching(/travel: a model that has not learned it judges the payment without it$/) }],
  });
});

test.each([
  ...["currency", "Currency", "CURRENCY", "currency_code", "currencyCode", "iso_currency_code"],
  ...[
    "Currency-Code",
    "ccy",
    "CCY",
    "curr",
    "isoCurrency",
    "amt_currency",
    "transaction_currency",
    "trx_currency_code",
  ],
])("yen are not taken for dollars, whatever the column is called: %s", (column) => {
  for (const dollars of ["USD", "usd", " USD", "", null]) {
    expect(paymentOf({ [column]: dollars })).toMatchObject({ amountCents: 8420 });
    expect(paymentOf({ [column]: dollars })).not.toHaveProperty("currency");
  }
  const yen = paymentOf({ [column]: " jpy", amt: 5000 });
  expect(yen).toMatchObject({ currency: "JPY", paidMinor: 5000, rate: null, amountCents: 0 });
  expect(rejectOf({ [column]: "ZZZ" })).toMatchObject({
    code: "invalid",
    field: column,
    reason: `${column} must be a currency by its three letters (ISO 4217), such as EUR`,
  });
});

test("a time without a zone is the wall clock's of the feed's zone", () => {
  const row = { columns: { ...feedRow({ current_time: "2026-11-20 10:00:00" }) } };
  expect(admit(row, { ...DOOR, feedZone: "Asia/Kolkata" })).toMatchObject({
    payment: { paidAt: NOW - 6.5 * 3_600_000 },
  });
});

test.each([
  ["trans_num", "trans_num"],
  ["cc_num", "cc_num or card"],
  ["merchant", "merchant"],
  ["amt", "amt or amount_minor"],
  ["current_time", "current_time"],
])("without %s it is refused", (field, subject) => {
  for (const lacking of [null, undefined]) {
    expect(rejectOf({ [field]: lacking })).toMatchObject({ code: "missing", field, reason: `${subject} is missing` });
  }
});

test.each([
  ["trans_num", "p-4000123412341234567"],
  ["trans_num", "4000-1234-1234-1234-567"],
  ["trans_num", "4000.1234.1234.1234.567"],
  ["trans_num", "4000_1234:1234x1234y567"],
  ["category", "x4000_1234_1234_1234_567"],
  ["merchant", "Plum 4000x1234x1234x1234x567"],
])("%s %s holds the card number: it is refused, and not shown", (field, value) => {
  const reject = rejectOf({ [field]: value });
  expect(reject).toMatchObject({ field, reason: `${field} must not hold the card number` });
  for (const told of Object.values(reject))
    expect(String(told).replace(/\D/g, "")).not.toContain("4000123412341234567");
});

test("a card number in the merchant's name is masked", () => {
  expect(paymentOf({ merchant: "fraud_Plum 5555 4444 3333 2222 Ltd" }).merchant).toBe("Plum •••• 2222 Ltd");
  expect(paymentOf({ merchant: "Plum 4000.1234.1234.1234.567 Ltd" }).merchant).toBe("Plum •••• 4567 Ltd");
});

test("tricks in the merchant's name stay text on one line", () => {
  const merchant = "fraud_<img src=x onerror=alert(1)>\0\u202e\r\nBcc: x \ud800";
  expect(paymentOf({ merchant }).merchant).toBe("<img src=x onerror=alert(1)> Bcc: x \ufffd");
});

test("unknown columns, __proto__ among them, change nothing", () => {
  const json = JSON.stringify(feedRow()).replace("{", '{"__proto__":{"amt":1},"toString":5,"x":[1],');
  const body = readRows(json, 1);
  expect(body.ok && body.rows[0] && admit(body.rows[0], DOOR).ok).toBe(true);
});

test("a row whose cells do not match its columns is a reject that says so and shows nothing", () => {
  const shifted = splitForm([feedRow()]).replace('"cc_num",', "");
  const body = readRows(shifted, 1);
  const admission = body.ok && body.rows[0] ? admit(body.rows[0], DOOR) : null;
  expect(admission).toMatchObject({ ok: false, reject: { reason: "21 cells for 20 columns", snippet: "" } });
});

test("the same bad row is the same reject, another one is another", () => {
  const bad = { ...feedRow(), amt: "x" };
  expect(rejectOf(bad).id).toBe(rejectOf(bad).id);
  expect(rejectOf(bad).id).not.toBe(rejectOf({ ...bad, city: "Elsewhere" }).id);
});

test("an unreadable body is kept by its size and what is wrong, never by its text", () => {
  expect(rejectOfBody("4000123412341234567", "the body is not JSON")).toEqual({
    id: "unreadable body: the body is not JSON",
    code: "unreadable",
    field: null,
    reason: "the body is not JSON",
    snippet: "19 characters",
    paymentId: null,
  });
});

test("whatever a row holds, it is a payment or a reject, and never a throw", () => {
  const cell = fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.bigInt().map(String), fc.double());
  const columns = fc.constantFrom(...Object.keys(feedRow()), "__proto__", "");
  fc.assert(
    fc.property(fc.dictionary(columns, cell, { maxKeys: 8 }), (changes) => {
      const admission = admitted(changes);
      if (!admission.ok) expect(Object.keys(feedRow())).toContain(admission.reject.field);
    }),
    { numRuns: 500 },
  );
});

test("where older payments have left for the archive, one from before is refused: it may be one of them", () => {
  const body = readRows(JSON.stringify(feedRow({ current_time: NOW - 1 })), 1);
  const row = body.ok ? body.rows[0] : undefined;
  if (row === undefined) throw new Error("the body was not read");
  expect(admit(row, { ...DOOR, oldestMs: NOW - 1 }).ok).toBe(true);
  expect(admit(row, { ...DOOR, oldestMs: NOW })).toMatchObject({
    ok: false,
    reject: { code: "too_old", field: "current_time", reason: expect.stringContaining("RETENTION_DAYS") },
  });
});

test("a payment that is refused for its age says which it was, and two of them are two", () => {
  const door = { ...DOOR, oldestMs: NOW };
  const [one, other] = [feedRow(), feedRow()].map((row) => admit({ columns: { ...row } }, door));
  const reject = (admission = one) => (admission?.ok === false ? admission.reject : null);
  expect(reject()?.paymentId).toMatch(/^[0-9a-f]{32}$/);
  expect(reject()?.snippet).toContain(String(reject()?.paymentId));
  expect(reject(other)?.id).not.toBe(reject()?.id);
});

test("columns that are missing are named all at once", () => {
  const lacking = { cc_num: null, amt: null, current_time: null };
  expect(rejectOf({ ...lacking, merchant: "" })).toMatchObject({
    code: "missing",
    field: "cc_num",
    reason: "cc_num or card, amt or amount_minor and current_time are missing",
  });
});

test("half a person is none: what is stored as a whole number is one", () => {
  expect(paymentOf({ city_pop: 3.5 }).cityPopulation).toBe(4);
  expect(paymentOf({ city_pop: 0.2 }).cityPopulation).toBe(0);
});

test("a reject's id is the one that it always had: the same bad row is counted, not stored again", () => {
  const columns = { trans_num: "order-1", cc_num: "4000123412341234567", merchant: { a: [1] }, amt: -5, extra: null };
  const admission = admit({ columns }, { ...DOOR, cardKey: "0123456789abcdef0123456789abcdef" });
  // HMAC-SHA256 of [["trans_num","order-1"],["cc_num","4000123412341234567"],["merchant",{}],["amt",-5],["extra",null]]
  expect(admission).toMatchObject({ ok: false, reject: { id: "sOB8wT4fmOa7Kn-Ba_JdWK" } });
});

test("columns of one's own come through the door as numbers and clean text, also from JSON text, and what is blank is none", () => {
  const extra = { channel: " app\u0000 ", device_age_days: 3, ip_country: "", referrer: null };
  expect(paymentOf({ extra }).extra).toEqual({ channel: "app", device_age_days: 3 });
  expect(paymentOf({ extra: JSON.stringify(extra) }).extra).toEqual({ channel: "app", device_age_days: 3 });
  for (const nothing of [undefined, null, "", {}]) expect(paymentOf({ extra: nothing })).not.toHaveProperty("extra");
});

test("no card number comes in as a column of one's own, whatever it is called", () => {
  const number = "4111111111111111";
  const own = feedRow().cc_num;
  const extra = {
    ...{ note: `paid with ${number}`, as_number: Number(number), own, [number]: 1, [`c${number}`]: "x" },
    ...{ pieces: [...own].join("/"), fine: 20 },
  };
  const admission = admitted({ extra });
  expect(JSON.stringify(admission)).not.toMatch(new RegExp(`${number}|${own}|${[...own].join("/")}`));
  expect(admission).toMatchObject({ payment: { extra: { note: "paid with •••• 1111", fine: 20 } } });
});

test("what cannot be kept of columns of one's own is noted by name, and the payment is taken", () => {
  const extra = { channel: ["app"], Age: 3, seen: true, text: "x".repeat(61), fine: 1 };
  expect(admitted({ extra })).toMatchObject({
    payment: { extra: { fine: 1 } },
    notes: [
      { field: "extra.channel", note: "must be a number or text, and was left out" },
      { field: "extra", note: expect.stringContaining("a name that no column can have") },
      { field: "extra.seen", note: "must be a number or text, and was left out" },
      { field: "extra.text", note: "must be at most 60 characters, and was left out" },
    ],
  });
  for (const wrong of [7, ["app"], "app", true]) {
    expect(admitted({ extra: wrong })).toMatchObject({
      notes: [{ field: "extra", note: expect.stringMatching(/^could not be read/) }],
    });
  }
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`c${at}`, at]));
  expect(admitted({ extra: many })).toMatchObject({
    notes: [{ field: "extra", note: expect.stringMatching(/^has 101 columns/) }],
  });
  expect(paymentOf({ extra: many })).not.toHaveProperty("extra");
});
