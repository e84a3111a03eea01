// The archivist writes closed days into the bucket, lets old days leave the store, and measures how large the store is. Its
// own alarm starts one small step at a time. All that must survive is in the store. Without a bucket it only measures. See
// docs/archive.md.

import { DurableObject } from "cloudflare:workers";
import { r2Shelf } from "../archive/shelf.ts";
import { archiveStep, type StepOutcome } from "../archive/step.ts";
import { type Config, readConfig } from "../config/config.ts";
import { daysKept, leaveBefore } from "../config/paymentRetention.ts";
import { DAY_MS } from "../duration.ts";
import type { ArchivistStatus, Trouble } from "../health/objectStates.ts";
import { logError } from "../log.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import type { ArchiveSums } from "../store/archive.ts";
import { openStore } from "../store/open.ts";
import { type Growth, isCountDue, isDue, type Measured, measured, measureEveryMs, RATE_DAYS } from "../store/size.ts";
import type { Store } from "../store/store.ts";
import { cellIn } from "../storedCell.ts";
import { revive } from "./beat.ts";

/** If a step dies, the next one begins after this time. */
const SAFETY_MS = 2 * 60_000;
const AFTER_FAILURE_MS = 60_000;
/** A day that failed is tried again after this time. The other days go on meanwhile. */
const POSTPONE_MS = 3_600_000;

interface OwnTrouble extends Trouble {
  /** Null when the trouble is the bucket's or the store's, not one day's. */
  day: string | null;
}
/** Keyed by day and task, since a day whose files are lost again and again is archived in between. */
type Troubles = Record<string, OwnTrouble>;
const DOWN = "down";

function troubleKey({ day, task }: { day: string; task: string }): string {
  return `${task} ${day}`;
}

/** Since when RETENTION_DAYS has had its present value. */
interface Kept {
  days: number | null;
  since: number;
}

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    size: cell<Measured>("size"),
    /** The kind of the store that `size` is about. */
    measuredStore: cell<string>("measured_store"),
    growth: cell<Growth>("growth"),
    sums: cell<ArchiveSums>("sums"),
    troubles: cell<Troubles>("troubles"),
    /** Epoch ms until which a day is left alone, by day. */
    postponed: cell<Record<string, number>>("postponed"),
    kept: cell<Kept>("kept"),
  };
}

