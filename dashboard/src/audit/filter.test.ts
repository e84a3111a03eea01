import { expect, test } from "vitest";
import { EVERYTHING, filterOf, hashOf, queryOf } from "./filter.ts";

test("a filter is in the address, and comes back from it", () => {
  const filter = {
    kind: "rules",
    by: "ann@example.org",
    subject: "r 1&2",
    from: "2026-11-01",
    to: "2026-11-20",
  } as const;
  expect(filterOf(hashOf(filter))).toEqual(filter);
  expect(hashOf(EVERYTHING)).toBe("#");
  expect(filterOf("")).toEqual(EVERYTHING);
});

test("what is no filter asks for everything", () => {
  expect(filterOf("#kind=weather&from=yesterday&to=2026-02-30")).toEqual(EVERYTHING);
});

test("the API is asked by actions, and by days, which the server knows", () => {
  const asked = queryOf({ ...EVERYTHING, kind: "sign-ins", from: "2026-11-20" });
  expect(Object.fromEntries(asked)).toEqual({ action: "login,logout", from: "2026-11-20" });
});
