import fc from "fast-check";
import { expect, test } from "vitest";
import { cursor, encodeCursor, encodePosition, listCursor, pageOf } from "./cursor.ts";

test("whatever an id holds, the page after it can be asked for", () => {
  const id = fc.string({ unit: fc.constantFrom(..."a1.:-_>@é💳 "), minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(fc.nat(), id, (at, id) => {
      const text = encodeCursor(at, id);
      expect(text).toMatch(/^[\w-]+$/);
      expect(cursor.parse(text)).toEqual({ at, id });
    }),
  );
});

test("a place in a list by amount or score comes back to the last digit, and one by time as it always was", () => {
  const position = { paidAt: 1_700_000_000_000, id: "a b" };
  for (const [sort, key] of [
    ["amount", 6016],
    ["score", 0.1 + 0.2],
    ["score", 5e-7],
    ["score", -1],
  ] as const) {
    expect(listCursor.parse(encodePosition(sort, { ...position, key }))).toEqual({
      sort,
      position: { ...position, key },
    });
  }
  const byTime = encodePosition("time", { ...position, key: position.paidAt });
  expect(byTime).toBe(encodeCursor(position.paidAt, position.id));
  expect(listCursor.parse(byTime)).toEqual({ sort: "time", position: { ...position, key: position.paidAt } });
});

test.each(["amount 0.5 1 a", "amount e 1 a", "score - 1 a", "merchant 1 1 a", "score 0.5 a"])(
  "“%s” is no place in a sorted list",
  (text) => {
    expect(listCursor.safeParse(Buffer.from(text).toString("base64url")).success).toBe(false);
  },
);

test.each([
  "",
  "!!",
  "AAAA",
  encodeCursor(-1, "a"),
  encodeCursor(0.5, "a"),
  encodeCursor(1, ""),
  encodeCursor(1, "\0"),
])("%j is no place in a list", (text) => {
  expect(cursor.safeParse(text).error?.issues).toMatchObject([{ message: "must be the `next` of an earlier page" }]);
});

test("a page has the rows asked for, and says where the next one begins if there is one", () => {
  const rows = [5, 4, 3].map((at) => ({ id: `p${at}`, at }));
  const timeOf = ({ at }: { at: number }) => at;
  expect(pageOf(rows, 2, timeOf)).toEqual({ page: rows.slice(0, 2), next: encodeCursor(4, "p4") });
  expect(pageOf(rows, 3, timeOf)).toEqual({ page: rows, next: null });
  expect(pageOf([], 3, timeOf)).toEqual({ page: [], next: null });
});
