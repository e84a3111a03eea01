// Requests beat the watchman too: cheaply, so that no caller pays for it.
import { logError } from "../log.ts";

const EVERY_MS = 60_000;

/** Of this isolate. */
let beatenAt = 0;

/** At most once a minute, and after the answer. */
export function keepWatch(env: Env, context: ExecutionContext, nowMs: number): void {
  if (nowMs - beatenAt < EVERY_MS) return;
  beatenAt = nowMs;
  const beaten = env.WATCHMAN.getByName("watchman").beat();
  context.waitUntil(beaten.catch((error: unknown) => logError("watchman_not_beaten", error)));
}
