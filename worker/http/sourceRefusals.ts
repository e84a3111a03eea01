// Tells a source's object of events that were not let in. Strangers may send thousands, so that it is told every few seconds at most.
import type { Context } from "hono";
import { logError } from "../log.ts";
import type { App } from "./context.ts";

const TOLD_EVERY_MS = 5_000;

/** When each source's object was last told, and how many refusals came since. */
const refusals = new Map<string, { toldAt: number; untold: number }>();

export function tellRefused(context: Context<App>, source: string, problem: string): void {
  const nowMs = Date.now();
  const held = refusals.get(source) ?? { toldAt: 0, untold: 0 };
  const untold = held.untold + 1;
  if (Math.abs(nowMs - held.toldAt) < TOLD_EVERY_MS) {
    refusals.set(source, { ...held, untold });
    return;
  }
  refusals.set(source, { toldAt: nowMs, untold: 0 });
  const events = Array.from({ length: Math.min(untold, 1_000) }, () => {
    return { id: null, kind: "refused" as const, type: null, problem, body: null };
  });
  const told = context.env.SOURCES.getByName(source)
    .took(events)
    .catch((error: unknown) => logError("source_not_counted", error, { source }));
  context.executionCtx.waitUntil(told);
}
