import { expect, test } from "vitest";
import { newerMigration } from "./newerDatabase.ts";

const NOW = Date.UTC(2026, 10, 30, 12);
const journal = {
  entries: [
    { tag: "0000_first", when: NOW - 2 },
    { tag: "0001_second", when: NOW },
  ],
};
const named = (name: string) => ({ name, madeAt: null });
const made = (madeAt: number) => ({ name: null, madeAt });

test("the migrations of this version, fewer of them, and none at all are not newer", () => {
  for (const applied of [
    [],
    [named("0000_first.sql")],
    [named("0000_first.sql"), named("0001_second.sql")],
    [made(NOW - 2), made(NOW)],
    [named("0001_second.sql"), made(NOW)],
  ]) {
    expect(newerMigration(applied, journal)).toBeNull();
  }
});

test("one that comes after them is, and the newest is named", () => {
  expect(newerMigration([named("0001_second.sql"), named("0002_third.sql")], journal)).toBe("0002_third");
  expect(newerMigration([named("0010_last.sql"), named("0002_third.sql")], journal)).toBe("0010_last");
  expect(newerMigration([made(NOW), made(NOW + 1)], journal)).toBe("of 2026-11-30 12:00 UTC");
});
