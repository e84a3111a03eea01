import { expect, test } from "vitest";
import { contradictedPayment, notUnderstoodWords, refusalWords, refusedToday, shownColumns } from "./rejects.ts";
import { sampleReject } from "./sample.ts";

test("a refusal says what is wrong in plain words instead of column names", () => {
  expect(refusalWords(sampleReject({ field: "amt", reason: "amt must not be negative" }))).toBe(
    "Amount must not be negative.",
  );
  expect(refusalWords(sampleReject({ field: "cc_num", reason: "cc_num is missing" }))).toBe("Card number is missing.");
  expect(refusalWords(sampleReject({ field: null, reason: "the row has 3 cells, 22 are expected" }))).toBe(
    "The row has 3 cells, 22 are expected.",
  );
});

test("a contradiction leads to the payment that stands", () => {
  const conflict = sampleReject({
    code: "conflict",
    field: "amt",
    reason: "a payment with this id is stored with another amt; the stored one stands",
    paymentId: "a1",
  });
  expect(refusalWords(conflict)).toBe(
    "Contradicts a stored payment of the same id: another amount. The stored one stands.",
  );
  expect(contradictedPayment(conflict)).toBe("a1");
});

test("a row refused for another reason leads nowhere, even when its id could be read", () => {
  expect(contradictedPayment(sampleReject({ code: "missing", paymentId: "a1" }))).toBeNull();
});

test("a field that nobody has words for keeps its name", () => {
  expect(refusalWords(sampleReject({ field: "merch_zipcode", reason: "merch_zipcode must be text" }))).toBe(
    "merch_zipcode must be text.",
  );
  expect(refusalWords(sampleReject({ field: "constructor", reason: "constructor is odd" }))).toBe(
    "constructor is odd.",
  );
});

test("the row is shown column by column, and as it came where it isn't whole", () => {
  expect(shownColumns('{"trans_num":"a1","amt":-12.4,"merchant":null}')).toEqual([
    ["trans_num", '"a1"'],
    ["amt", "-12.4"],
    ["merchant", "null"],
  ]);
  for (const snippet of ["", "1204 characters", '{"trans_num":"a1","am', "[1]", "null"]) {
    expect(shownColumns(snippet)).toBeNull();
  }
});

test("one row is not rows", () => {
  expect([refusedToday(1), refusedToday(1200)]).toEqual(["1 row refused today", "1,200 rows refused today"]);
});

test("what was taken but not understood is told in words, and nothing is no sentence", () => {
  const lastSeenAt = "2026-11-20T10:59:55.000Z";
  expect(notUnderstoodWords([])).toBeNull();
  expect(
    notUnderstoodWords([
      { field: "dob", value: null, payments: 12, lastSeenAt },
      { field: "category", value: "lottery", payments: 1, lastSeenAt },
      { field: "category", value: null, payments: 3, lastSeenAt },
      { field: "extra", value: "chanel", payments: 2, lastSeenAt },
      { field: "extra", value: null, payments: 4, lastSeenAt },
    ]),
  ).toBe(
    "Taken, but not understood, and so without a say in the score: date of birth in 12 payments, category lottery in 1 payment, other categories in 3 payments, the column chanel in 2 payments, other columns of one’s own in 4 payments.",
  );
});
