// One tick: fetch the feed, read its rows, hand them to the intake, and see that nothing stays untold.
import { daysKept, oldestKept } from "../archive/retention.ts";
import type { Config } from "../config.ts";
import { logError } from "../log.ts";
import { type FeedAnswer, fetchFeed } from "../payment/feed.ts";
import { type Admission, admit, rejectOfBody } from "../payment/row.ts";
import { rowsOf } from "../payment/wire.ts";
import { packArrivals } from "./arrival.ts";

/** Slow replies are usual, since the real feed re-reads a large file for each; a cold start of 90 s is left to the next tick. */
const FEED_DEADLINE_MS = 30_000;
const TRIES = 2;
const MAX_ROWS = 5_000;
/** A usual tick is one batch; of a flood each slice is, so that no statement outgrows the database's limits. */
const SLICE = 250;

/** How a tick went, as it is kept and shown. */
export interface TickSummary {
  ok: boolean;
  error: string | null;
  received: number;
  rejected: number;
}

export interface TickResult extends TickSummary {
  /** Null when the feed did not answer. */
  simulated: boolean | null;
  retryAfterMs: number | null;
}

export async function tick(env: Env, config: Config & { paymentsUrl: string }): Promise<TickResult> {
  const intake = env.INTAKE.getByName("intake");
  // First what an earlier tick may have left untold; boards that cannot be told must not cost payments.
  await intake.tellOwed().catch((error: unknown) => logError("boards_not_told", error));
  const answer = await ask(config.paymentsUrl);
  if (!answer.ok) {
    const { problem, retryAfterMs } = answer;
    return { ok: false, error: problem, received: 0, rejected: 0, simulated: null, retryAfterMs };
  }
  const { simulated } = answer;
  const { admissions, problem } = read(answer.body, env, config);
  const received = admissions.length;
  const rejected = admissions.filter(({ ok }) => !ok).length;
  const seenAt = Date.now();
  try {
    for (let from = 0; from < received; from += SLICE) {
      const slice = admissions.slice(from, from + SLICE);
      await intake.take(packArrivals(slice.map((admission) => ({ admission, source: "poll", seenAt }))));
    }
  } catch (error) {
    logError("tick_not_stored", error);
    const failed = "was read, but not all of its payments could be stored";
    return { ok: false, error: failed, received, rejected, simulated, retryAfterMs: null };
  }
  return { ok: problem === null, error: problem, received, rejected, simulated, retryAfterMs: null };
}

/** A body that cannot be read at all is one reject. */
function read(body: string, env: Env, config: Config): { admissions: Admission[]; problem: string | null } {
  const rows = rowsOf(body, MAX_ROWS);
  if (rows.ok) {
    const nowMs = Date.now();
    const door = { cardKey: config.cardKey, nowMs, oldestMs: oldestKept(daysKept(config, env), nowMs) };
    return { admissions: rows.rows.map((row) => admit(row, door)), problem: null };
  }
  const reject = rejectOfBody(body, rows.problem);
  return { admissions: [{ ok: false, reject }], problem: `answered what cannot be read: ${rows.problem}` };
}

async function ask(url: string): Promise<FeedAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetchFeed({ url, deadlineMs: FEED_DEADLINE_MS, nowMs: Date.now() }, fetch);
    if (answer.ok || !answer.transient || attempt === TRIES) return answer;
    // Jitter, so that many detectors do not come back to a recovering feed in step.
    await scheduler.wait(250 + Math.random() * 500);
  }
}
