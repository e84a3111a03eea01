// A model on past payments: what is asked of the server, and what is shown of it.
import { batch, signal } from "@preact/signals";
import { DAY_MS } from "../../../worker/duration.ts";
import type { BacktestInFull, BacktestSummary } from "../../../worker/wire/backtest.ts";
import { type Answer, ask } from "../shared/ask.ts";

/** Pause between two looks at one that is under way. */
const AGAIN_MS = 1_000;
export const FLIPS_SHOWN = 10;

/** The newest backtest; null where there is none. */
export const backtest = signal<BacktestInFull | null>(null);
export const backtestProblem = signal<string | null>(null);

let isLooking = false;

export function isUnderWay({ state }: Pick<BacktestSummary, "state">): boolean {
  return state === "waiting" || state === "running";
}

/** Shows the newest one, and follows it until it has ended. */
export async function follow(): Promise<void> {
  if (isLooking) return;
  isLooking = true;
  try {
    for (;;) {
      const shown = await look();
      if (shown === null || !isUnderWay(shown.backtest)) return;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  } finally {
    isLooking = false;
  }
}

async function look(): Promise<BacktestInFull | null> {
  const list = await ask<{ backtests: BacktestSummary[] }>("/api/backtests");
  const [newest] = list.ok ? list.value.backtests : [];
  const answer: Answer<BacktestInFull | null> = !list.ok
    ? list
    : newest === undefined
      ? { ...list, value: null }
      : await ask<BacktestInFull>(`/api/backtests/${newest.id}?flips=${FLIPS_SHOWN}`);
  batch(() => {
    backtestProblem.value = answer.ok ? null : answer.problem;
    if (answer.ok) backtest.value = answer.value;
  });
  return answer.ok ? answer.value : null;
}

/** Tries a model on the payments of so many days until now. */
export async function tryOn(model: string, days: number, nowMs: number): Promise<void> {
  const range = { from: new Date(nowMs - days * DAY_MS).toISOString(), to: new Date(nowMs).toISOString() };
  await press(ask("/api/backtests", { method: "POST", body: { ...range, model } }));
}

export async function cancel(id: string): Promise<void> {
  await press(ask(`/api/backtests/${id}`, { method: "DELETE" }));
}

async function press(asking: Promise<Answer<unknown>>): Promise<void> {
  const answer = await asking;
  if (answer.ok) void follow();
  else backtestProblem.value = answer.problem;
}
