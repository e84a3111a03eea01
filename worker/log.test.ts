import { afterEach, expect, test, vi } from "vitest";
import { logError } from "./log.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function logged(error: unknown): { level: string; event: string; message: string } {
  const line = vi.spyOn(console, "error").mockImplementation(() => undefined);
  logError("it_failed", error);
  return JSON.parse(String(line.mock.lastCall?.[0]));
}

test("a log line is JSON with an event and the error's message", () => {
  expect(logged(new Error("no such table"))).toEqual({ level: "error", event: "it_failed", message: "no such table" });
});

test("a log line says which card, day, message or request it is about, without a card number", () => {
  const line = vi.spyOn(console, "error").mockImplementation(() => undefined);
  logError("it_failed", new Error("no"), { card: "c1", payments: 3, path: "/api/payments/4000123412341234567" });
  expect(JSON.parse(String(line.mock.lastCall?.[0]))).toEqual({
    level: "error",
    event: "it_failed",
    message: "no",
    card: "c1",
    payments: 3,
    path: "/api/payments/•••• 4567",
  });
});

test("the cause is told too, once", () => {
  const cause = new Error("D1_ERROR: disk full");
  expect(logged(new Error("the query failed", { cause })).message).toBe("the query failed ← D1_ERROR: disk full");
  expect(logged(new Error("disk full", { cause: new Error("disk full") })).message).toBe("disk full");
});

test("an error that is its own cause ends", () => {
  const error = new Error("around");
  error.cause = error;
  expect(logged(error).message).toBe("around");
});

test("card numbers are masked, at the cut too", () => {
  expect(logged("refused 4000123412341234567").message).toBe("refused •••• 4567");
  expect(logged(`${"x".repeat(240)} 4000123412341234567`).message).not.toMatch(/\d{5}/);
});

test("a failed query's parameters, which are payments, are left out", () => {
  const error = new Error('Failed query: insert into payments …\nparams: [{"merchant":"Plum"}]');
  expect(logged(error).message).toBe("Failed query: insert into payments …");
});

test("a line stays short", () => {
  expect(logged(new Error("y".repeat(10_000))).message.length).toBeLessThanOrEqual(500);
});

test("what was thrown may be anything", () => {
  expect(logged(null).message).toBe("null");
  expect(logged(undefined).message).toBe("");
  expect(logged({ a: 1 }).message).toBe("[object Object]");
});
