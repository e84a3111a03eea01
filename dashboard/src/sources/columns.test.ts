import { expect, test } from "vitest";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import { leftOutIn, nameProblem, withColumn, withoutColumn } from "./columns.ts";

const CHANNEL: Column = { name: "channel", kind: "text" };
const AGE: Column = { name: "device_age_days", kind: "number" };

test("what was left out lately is told, the most first, with what it is declared as", () => {
  const lastSeenAt = "2026-11-20T10:00:00.000Z";
  const came = (field: string, value: string | null, payments: number) => ({ field, value, payments, lastSeenAt });
  const all = [
    came("extra", "chanel", 2),
    came("category", "toys", 9),
    came("extra", "channel", 5),
    came("extra", null, 1),
  ];
  expect(leftOutIn(all, [CHANNEL])).toEqual([
    { name: "channel", kind: "text", payments: 5, lastSeenAt },
    { name: "chanel", kind: null, payments: 2, lastSeenAt },
    { name: null, kind: null, payments: 1, lastSeenAt },
  ]);
});

test("a name that no column can have is refused in words before it is sent", () => {
  expect(nameProblem(" ip_country ", [CHANNEL])).toBeNull();
  expect(nameProblem(" ", [])).toMatch(/^Give the column’s name/);
  expect(nameProblem("Channel", [])).toMatch(/^A name has small letters/);
  expect(nameProblem("c4111111111111111", [])).toMatch(/card’s number/);
  expect(nameProblem("channel", [CHANNEL])).toBe("There is a column channel already.");
  const many = Array.from({ length: 32 }, (_, at): Column => ({ name: `c${at}`, kind: "text" }));
  expect(nameProblem("channel", many)).toMatch(/^There are 32 columns/);
});

test("a column takes the place of one with its name, and goes by it", () => {
  expect(withColumn([CHANNEL, AGE], { name: "channel", kind: "number" })).toEqual([
    AGE,
    { name: "channel", kind: "number" },
  ]);
  expect(withoutColumn([CHANNEL, AGE], "channel")).toEqual([AGE]);
});
