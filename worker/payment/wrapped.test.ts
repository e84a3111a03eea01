import { expect, test } from "vitest";
import { feedRow } from "../../test/rows.ts";
import { readRows } from "./readRows.ts";

const row = feedRow();

function problemOf(body: unknown): string | null {
  const read = readRows(JSON.stringify(body), 100);
  return read.ok ? null : read.problem;
}

test.each([
  [{ payments: [row, row] }, "found the key payments; send the list itself"],
  [{ payments: [] }, "found the key payments; send the list itself"],
  [{ status: "ok", count: 1, data: [row], next: null }, "found the key data; send the list itself"],
  [{ transactions: [{ id: 7, amount: 12 }] }, "found the key transactions; send the list itself"],
  [{ data: { items: [row] } }, "found the key data.items; send the list itself"],
  [{ payment: row }, "found the key payment; send the payment itself"],
  [{ message: "here you are", payments: [row] }, "found the key payments; send the list itself"],
  [{ "4111111111111111\n": [row] }, "found the key •••• 1111; send the list itself"],
])("payments in an object around them are answered by key: %j", (body, problem) => {
  expect(problemOf(body)).toBe(problem);
  expect(problemOf(JSON.stringify(body))).toBe(problem);
});

test.each([
  [row],
  [{ ...row, items: [{ sku: "a" }] }],
  [{ error: "Rate limit exceeded", payments: [] }],
  [{ errors: [{ message: "no" }] }],
  [{ error: { code: 429, details: [{}] } }],
  [{ lines: ["a", "b"], tags: [1] }],
  [{}],
])("a payment with lists of its own, an error and an object of other things are none: %j", (body) => {
  expect(problemOf(body)).toBeNull();
});
