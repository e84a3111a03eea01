import fc from "fast-check";
import { expect, test } from "vitest";
import { cursor, encodeCursor, pageOf } from "./cursor.ts";

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