export class Archivist extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #stored = storedIn(this.ctx.storage.kv);

  /** Called by the cron. Calling it twice is harmless. */
  beat(): Promise<void> {
    return revive(this.ctx.storage, Date.now());
  }

  override async alarm(): Promise<void> {
    const reading = readConfig(this.env);
    if (!reading.ok) return;
    // The alarm is set before the step, so that a next step comes whatever happens in this one.
    await this.ctx.storage.setAlarm(Date.now() + SAFETY_MS);
    const waitMs = await this.#round(reading.config);
    await this.ctx.storage.setAlarm(Date.now() + waitMs);
  }

  status(): ArchivistStatus {
    const troubles = Object.values(this.#stored.troubles.get() ?? {});
    const [trouble = null] = troubles.sort((a, b) => a.since - b.since);
    return {
      size: this.#stored.size.get() ?? null,
      growth: this.#stored.growth.get() ?? null,
      sums: this.#stored.sums.get() ?? null,
      // Without a bound bucket nobody waits for the archive, so its trouble does not count.
      trouble: this.env.ARCHIVE === undefined ? null : trouble,
    };
  }

  /** Returns how long to wait for the next round. */
  async #round(config: Config): Promise<number> {
    // Done without a bucket too, so that binding it again is a change like any other.
    const leaveBy = this.#leaveBy(config, Date.now());
    await this.#measure().catch((error: unknown) => logError("store_not_measured", error, { store: this.#store.kind }));
    const restMs = measureEveryMs(this.#stored.size.get() ?? null);
    if (this.env.ARCHIVE === undefined) return restMs;
    try {
      const outcome = await this.#step(config, leaveBy, r2Shelf(this.env.ARCHIVE, this.ctx.id.toString()));
      this.#forgive((key) => key === DOWN);
      return outcome.kind === "nothing" ? restMs : 0;
    } catch (error) {
      logError("archive_step_failed", error);
      this.#note(DOWN, "the bucket or the store could not be used; the log says why", null);
      return AFTER_FAILURE_MS;
    }
  }

  async #step(config: Config, leaveBy: number | null, shelf: ReturnType<typeof r2Shelf>): Promise<StepOutcome> {
    const nowMs = Date.now();
    const postponed = Object.entries(this.#stored.postponed.get() ?? {});
    const waiting = new Map(postponed.filter(([, until]) => until > nowMs));
    const ledger = ledgerOf(this.env);
    const settings = {
      reportZone: config.reportZone,
      silenceMs: config.silenceMs,
      leaveBy,
    };
    const ports = { store: this.#store, shelf, now: Date.now, closeDay: (date: string) => ledger.closeDay(date) };
    const outcome = await archiveStep(settings, ports, new Set(waiting.keys()));
    if (outcome.kind === "problem") {
      logError("archive_day_postponed", outcome.cause ?? outcome.problem, { day: outcome.day, task: outcome.task });
      waiting.set(outcome.day, nowMs + POSTPONE_MS);
      this.#note(troubleKey(outcome), outcome.problem, outcome.day);
    } else if (outcome.kind === "done") {
      if (outcome.isOver) this.#forgive((key) => key === troubleKey(outcome));
    } else this.#forgive((_, { day }) => day !== null && !waiting.has(day));
    this.#stored.postponed.put(Object.fromEntries(waiting));
    if (outcome.kind === "nothing") this.#stored.sums.put(await this.#store.archiveSums());
    return outcome;
  }

  #leaveBy(config: Config, nowMs: number): number | null {
    const days = daysKept(config, this.env);
    const last = this.#stored.kept.get();
    const kept = last !== undefined && last.days === days ? last : { days, since: nowMs };
    if (kept !== last) this.#stored.kept.put(kept);
    return leaveBefore(kept, nowMs);
  }

  #note(key: string, problem: string, day: string | null): void {
    const troubles = this.#stored.troubles.get() ?? {};
    const since = troubles[key]?.since ?? Date.now();
    this.#stored.troubles.put({ ...troubles, [key]: { since, problem, day } });
  }

  /** Forgets troubles that are over. One day's success says nothing about another day's trouble. */
  #forgive(isOver: (key: string, trouble: OwnTrouble) => boolean): void {
    const troubles = Object.entries(this.#stored.troubles.get() ?? {});
    const left = troubles.filter(([key, trouble]) => !isOver(key, trouble));
    if (left.length < troubles.length) this.#stored.troubles.put(Object.fromEntries(left));
  }

  /** Counting a large store may take longer than the store allows. Its size is known all the same. */
  async #count(): Promise<number | "failed"> {
    return this.#store.countPayments().catch((error: unknown) => {
      logError("store_not_counted", error, { store: this.#store.kind });
      return "failed" as const;
    });
  }

  async #measure(): Promise<void> {
    const nowMs = Date.now();
    // STORE was changed: what was measured of the other store does not hold for this one.
    if (this.#stored.measuredStore.get() !== this.#store.kind) this.#stored.size.delete();
    const last = this.#stored.size.get() ?? null;
    if (!isDue(last, nowMs)) return;
    const week = nowMs - RATE_DAYS * DAY_MS;
    const [bytes, rows, spans, beginning] = await Promise.all([
      this.#store.bytes(),
      isCountDue(last, nowMs) ? this.#count() : null,
      this.#store.totals(week, nowMs, RATE_DAYS * DAY_MS),
      this.#store.beginning(),
    ]);
    const days = Math.min(RATE_DAYS, Math.max(1, (nowMs - (beginning?.paidAt ?? week)) / DAY_MS));
    this.#stored.growth.put({ payments: spans.reduce((sum, { payments }) => sum + payments, 0), days });
    this.#stored.size.put(measured(last, bytes, rows, nowMs));
    this.#stored.measuredStore.put(this.#store.kind);
  }
}
