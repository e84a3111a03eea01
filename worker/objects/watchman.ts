// The watchman notices when something has gone silent or wrong. It tells people once when that begins and once when it is
// over. It does not depend on the cron or the poller: it has an alarm of its own, which the cron and any request revive.
// HEARTBEAT_URL tells an outside service that the watchman itself is alive. See docs/watchman.md.

import { DurableObject } from "cloudflare:workers";
import { type Config, readConfig } from "../config/config.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../duration.ts";
import { type ChangeMemories, type DriftFacts, driftProblems, remembered } from "../health/drift/drift.ts";
import type { FlaggedHour } from "../health/drift/flagged.ts";
import { everyDay } from "../health/drift/recall.ts";
import { look, type Watch, wakeUp } from "../health/incidentDue.ts";
import { noticesOf } from "../health/incidentNotices.ts";
import { factsNow } from "../health/presentStatus.ts";
import type { Problem } from "../health/problem.ts";
import { problemsOf } from "../health/problems.ts";
import { logError } from "../log.ts";
import { messagesFor } from "../notice/fanOut.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import type { Incident } from "../store/incidents.ts";
import { openStore } from "../store/open.ts";
import type { SpanTotals } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { cellIn } from "../storedCell.ts";
import { revive } from "./beat.ts";

const LOOK_EVERY_MS = 60_000;
const LEARN_EVERY_MS = 15 * MINUTE_MS;
const QUARTER_MS = 15 * MINUTE_MS;
/** What is compared with: so many days before. */
const DAYS = 28;
/** Payments may come a day late. Older hours are read again now and then, since payments may also be loaded as past. */
const NEW_HOURS_MS = 26 * HOUR_MS;
const ALL_HOURS_EVERY_MS = 6 * HOUR_MS;
const HEARTBEAT_DEADLINE_MS = 10_000;

/** What is learned every quarter of an hour, so that a look each minute is cheap. */
interface Learned {
  at: number;
  /** When all hours were read last. */
  allAt: number;
  flagged: [hour: number, FlaggedHour][];
  /** Of the kinds that are judged as often as this is learned. */
  problems: Problem[];
}

/** The problems of the newest look that need more than the facts of the moment. */
export interface Usual {
  problems: Problem[];
}

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    watch: cell<Watch>("watch"),
    usual: cell<Usual>("usual"),
    learned: cell<Learned>("learned"),
    memories: cell<ChangeMemories>("memories"),
  };
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
    // What a version before kept under this key has no problems.
    return { problems: this.#stored.usual.get()?.problems ?? [] };
  }

  /** Returns whether all is well, that is, no incident stops payments or all alerts. */
  async #look(config: Config): Promise<boolean> {
    const nowMs = Date.now();
    const { watch, slept } = wakeUp(this.#stored.watch.get() ?? null, nowMs);
    if (slept.length > 0) await this.#tell(config, { opened: slept, ended: [] }, nowMs);
    this.#stored.watch.put(watch);
    const known = await factsNow(this.env, this.#store, config, nowMs, this.usual());
    const drift = await this.#drift(known.incidents, config, nowMs);
    this.#stored.usual.put({ problems: drift });
    const facts = { ...known, drift };
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

  /** What is flagged is judged at each look, the rest as often as it is learned. */
  async #drift(incidents: readonly Incident[], config: Config, nowMs: number): Promise<Problem[]> {
    const memories = remembered(this.#stored.memories.get() ?? {}, incidents, nowMs);
    this.#stored.memories.put(memories);
    const known = { incidents, memories, zone: config.reportZone, currency: config.currency, nowMs };
    const learned = await this.#learned(known);
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    const [lastHour] = await this.#store.totals(minute - HOUR_MS, minute, HOUR_MS);
    const flagged = { hours: new Map(learned.flagged), lastHour: flaggedIn(lastHour) };
    return [...driftProblems({ flagged }, known), ...learned.problems];
  }

  async #learned(judged: Parameters<typeof driftProblems>[1]): Promise<Learned> {
    const { nowMs } = judged;
    const before = this.#stored.learned.get();
    // A version before kept something else under this key.
    const known = before?.flagged === undefined ? null : before;
    if (known !== null && nowMs - known.at < LEARN_EVERY_MS) return known;
    const isAll = known === null || nowMs - known.allAt >= ALL_HOURS_EVERY_MS;
    const thisHour = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
    const oldest = thisHour - (DAYS + 1) * DAY_MS;
    const quarter = Math.floor(nowMs / QUARTER_MS) * QUARTER_MS;
    const firstDay = quarter - DAYS * DAY_MS;
    const [hours, frauds, ledger] = await Promise.all([
      this.#store.totals(isAll ? oldest : thisHour - NEW_HOURS_MS, thisHour, HOUR_MS),
      this.#store.frauds(firstDay, quarter, DAY_MS),
      // While a deploy mixes versions, a ledger of the version before may have no census.
      ledgerOf(this.env)
        .census()
        .catch((error: unknown) => {
          logError("census_unknown", error);
          return null;
        }),
    ]);
    const read = hours.map((totals): Learned["flagged"][number] => [totals.start, flaggedIn(totals)]);
    const kept = isAll ? [] : known.flagged.filter(([hour]) => hour >= oldest && hour < thisHour - NEW_HOURS_MS);
    const facts: DriftFacts = {
      ...(ledger === null
        ? {}
        : { census: { hours: new Map(ledger.hours.map((hour) => [hour.hour, hour])), model: ledger.model } }),
      frauds: { days: everyDay(frauds, firstDay, DAYS), expectedRecall: ledger?.expectedRecall ?? null },
    };
    // What was found with the newest census lasts until there is another one.
    const lasting = ledger === null && known !== null ? known.problems.filter(({ kind }) => kind !== "recall") : [];
    const learned: Learned = {
      at: nowMs,
      allAt: isAll ? nowMs : known.allAt,
      flagged: [...kept, ...read],
      problems: [...driftProblems(facts, judged), ...lasting],
    };
    // Without a census too little was learned for a quarter of an hour: the next look asks again.
    if (ledger !== null) this.#stored.learned.put(learned);
    return learned;
  }
}

function flaggedIn(totals: SpanTotals | undefined): FlaggedHour {
  const { payments = 0, reviews = 0, declines = 0 } = totals ?? {};
  return { payments, flagged: reviews + declines };
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
