// The watchman: notices, by an alarm of its own, when something has gone silent or wrong, and tells it once when it begins
// and once when it is over. It shares no fate with the cron and the poller: its alarm goes on by itself, the cron and any
// request revive it, and HEARTBEAT_URL tells an outside service that even it is alive. See docs/watchman.md.

import { DurableObject } from "cloudflare:workers";
import { type Config, readConfig } from "../config/config.ts";
import { HOUR_MS, WEEK_MS } from "../duration.ts";
import { noticesOf } from "../health/notices.ts";
import { problemsOf, type Usual } from "../health/problems.ts";
import { factsNow } from "../health/status.ts";
import { bandsOf, scoreShift, usualFlaggedShare, withSnapshot } from "../health/usual.ts";
import { look, type Watch, wakeUp } from "../health/watch.ts";
import { logError } from "../log.ts";
import { messagesFor } from "../notice/fanOut.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { revive } from "./beat.ts";
import { cellIn } from "./cell.ts";

const LOOK_EVERY_MS = 60_000;
const LEARN_EVERY_MS = 15 * 60_000;
/** A fixed number rather than a fixed time: the same cost whatever the traffic. */
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

  /** From the cron and from requests; harmless when doubled. */
  beat(): Promise<void> {
    const nowMs = Date.now();
    // The first look is a minute off: a Vigie that has just begun has nothing to show yet.
    return revive(this.ctx.storage, nowMs, nowMs + LOOK_EVERY_MS);
  }

  override async alarm(): Promise<void> {
    // Set before the look, so that whatever happens in it, there is a next one.
    await this.ctx.storage.setAlarm(Date.now() + LOOK_EVERY_MS);
    const reading = readConfig(this.env);
    if (!reading.ok) return;
    // Without the cron nothing else would wake it, should its alarm be dead.
    const outbox = this.env.OUTBOX.getByName("outbox");
    await outbox.beat().catch((error: unknown) => logError("outbox_not_woken", error, { by: "watchman" }));
    try {
      const isWell = await this.#look(reading.config);
      if (isWell && reading.config.heartbeatUrl !== null) await tellOutside(reading.config.heartbeatUrl);
    } catch (error) {
      // No heartbeat then: where even the store cannot be read, the outside service is the one that tells.
      logError("watchman_blind", error);
    }
  }

  usual(): Usual {
    return this.#stored.usual.get() ?? { flaggedShare: null, scoreShift: null };
  }

  /** Answers whether all is well: no incident keeps payments or all alerts from coming through. */
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
    // Boards hear how things stand from the ticks; should those have stopped, from here.
    await this.env.BOARD.getByName("board").catchUp();
    const lasting = [...facts.incidents, ...found.opened].map(({ kind }) => kind);
    return problems.every(({ kind, stops }) => stops === null || !lasting.includes(kind));
  }

  /** Stored with its messages in one batch, and sent by the outbox. */
  async #tell(config: Config, { opened, ended }: Pick<ReturnType<typeof look>, "opened" | "ended">, nowMs: number) {
    if (opened.length + ended.length === 0) return;
    const messages = noticesOf(opened, ended, config).flatMap((notice) => messagesFor(notice, config, nowMs));
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

/** Its answer does not matter: the outside service counts the calls. */
async function tellOutside(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEARTBEAT_DEADLINE_MS), redirect: "manual" });
    await response.body?.cancel();
  } catch (error) {
    logError("heartbeat_not_told", error);
  }
}
