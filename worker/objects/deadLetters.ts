// Queued messages that could not be processed, kept until a person sends them in again or discards them. In an object of
// their own rather than in the store: that the store is down is the likeliest reason for their being here.
import { DurableObject } from "cloudflare:workers";
import type { DeadLetterFacts } from "../health/objectStates.ts";
import { type Arrival, packArrivals } from "../pipeline/arrival.ts";
import { discarded, type Giver } from "../queue/discard.ts";
import type { DeadLetter, Letter, Replayed } from "../queue/letters.ts";
import { sendsOf, unpackMessage } from "../queue/pack.ts";
import { openStore } from "../store/open.ts";
import { turns } from "./turn.ts";

/** So many go again at one request, some 50,000 payments: as many calls of the queue as a request may take. */
const REPLAYED_AT_ONCE = 400;

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  payments: number | null;
  payment_ids: string;
  attempts: number;
  reason: string | null;
  first_failed_at: number;
  last_failed_at: number;
}

interface HeldLetter extends Record<string, SqlStorageValue> {
  id: string;
  last_failed_at: number;
  body: string;
}

export class DeadLetters extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;
  /** Nothing is sent and given up at once. What comes to be kept does not wait. */
  readonly #inTurn = turns();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      // The long ones last: what is asked each minute (how many, since when) must not walk through 60 kB of each to get there.
      `create table if not exists letters (
        id text primary key, payments integer, attempts integer not null, first_failed_at integer not null,
        last_failed_at integer not null, reason text, payment_ids text not null, body text not null
      )`,
    );
  }

  keep(letters: Letter[]): void {
    const nowMs = Date.now();
    for (const { id, body, attempts, reason } of letters) {
      const arrivals = unpackMessage(body);
      this.#sql.exec(
        // A later moment in any case: by it an action tells what came back meanwhile.
        `insert into letters (id, payments, attempts, first_failed_at, last_failed_at, reason, payment_ids, body)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set
           attempts = excluded.attempts, reason = coalesce(excluded.reason, reason),
           last_failed_at = max(excluded.last_failed_at, last_failed_at + 1)`,
        ...[id, arrivals?.length ?? null, attempts, nowMs, nowMs, reason, JSON.stringify(idsOf(arrivals ?? [])), body],
      );
    }
  }

  /** The last that failed first. */
  list(limit: number): DeadLetter[] {
    const rows = this.#sql.exec<Row>(
      `select id, payments, payment_ids, attempts, reason, first_failed_at, last_failed_at from letters
       order by last_failed_at desc, id limit ?`,
      limit,
    );
    return rows.toArray().map((row) => ({
      id: row.id,
      payments: row.payments,
      paymentIds: JSON.parse(row.payment_ids),
      attempts: row.attempts,
      reason: row.reason,
      firstFailedAt: row.first_failed_at,
      lastFailedAt: row.last_failed_at,
    }));
  }

  facts(): DeadLetterFacts {
    const row = this.#sql
      .exec<{ letters: number; payments: number; oldest: number | null }>(
        "select count(*) as letters, coalesce(sum(payments), 0) as payments, min(first_failed_at) as oldest from letters",
      )
      .one();
    return { letters: row.letters, payments: row.payments, oldestAt: row.oldest };
  }

  /** Back into the queue; false where there is none of this id (any more). */
  replay(id: string): Promise<boolean> {
    return this.#inTurn(async () => (await this.#send([id])) === 1);
  }

  /** As many as one request can see to, those first that have lain here longest: what fails again goes to the end. */
  replayAll(): Promise<Replayed> {
    return this.#inTurn(async () => {
      const letters = this.#sql
        .exec<{ id: string; payments: number | null }>(
          "select id, payments from letters order by last_failed_at, id limit ?",
          REPLAYED_AT_ONCE,
        )
        .toArray();
      const idsWhere = (isReadable: boolean) =>
        letters.filter(({ payments }) => (payments !== null) === isReadable).map(({ id }) => id);
      let sent = 0;
      // What is not of our packing may be larger than that, and goes alone.
      for (const ids of [...sendsOf(idsWhere(true)), ...idsWhere(false).map((id) => [id])]) {
        sent += await this.#send(ids);
      }
      return { sent, left: this.facts().letters };
    });
  }

  /** Its payments become refused rows, but those that are stored; false where there is none of this id (any more). */
  discard(id: string, giver: Giver): Promise<boolean> {
    return this.#inTurn(async () => {
      const [letter] = this.#read([id]);
      if (letter === undefined) return false;
      // A delivery may have failed half-way: what is stored is decided, and is no refused row.
      const ids = idsOf(unpackMessage(letter.body) ?? []);
      const known = await openStore(this.env).known(ids, []);
      const rejects = discarded(letter.body, giver, new Set(known.payments.keys()), Date.now());
      await this.env.INTAKE.getByName("intake").take(packArrivals(rejects));
      this.#forget([letter]);
      return true;
    });
  }

  /** How many there were to send. */
  async #send(ids: readonly string[]): Promise<number> {
    const letters = this.#read(ids);
    if (letters.length === 0) return 0;
    if (this.env.QUEUE === undefined) throw new Error("there is no queue to send it to");
    await this.env.QUEUE.sendBatch(letters.map(({ body }) => ({ body, contentType: "text" })));
    // Only now: had the send failed, it would be lost.
    this.#forget(letters);
    return letters.length;
  }

  #read(ids: readonly string[]): HeldLetter[] {
    return ids.flatMap((id) =>
      this.#sql.exec<HeldLetter>("select id, last_failed_at, body from letters where id = ?", id).toArray(),
    );
  }

  /** But not those that have come back since they were read: they failed again, or were sent twice. */
  #forget(letters: readonly HeldLetter[]): void {
    for (const { id, last_failed_at } of letters) {
      this.#sql.exec("delete from letters where id = ? and last_failed_at = ?", id, last_failed_at);
    }
  }
}

function idsOf(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap(({ admission }) =>
    admission.ok ? [admission.payment.id] : (admission.reject.paymentId ?? []),
  );
}
