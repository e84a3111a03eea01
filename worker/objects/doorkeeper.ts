// Slows down whoever guesses at a token: per caller, and in all. One object counts for all isolates, and its counts survive
// a restart. See docs/access.md.
import { DurableObject } from "cloudflare:workers";
import { DAY_MS } from "../duration.ts";
import { afterTry, IN_ALL, KNOWN_MS, OF_ONE, waitMsFor } from "../guessLimits.ts";
import { logNote } from "../log.ts";
import { cellIn } from "../storedCell.ts";

/** At most so many callers are known, the latest. */
const MAX_KNOWN = 1_000;

interface Caller extends Record<string, SqlStorageValue> {
  /** When all its wrong tokens will be forgotten, epoch ms. */
  forgotten_at: number;
  /** When it last showed the right token; to the day. */
  right_at: number | null;
  /** Its latest wrong token, as the keyed hash that comes in. */
  last_wrong: string | null;
}

export class Doorkeeper extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;
  /** When all wrong tokens of all callers will be forgotten, epoch ms. */
  readonly #inAll = cellIn(this.ctx.storage.kv)<number>("inAll");

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      `create table if not exists callers (
        caller text primary key, forgotten_at integer not null, right_at integer, last_wrong text
      )`,
    );
  }

  /**
   * Returns how long this caller must wait before a token of its own counts, in ms; 0: it counts now. A caller that must wait
   * gets the same answer for a right token and a wrong one, so guessing on is of no use. What came too early is not counted, so
   * waits stay short and few callers are remembered. The same wrong token again is not counted either: that is a program
   * with an old token, and no guess.
   */
  judge(caller: string, token: string, isRight: boolean): number {
    const nowMs = Date.now();
    const known = this.#read(caller);
    const { forgotten_at, right_at } = known;
    const isKnown = right_at !== null && nowMs - right_at < KNOWN_MS;
    const inAll = this.#inAll.get() ?? 0;
    const waitMs = Math.max(waitMsFor(forgotten_at, OF_ONE, nowMs), isKnown ? 0 : waitMsFor(inAll, IN_ALL, nowMs));
    if (waitMs > 0) return waitMs;
    if (isRight) {
      // Once a day is enough: a program shows its token many times a minute.
      if (right_at === null || Math.abs(nowMs - right_at) >= DAY_MS) {
        this.#keep(caller, { ...known, right_at: nowMs }, nowMs);
      }
      return 0;
    }
    if (token === known.last_wrong) return 0;
    const own = afterTry(forgotten_at, OF_ONE, nowMs);
    this.#keep(caller, { forgotten_at: own, right_at, last_wrong: token }, nowMs);
    if (waitMsFor(own, OF_ONE, nowMs) > 0) logNote("guesses_slowed", { of: "one address" });
    if (isKnown) return 0;
    const all = afterTry(inAll, IN_ALL, nowMs);
    this.#inAll.put(all);
    if (waitMsFor(all, IN_ALL, nowMs) > 0) logNote("guesses_slowed", { of: "all addresses" });
    return 0;
  }

  #read(caller: string): Caller {
    const rows = this.#sql
      .exec<Caller>("select forgotten_at, right_at, last_wrong from callers where caller = ?", caller)
      .toArray();
    return rows[0] ?? { forgotten_at: 0, right_at: null, last_wrong: null };
  }

  /** Forgets with it what no longer matters, so that the table stays small. */
  #keep(caller: string, { forgotten_at, right_at, last_wrong }: Caller, nowMs: number): void {
    this.#sql.exec(
      `insert or replace into callers (caller, forgotten_at, right_at, last_wrong) values (?, ?, ?, ?)`,
      caller,
      forgotten_at,
      right_at,
      last_wrong,
    );
    this.#sql.exec(
      `update callers set right_at = null where right_at <= ? or caller in
       (select caller from callers where right_at is not null order by right_at desc, caller limit -1 offset ?)`,
      nowMs - KNOWN_MS,
      MAX_KNOWN,
    );
    this.#sql.exec("delete from callers where forgotten_at <= ? and right_at is null", nowMs);
  }
}
