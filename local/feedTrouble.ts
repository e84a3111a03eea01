// What a person in the terminal of `npm start` hears of the Worker's log: failures of the feed, and answers whose rows are
// all refused, in words. They are said once when they begin and once when they end, though the log has a line for each
// poll. Other lines are said as they are. Pure.
import { z } from "zod";
import { counted } from "../worker/counted.ts";
import { MINUTE_MS, SECOND_MS } from "../worker/duration.ts";
import { FEED_ANSWERS, FEED_FAILED, FEED_REFUSED } from "../worker/pipeline/feedEvents.ts";

export interface FeedTrouble {
  /** Epoch ms. */
  since: number;
  /** What was said of it: another reason is told as well, each of them once. */
  reasons: readonly string[];
  kind: typeof FEED_FAILED | typeof FEED_REFUSED;
}

export interface Heard {
  trouble: FeedTrouble | null;
  /** Null when there is nothing to say. */
  words: string | null;
}

interface About {
  /** The feed's address as it may be shown. */
  feed: string;
  pollSeconds: string;
  nowMs: number;
}

const MANY_REASONS = 5;
const ENDS = { [FEED_FAILED]: "it answers", [FEED_REFUSED]: "its rows are taken" };
const logLine = z.object({ event: z.string(), message: z.string().default("") });

export function hear(trouble: FeedTrouble | null, line: string, about: About): Heard {
  const { event, message } = eventOf(line);
  const { feed, pollSeconds, nowMs } = about;
  if (event === FEED_ANSWERS) {
    if (trouble === null) return { trouble: null, words: null };
    const what =
      trouble.kind === FEED_FAILED ? `The feed ${feed} answers again` : `Rows of the feed ${feed} are taken again`;
    return { trouble: null, words: `${what}, after ${lasting(nowMs - trouble.since)}.` };
  }
  if (event !== FEED_FAILED && event !== FEED_REFUSED) return { trouble, words: line };
  if (trouble === null) {
    const words = `The feed ${feed} ${message}. It is asked every ${pollSeconds} s; you are told here when ${ENDS[event]}.`;
    return { trouble: { since: nowMs, reasons: [message], kind: event }, words };
  }
  const lasts: FeedTrouble = { ...trouble, kind: event };
  if (trouble.reasons.includes(message) || trouble.reasons.length >= MANY_REASONS)
    return { trouble: lasts, words: null };
  const reasons = [...trouble.reasons, message];
  return { trouble: { ...lasts, reasons }, words: `The feed ${feed} still fails, now so: it ${message}.` };
}

function eventOf(line: string): { event: string | null; message: string } {
  try {
    return logLine.parse(JSON.parse(line));
  } catch {
    return { event: null, message: "" };
  }
}

function lasting(ms: number): string {
  return ms < 2 * MINUTE_MS
    ? counted(Math.max(1, Math.round(ms / SECOND_MS)), "second")
    : counted(Math.round(ms / MINUTE_MS), "minute");
}
