import { expect, test } from "vitest";
import { retryAfterOf } from "./retryAfter.ts";

const NOW = Date.UTC(2026, 10, 20, 11);
const LONGEST_MS = 300_000;

test.each([
  ["seconds", "7", 7_000],
  ["seconds between blanks", " 1.5 ", 1_500],
  ["a date", "Fri, 20 Nov 2026 11:00:30 GMT", 30_000],
  ["a date in the past", "Fri, 20 Nov 2020 11:00:30 GMT", 0],
  ["an absurd number of seconds", "99999999999999999999", LONGEST_MS],
  ["an absurd date", "Fri, 20 Nov 2099 11:00:30 GMT", LONGEST_MS],
])("%s is obeyed within reason", (_, header, waitMs) => {
  expect(retryAfterOf(header, NOW, LONGEST_MS)).toBe(waitMs);
});

test.each(["-5", "-5x", "soon, at 5", "next GMT", "", null, undefined])("%j says nothing", (header) => {
  expect(retryAfterOf(header, NOW, LONGEST_MS)).toBeNull();
});
