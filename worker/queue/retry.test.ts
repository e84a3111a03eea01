import { expect, test } from "vitest";
import { RESOURCES } from "../../local/archiveAndQueue.ts";
import { DELIVERIES, retryDelayS } from "./retry.ts";

test("a message comes again soon at first, then less and less often, and for a working day in all", () => {
  const delays = Array.from({ length: DELIVERIES - 1 }, (_, at) => retryDelayS(at + 1));
  expect(delays[0]).toBe(2);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
  expect(Math.max(...delays)).toBe(300);
  expect(delays.reduce((sum, delay) => sum + delay)).toBeGreaterThan(7.5 * 3_600);
});

test("the queue delivers as often as the consumer expects, so that the last failure is kept with its reason", () => {
  const { maxRetries } = RESOURCES.queueConsumers["vigie-payments"];
  expect(maxRetries).toBe(DELIVERIES - 1);
});
