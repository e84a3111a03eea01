// What one source has sent: which events were seen, the last ones as people may see them, and how many of each kind. There is one such
// object for each source, by its name. Payments are decided without it. See docs/sources.md.
import { DurableObject } from "cloudflare:workers";
import { configOf } from "../config/config.ts";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import {
  type KeptEvent,
  NO_COUNTS,
  type RefusedRun,
  type SourceCounts,
  type SourceStatus,
  type TakenEvent,
} from "../payment/sources/taken.ts";
import { cellIn } from "../storedCell.ts";
import { dayAt } from "../zone.ts";

/** Systems try for three days at most, and people send again by hand what is a month old. */
const SEEN_MS = 35 * DAY_MS;
const MOST_SEEN = 500_000;
const PRUNE_EVERY_MS = HOUR_MS;
const MOST_RECENT = 20;
const DAYS_COUNTED = 35;
/** A stranger's attempts are told of for so long. */
const REFUSED_FOR_MS = HOUR_MS;

/** The keys never change: what an older version kept lies under them. */
function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    days: cell<Record<string, SourceCounts>>("days"),
    recent: cell<KeptEvent[]>("recent"),
    refused: cell<RefusedRun>("refused"),
    prunedAt: cell<number>("prunedAt"),
  };
}

export class Sources extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;
  readonly #stored = storedIn(this.ctx.storage.kv);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec("create table if not exists seen (id text primary key, at integer not null)");
    this.#sql.exec("create index if not exists seen_at on seen (at)");
  }

  /** Those of these events that came before, and were taken. */
  seen(ids: readonly string[]): string[] {
    return ids.filter((id) => this.#isSeen(id));
  }

  /** Called once they are dealt with. One that came before is not counted or shown again. */
  took(events: readonly TakenEvent[]): void {
    const nowMs = Date.now();
    this.ctx.storage.transactionSync(() => {
      const fresh = events.filter(({ id }) => id === null || !this.#isSeen(id));
      this.#count(fresh, nowMs);
      this.#remember(fresh, nowMs);
      const refused = events.filter(({ kind }) => kind === "refused");
      const [first] = refused;
      if (first !== undefined) this.#refuse(refused.length, first.problem ?? "", nowMs);
      else if (events.length > 0) this.#stored.refused.delete();
      for (const { id } of fresh) {
        if (id !== null)
          this.#sql.exec("insert into seen (id, at) values (?, ?) on conflict (id) do nothing", id, nowMs);
      }
      this.#prune(nowMs);
    });
  }

  status(): SourceStatus {
    const refused = this.#stored.refused.get() ?? null;
    return {
      events: this.#stored.days.get()?.[this.#today()] ?? NO_COUNTS,
      lastAt: this.#stored.recent.get()?.at(0)?.at ?? null,
      refused: refused === null || Date.now() - refused.last > REFUSED_FOR_MS ? null : refused,
    };
  }

  /** The newest first. */
  recent(): KeptEvent[] {
    return this.#stored.recent.get() ?? [];
  }

  #today(nowMs = Date.now()): string {
    return dayAt(configOf(this.env).reportZone, nowMs).date;
  }

  #isSeen(id: string): boolean {
    return this.#sql.exec("select 1 from seen where id = ?", id).toArray().length > 0;
  }

  #count(events: readonly TakenEvent[], nowMs: number): void {
    const today = this.#today(nowMs);
    const days = this.#stored.days.get() ?? {};
    const counts = { ...NO_COUNTS, ...days[today] };
    for (const { kind } of events) counts[kind] += 1;
    const kept = Object.entries({ ...days, [today]: counts }).toSorted(([one], [other]) => (one < other ? 1 : -1));
    this.#stored.days.put(Object.fromEntries(kept.slice(0, DAYS_COUNTED)));
  }

  #remember(events: readonly TakenEvent[], nowMs: number): void {
    const kept = events.slice(-MOST_RECENT).map((event) => ({ ...event, at: nowMs }));
    this.#stored.recent.put([...kept.toReversed(), ...this.recent()].slice(0, MOST_RECENT));
  }

  #refuse(events: number, problem: string, nowMs: number): void {
    const held = this.#stored.refused.get();
    const before = held === undefined || nowMs - held.last > REFUSED_FOR_MS ? undefined : held;
    this.#stored.refused.put({
      since: before?.since ?? nowMs,
      last: nowMs,
      events: (before?.events ?? 0) + events,
      problem,
    });
  }

  #prune(nowMs: number): void {
    if (nowMs - (this.#stored.prunedAt.get() ?? 0) < PRUNE_EVERY_MS) return;
    this.#stored.prunedAt.put(nowMs);
    this.#sql.exec("delete from seen where at < ?", nowMs - SEEN_MS);
    this.#sql.exec("delete from seen where at < (select at from seen order by at desc limit 1 offset ?)", MOST_SEEN);
  }
}
