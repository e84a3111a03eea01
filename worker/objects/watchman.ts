// The watchman notices when something has gone silent or wrong. It tells people once when that begins and once when it is
// over. It does not depend on the cron or the poller: it has an alarm of its own, which the cron and any request revive.
// HEARTBEAT_URL tells an outside service that the watchman itself is alive. See docs/watchman.md.

import { DurableObject } from "cloudflare:workers";
import { type Config, readConfig } from "../config/config.ts";
import { HOUR_MS, WEEK_MS } from "../duration.ts";
import { bandsOf, scoreShift, type Usual, usualFlaggedShare, withSnapshot } from "../health/drift.ts";
import { noticesOf } from "../health/notices.ts";
import { factsNow } from "../health/presentStatus.ts";
import { problemsOf } from "../health/problems.ts";
import { look, type Watch, wakeUp } from "../health/watch.ts";
import { logError } from "../log.ts";
import { messagesFor } from "../notice/fanOut.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { revive } from "./beat.ts";
import { cellIn } from "./cell.ts";

const LOOK_EVERY_MS = 60_000;
const LEARN_EVERY_MS = 15 * 60_000;
/** A fixed number of scores, not a fixed time, so that the cost is the same whatever the traffic. */
const SCORES = 2_000;
const HEARTBEAT_DEADLINE_MS = 10_000;

interface Learned {
  at: number;
  snapshots: number[][];
}

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return { watch: cell<Watch>("watch"), usual: cell<Usual>("usual"), learned: cell<Learned>("learned") };
}

export class Watchman extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #stored = storedIn(this.ctx.storage.kv);

  /** Called by the cron and by requests. Calling it twice is harmless. */
  beat(): Promise<void> {
    const nowMs = Date.now();
    // The first look comes after a minute, because a Vigie that has just begun has nothing to show yet.
    return revive(this.ctx.storage, nowMs, nowMs + LOOK_EVERY_MS);
  }

  override async alarm(): Promise<void> {
    // The alarm is set before the look, so that a next look comes whatever happens in this one.
    await this.ctx.storage.setAlarm(Date.now() + LOOK_EVERY_MS);
    const reading = readConfig(this.env);
    if (!reading.ok) return;
    // If the outbox's alarm is dead and the cron is too, nothing else would wake the outbox.
    const outbox = this.env.OUTBOX.getByName("outbox");
    await outbox.beat().catch((error: unknown) => logError("outbox_not_woken", error, { by: "watchman" }));
    try {
      const isWell = await this.#look(reading.config);
      if (isWell && reading.config.heartbeatUrl !== null) await tellOutside(reading.config.heartbeatUrl);
    } catch (error) {
      // No heartbeat is sent then: when the store cannot be read, the outside service is the one that tells people.
      logError("watchman_blind", error);
    }
  }

  usual(): Usual {
    return this.#stored.usual.get() ?? { flaggedShare: null, scoreShift: null };
  }

  /** Returns whether all is well, that is, no incident stops payments or all alerts. */
  async #look(config: Config): Promise<boolean> {
    const nowMs = Date.now();
    const { watch, slept } = wakeUp(this.#stored.watch.get() ?? null, nowMs);
    if (slept.length > 0) await this.#tell(config, { opened: slept, ended: [] }, nowMs);
    this.#stored.watch.put(watch);
    await this.#learn(nowMs);
    const facts = await factsNow(this.env, this.#store, config, nowMs, this.usual());
    const problems = problemsOf(facts, config, nowMs);
    const found = look(watch, problems, facts.incidents, nowMs);
    await this.#tell(config, found, nowMs);
    this.#stored.watch.put(found.watch);
    // Boards hear the status from the ticks. In case those have stopped, they hear it from here.
    await this.env.BOARD.getByName("board").catchUp();
    const lasting = [...facts.incidents, ...found.opened].map(({ kind }) => kind);
    return problems.every(({ kind, stops }) => stops === null || !lasting.includes(kind));
  }

  /** Stores incidents with their messages in one batch. The outbox sends them. */
  async #tell(config: Config, { opened, ended }: Pick<ReturnType<typeof look>, "opened" | "ended">, nowMs: number) {
    if (opened.length + ended.length === 0) return;
    const origin = await this.#store.origin();
    const messages = noticesOf(opened, ended, config).flatMap((notice) => messagesFor(notice, config, nowMs, origin));
    await this.#store.changeIncidents({ opened, ended, messages });
    await this.env.OUTBOX.getByName("outbox").beat();
  }

  async #learn(nowMs: number): Promise<void> {
    const known = this.#stored.learned.get() ?? { at: 0, snapshots: [] };
    if (nowMs - known.at < LEARN_EVERY_MS) return;
    const thisHour = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
    const [scores, hours] = await Promise.all([
      this.#store.newestScores(SCORES),
      this.#store.totals(thisHour - WEEK_MS, thisHour - HOUR_MS, HOUR_MS),
    ]);
    const bands = bandsOf(scores);
    const flaggedShare = usualFlaggedShare(hours);
    this.#stored.usual.put({ flaggedShare, scoreShift: scoreShift(known.snapshots, bands) });
    const snapshots = bands === null ? known.snapshots : withSnapshot(known.snapshots, bands);
    this.#stored.learned.put({ at: nowMs, snapshots });
  }
}

/** The answer does not matter, because the outside service counts the calls. */
async function tellOutside(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEARTBEAT_DEADLINE_MS), redirect: "manual" });
    await response.body?.cancel();
  } catch (error) {
    logError("heartbeat_not_told", error);
  }
}
