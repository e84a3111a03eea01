// When the feed's failures, and polls that do not come, are a problem. Pure.
import type { Config } from "../config/config.ts";
import { MINUTE_MS } from "../duration.ts";
import type { PollerStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { patienceMs } from "./silence.ts";
import { inMinutes } from "./words.ts";

const NO_TICK_MS = 3 * MINUTE_MS;
/** One failed poll is a blip. Polls that fail for this long are an incident. */
const FEED_FAILS_MS = 3 * MINUTE_MS;

export function feedProblems(poller: PollerStatus, config: Config, nowMs: number): Problem[] {
  if (config.paymentsUrl === null) return [];
  const { lastTick, leftAloneUntil = 0, isCutOff = false } = poller;
  const silence = { kind: "no_tick", stops: "payments" } as const;
  if (lastTick === null) {
    return [{ ...silence, text: "The feed has not been polled yet.", since: null, holdMs: NO_TICK_MS }];
  }
  const problems: Problem[] = [];
  const mayBeSilentUntil = Math.max(lastTick.at, leftAloneUntil) + patienceMs(NO_TICK_MS, config);
  if (nowMs > mayBeSilentUntil) {
    problems.push({
      ...silence,
      text: `No poll for ${inMinutes(nowMs - lastTick.at)}.`,
      since: lastTick.at,
      holdMs: 0,
    });
  }
  // What was cut off needs no word, unless the next tick fails to store it, too.
  if (!lastTick.ok && !isCutOff) {
    // A pause that the feed asked for counts as one failed poll, however long it lasts.
    const holdMs = FEED_FAILS_MS + Math.max(0, leftAloneUntil - lastTick.at);
    problems.push({ kind: "feed", text: `The feed ${lastTick.error}.`, since: null, holdMs, stops: "payments" });
  }
  return problems;
}
