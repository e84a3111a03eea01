import { expect, test } from "vitest";
import { TooLate, within } from "./deadline.ts";

test("work that ignores its signal is left behind at the deadline", async () => {
  await expect(within(5, () => new Promise(() => undefined))).rejects.toThrow(TooLate);
});

test("work that heeds its signal is too late as well, whatever it fails with", async () => {
  const heeding = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
  await expect(within(5, heeding)).rejects.toThrow(TooLate);
});

test("what is done in time comes through, and so does what fails in time", async () => {
  await expect(within(60_000, async () => "done")).resolves.toBe("done");
  await expect(within(60_000, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
});
