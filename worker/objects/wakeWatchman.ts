// Requests wake the watchman too, in case its alarm and the cron are both dead. It is cheap, so no caller pays for it.
import { logError } from "../log.ts";

const EVERY_MS = 60_000;

/** When this isolate last woke the watchman, epoch ms. */
let beatenAt = 0;

/** Wakes it at most once a minute, and after the answer. */
export function wakeWatchman(env: Env, context: ExecutionContext, nowMs: number): void {
  if (nowMs - beatenAt < EVERY_MS) return;
  beatenAt = nowMs;
  const beaten = env.WATCHMAN.getByName("watchman").beat();
  context.waitUntil(beaten.catch((error: unknown) => logError("watchman_not_beaten", error)));
}
