import { expect, test } from "vitest";
import type { BacktestPorts } from "./ports.ts";
import { openRun } from "./run.ts";

test("a model that reads what cards and merchants did by day is refused, in words, and given back", async () => {
  let isOpen = true;
  const leave = () => {
    isOpen = false;
  };
  // Nothing else is asked for before the model is known.
  const ports = { open: async () => ({ detector: { daysRead: 37 }, leave }) } as unknown as BacktestPorts;
  await expect(openRun({ model: "0123456789ab" } as never, ports)).rejects.toThrow(
    "Model 0123456789ab reads what cards and merchants did by day, which backtests do not know. Let it be the challenger instead.",
  );
  expect(isOpen).toBe(false);
});
