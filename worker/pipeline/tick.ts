// One tick: fetch the feed, read and keep its rows, hand them to the deciders, and make sure that nothing stays untold.
import type { Config } from "../config/config.ts";
import { logError } from "../log.ts";
import { rejectOfBody } from "../payment/admit.ts";
import { readRows } from "../payment/readRows.ts";
import { arrivalsOf, packArrivals } from "./arrival.ts";
import { decidePacked, ledgerOf, settleOrigin } from "./deciders.ts";
import { saidInstead } from "./feedError.ts";
import { type FeedRead, feedSource, readBySource } from "./feedSource.ts";
import { type FeedAnswer, fetchFeed } from "./fetchFeed.ts";
import type { KeptAnswers } from "./keptFeedAnswers.ts";
import { mixing } from "./origin.ts";
import { FEED_DEADLINE_MS, pauseBetweenTriesMs, TRIES } from "./pollPace.ts";
import { commonest } from "./rowCounts.ts";

const MAX_ROWS = 5_000;
/** Rows in one batch. A flood is cut into several slices. Each fits the poller's storage, and is kept or dropped whole. */
const SLICE = 250;
const NOT_ASKED = "was not asked, since too much of what it answered before could not be stored yet";
export const NOT_STORED = "was read, but not all of its payments could be stored yet: they are kept, and tried again";

/** How a tick ended: well, or by whose fault it did not. */
export const TICK_ENDS = ["ok", "feed_failed", "store_failed", "vigie_failed"] as const;
export type TickEnd = (typeof TICK_ENDS)[number];

/** How a tick went, as it is kept and shown. */
export interface TickSummary {
  ok: boolean;
  error: string | null;
  received: number;
  rejected: number;
}

export interface TickResult extends TickSummary {
  end: TickEnd;
  /** Null when the feed did not answer. */
  simulated: boolean | null;
  retryAfterMs: number | null;
  /** Set when every row of the answer was refused, with the commonest reason; null otherwise. */
  refusedAnswer: { rows: number; reason: string } | null;
}

/** A tick without an answer of the feed. */
export function failed(end: Exclude<TickEnd, "ok">, error: string, retryAfterMs: number | null = null): TickResult {
  const nothing = { received: 0, rejected: 0, simulated: null, refusedAnswer: null };
  return { ok: false, end, error, retryAfterMs, ...nothing };
}

export async function tick(env: Env, config: Config & { paymentsUrl: string }, kept: KeptAnswers): Promise<TickResult> {
  // Payments that an earlier tick left untold come first. Boards that cannot be told must not cost payments.
  await ledgerOf(env)
    .tellOwed()
    .catch((error: unknown) => logError("boards_not_told", error));
  const result = kept.isFull() ? failed("store_failed", NOT_ASKED) : await receive(env, config, kept);
  try {
    // Takes the slices of this answer, and those that earlier ticks left because they failed or died.
    for (let next = kept.newest(); next !== null; next = kept.newest()) {
      await decidePacked(env, config, next.slice);
      kept.drop(next.key);
    }
  } catch (error) {
    logError("tick_not_stored", error, { received: result.received });
    // The feed's fault is told first, because it was there first.
    return { ...result, ok: false, end: result.ok ? "store_failed" : result.end, error: result.error ?? NOT_STORED };
  }
  return result;
}

/** Asks the feed, and keeps what it answers. */
async function receive(env: Env, config: Config & { paymentsUrl: string }, kept: KeptAnswers): Promise<TickResult> {
  const { paymentsHeaders: headers, paymentsSource } = config;
  const source = paymentsSource === null ? null : await feedSource(env, paymentsSource);
  if (paymentsSource !== null && source === null) return failed("feed_failed", noSource(paymentsSource));
  const answer = await ask(config.paymentsUrl, headers);
  if (!answer.ok) return failed("feed_failed", answer.problem, answer.retryAfterMs);
  const origin = answer.simulated ? "simulated" : "real";
  const further = { env, config, url: config.paymentsUrl, mostRows: MAX_ROWS, ask: (url: string) => ask(url, headers) };
  const {
    arrivals,
    problem,
    kept: areKept,
  } = source === null ? read(answer, env, config) : await readBySource(answer, source, further);
  // If it is not known and the store cannot be asked now, the answer is kept, and a decider looks once the store is back.
  const held = arrivals.length === 0 ? origin : await settleOrigin(env, origin).catch(() => origin);
  if (held !== origin) return failed("feed_failed", `answered ${mixing(origin)}`);
  const slices: string[] = [];
  for (let from = 0; from < arrivals.length; from += SLICE)
    slices.push(packArrivals(arrivals.slice(from, from + SLICE)));
  kept.keep(slices);
  // What fails here comes with the next answer again.
  await areKept().catch((error: unknown) => logError("feed_events_not_taken", error, { source: paymentsSource }));
  const refusals = arrivals.flatMap(({ admission }) => (admission.ok ? [] : [admission.reject.reason]));
  const reason = refusals.length === arrivals.length ? commonest(refusals) : null;
  return {
    ok: problem === null,
    end: problem === null ? "ok" : "feed_failed",
    error: problem,
    received: arrivals.length,
    rejected: refusals.length,
    simulated: answer.simulated,
    retryAfterMs: null,
    refusedAnswer: reason === null ? null : { rows: arrivals.length, reason },
  };
}

/** A body that cannot be read at all is one reject. Words that the feed sends in place of payments are none. */
function read({ body, simulated }: Extract<FeedAnswer, { ok: true }>, env: Env, config: Config): FeedRead {
  const rows = readRows(body, MAX_ROWS);
  const seenAt = Date.now();
  const said = rows.ok ? saidInstead(rows.rows) : null;
  if (said !== null) return { arrivals: [], problem: `answered ${said}`, kept: nothingToDo };
  if (rows.ok) {
    const how = { source: "poll", seenAt, ...(simulated ? { simulated } : {}) } as const;
    return { arrivals: arrivalsOf(rows.rows, how, config, env), problem: null, kept: nothingToDo };
  }
  const admission = { ok: false, reject: rejectOfBody(body, rows.problem) } as const;
  return {
    arrivals: [{ admission, source: "poll", seenAt }],
    problem: `answered what cannot be read: ${rows.problem}`,
    kept: nothingToDo,
  };
}

const nothingToDo = async () => {};

function noSource(name: string): string {
  return `was not asked: PAYMENTS_SOURCE is ${name}, and there is no source of this name (PUT /api/sources/${name} makes one)`;
}

async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<FeedAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetchFeed({ url, headers, deadlineMs: FEED_DEADLINE_MS, nowMs: Date.now() }, fetch);
    if (answer.ok || !answer.transient || attempt === TRIES) return answer;
    await scheduler.wait(pauseBetweenTriesMs(Math.random()));
  }
}
