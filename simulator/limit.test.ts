import { expect, test } from "vitest";
import { createLimit, limitBody } from "./limit.ts";

test("five calls a minute pass, the sixth must wait for the rest of the minute", () => {
  const limit = createLimit(5);
  for (let second = 0; second < 5; second++) expect(limit("a", second * 1000)).toBe(0);
  expect(limit("a", 20_000)).toBe(40);
  expect(limit("a", 59_999)).toBe(1);
  expect(limit("a", 60_000)).toBe(0);
});

test("each address has its own count, and 0 means no limit", () => {
  const limit = createLimit(1);
  expect(limit("a", 0)).toBe(0);
  expect(limit("b", 0)).toBe(0);
  expect(limit("a", 1)).toBe(60);
  const none = createLimit(0);
  for (let i = 0; i < 1000; i++) expect(none("a", 0)).toBe(0);
});

test("the refusal reads as the real one", () => {
  expect(limitBody(5)).toBe('{"error":"Rate limit exceeded: 5 per 1 minute"}');
});
