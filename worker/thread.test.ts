import { expect, test } from "vitest";
import { quietForMs, waitedFor } from "./thread.ts";

test("while a payment is decided it is not quiet, and afterwards it is known for how long it has been", async () => {
  let nowMs = 1_000_000;
  const now = () => nowMs;
  const [one, other] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const answers = [waitedFor(now, () => one.promise), waitedFor(now, () => other.promise)];
  expect(quietForMs(nowMs)).toBe(0);
  one.resolve("one");
  expect(await answers[0]).toBe("one");
  expect(quietForMs(nowMs)).toBe(0);
  nowMs += 300;
  other.reject(new Error("failed"));
  await expect(answers[1]).rejects.toThrow("failed");
  expect(quietForMs(nowMs + 50)).toBe(50);
});

test("a caller that has gone, and so never ends, is waited for a second at most", () => {
  const nowMs = 2_000_000;
  void waitedFor(
    () => nowMs,
    () => new Promise(() => undefined),
  );
  expect(quietForMs(nowMs + 1_000)).toBe(0);
  expect(quietForMs(nowMs + 1_001)).toBeGreaterThan(0);
});
