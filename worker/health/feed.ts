// When the feed's failures, and silence, are a problem. Pure.
import type { Config } from "../config/config.ts";
import { MINUTE_MS } from "../duration.ts";
import type { Backlog } from "../store/payments.ts";
import type { PollerStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { inMinutes } from "./words.ts";

/** Silence longer than this is a problem. If polls are rarer, silence longer than POLLS of them is. */
const NO_TICK_MS = 3 * MINUTE_MS;
const POLLS = 2;
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

/** Judged however payments come, polled or pushed. */
export function silenceProblems({ lastStoredAt }: Backlog, config: Config, nowMs: number): Problem[] {
  const silence = { kind: "no_payment", stops: "payments" } as const;
  const patience = patienceMs(config.silenceMs, config);
  if (lastStoredAt === null) {
    return [{ ...silence, text: "No payment has come in yet.", since: null, holdMs: patience }];
  }
  if (nowMs - lastStoredAt <= patience) return [];
  return [{ ...silence, text: `No payment for ${inMinutes(nowMs - lastStoredAt)}.`, since: lastStoredAt, holdMs: 0 }];
}

function patienceMs(limitMs: number, { pollMs }: Config): number {
  return Math.max(limitMs, POLLS * pollMs);
}
