import { expect, test } from "vitest";
import { sampleStatus } from "./sample.ts";
import { waitingWords } from "./waiting.ts";

const { health } = sampleStatus();
const waits = (payments: number, lasts = true) => ({
  store: "neon" as const,
  waiting: { ...health.waiting, payments, lasts, since: "2026-11-20T11:03:00.000Z" },
});

test("what waits is said beside the table in its number, and to people who hear the page once", () => {
  expect(waitingWords(waits(312))?.unlisted).toBe("312 decided payments are not listed yet.");
  expect(waitingWords(waits(1))?.unlisted).toBe("1 decided payment is not listed yet.");
  expect(waitingWords(waits(1_312))?.unlisted).toBe("1,312 decided payments are not listed yet.");
  expect(waitingWords(waits(312))?.spoken).toMatch(/^Decided payments wait for PostgreSQL\./);
  expect(waitingWords(waits(313))?.spoken).toBe(waitingWords(waits(312))?.spoken);
});

test("what is recorded within a moment is not said", () => {
  for (const each of [health, waits(2, false), waits(0), null]) expect(waitingWords(each)).toBeNull();
});
