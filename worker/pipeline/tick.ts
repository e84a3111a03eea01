// One tick: fetch the feed, read its rows, hand them to the intake, and see that nothing stays untold.
import type { Config } from "../config.ts";
import { type FeedAnswer, fetchFeed } from "../payment/feed.ts";
import { admit, rejectOfBody } from "../payment/row.ts";
import { rowsOf } from "../payment/wire.ts";
import type { Arrival } from "./arrival.ts";
import type { TickSummary } from "./poller.ts";

/** The real feed re-reads a large file for each call, and needs up to 90 s after a cold start. */
const FEED_DEADLINE_MS = 30_000;
const TRIES = 2;
const MAX_ROWS = 5_000;

export interface TickResult extends TickSummary {
  /** Null when the feed did not answer. */
  simulated: boolean | null;
  retryAfterMs: number | null;
}

export async function tick(env: Env, config: Config & { paymentsUrl: string }): Promise<TickResult> {
  const intake = env.INTAKE.getByName("intake");
  // First what an earlier tick may have left untold, so that a feed that is down does not hold it back.
  await intake.tellOwed();
  const answer = await ask(config.paymentsUrl);
  if (!answer.ok) {
    const { problem, retryAfterMs } = answer;
    return { ok: false, error: problem, received: 0, rejected: 0, simulated: null, retryAfterMs };
  }
  const seenAt = Date.now();
  const body = rowsOf(answer.body, MAX_ROWS);
  const admissions = body.ok
    ? body.rows.map((row) => admit(row, { cardKey: config.cardKey, nowMs: seenAt }))
    : [{ ok: false as const, reject: rejectOfBody(answer.body, body.problem) }];
  const arrivals = admissions.map((admission): Arrival => ({ admission, source: "poll", seenAt }));
  if (arrivals.length > 0) await intake.take(arrivals);
  return {
    ok: body.ok,
    error: body.ok ? null : `answered what cannot be read: ${body.problem}`,
    received: arrivals.length,
    rejected: admissions.filter(({ ok }) => !ok).length,
    simulated: answer.simulated,
    retryAfterMs: null,
  };
}

async function ask(url: string): Promise<FeedAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetchFeed({ url, deadlineMs: FEED_DEADLINE_MS, nowMs: Date.now() }, fetch);
    if (answer.ok || !answer.transient || attempt === TRIES) return answer;
    // Jitter, so that many detectors do not come back to a recovering feed in step.
    await scheduler.wait(250 + Math.random() * 500);
  }
}
