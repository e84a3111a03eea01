import type { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { cursor, listCursor, reviewCursor } from "./cursor.ts";
import { paymentId, problemIn } from "./parameters.ts";

const saidOf = (schema: z.ZodType, text: string) => {
  const read = schema.safeParse(text);
  return read.success ? null : problemIn(read.error).error;
};

test("what is too long is said in our own words", () => {
  expect(saidOf(paymentId, "x".repeat(64))).toBeNull();
  expect(saidOf(paymentId, "x".repeat(65))).toBe("request must be at most 64 characters");
  for (const page of [cursor, listCursor, reviewCursor]) {
    expect(saidOf(page, "x".repeat(701))).toBe("request must be the `next` of an earlier page");
  }
});
