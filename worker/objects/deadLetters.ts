// Queued messages that could not be processed, kept until a person sends them in again or discards them. They lie in an
// object of their own and not in the store, because a store that is down is the likeliest reason why they are here.
import { DurableObject } from "cloudflare:workers";
import { configOf } from "../config/config.ts";
import type { DeadLetterFacts } from "../health/objectStates.ts";
import type { Arrival } from "../pipeline/arrival.ts";
import { decideArrivals, recordWaiting, spreadNow, waitingPayment } from "../pipeline/deciders.ts";
import type { DeadLetter, Letter, Replayed } from "../queue/deadLetters.ts";
import { discarded, type Giver } from "../queue/discard.ts";
import { sendsOf, unpackMessage } from "../queue/pack.ts";
import { openStore } from "../store/open.ts";
import { turns } from "../turns.ts";

/** Messages sent again by one request, some 50,000 payments. A request may make no more calls of the queue than these need. */
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

interface LetterFacts extends Record<string, SqlStorageValue> {
  payments: number | null;
  attempts: number;
  reason: string | null;
}

interface HeldLetter extends Record<string, SqlStorageValue> {
  id: string;
  last_failed_at: number;
  body: string;
}

export class DeadLetters extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;
  /** Sending and discarding take turns, so that no message is both sent and given up. Keeping a new message does not wait. */
  readonly #inTurn = turns();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      // Long columns stand last: the query of each minute (how many, since when) must not read through 60 kB of each row.
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
        // The time always grows, because an action tells by it which messages came back meanwhile.
        `insert into letters (id, payments, attempts, first_failed_at, last_failed_at, reason, payment_ids, body)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set
           attempts = excluded.attempts, reason = coalesce(excluded.reason, reason),
           last_failed_at = max(excluded.last_failed_at, last_failed_at + 1)`,
        ...[id, arrivals?.length ?? null, attempts, nowMs, nowMs, reason, JSON.stringify(idsOf(arrivals ?? [])), body],
      );
    }
  }

  /** Lists the letters, the last that failed first. */
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

  /** What the audit says of a letter before it leaves. Null when there is none with this id. */
  about(id: string): LetterFacts | null {
    const found = this.#sql.exec<LetterFacts>("select payments, attempts, reason from letters where id = ?", id);
    return found.toArray()[0] ?? null;
  }

  facts(): DeadLetterFacts {
    const row = this.#sql
      .exec<{ letters: number; payments: number; oldest: number | null }>(
        "select count(*) as letters, coalesce(sum(payments), 0) as payments, min(first_failed_at) as oldest from letters",
      )
      .one();
    return { letters: row.letters, payments: row.payments, oldestAt: row.oldest };
  }

  /** Sends a letter back into the queue. False when there is none with this id, or no longer. */
  replay(id: string): Promise<boolean> {
    return this.#inTurn(async () => (await this.#send([id])) === 1);
  }

  /** Sends as many as one request can, the oldest first. A letter that fails again goes to the end. */
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
      // A message that we did not pack may be larger than a send allows for, so it goes alone.
      for (const ids of [...sendsOf(idsWhere(true)), ...idsWhere(false).map((id) => [id])]) {
        sent += await this.#send(ids);
      }
      return { sent, left: this.facts().letters };
    });
  }

  /** Turns its payments into refused rows, except those that are decided. False when there is none with this id, or no longer. */
  discard(id: string, giver: Giver): Promise<boolean> {
    return this.#inTurn(async () => {
      const [letter] = this.#read([id]);
      if (letter === undefined) return false;
      // A delivery may have failed half-way. A payment that is decided has its decision, and must not become a refused row.
      const ids = idsOf(unpackMessage(letter.body) ?? []);
      const config = configOf(this.env);
      await recordWaiting(this.env, await spreadNow(this.env, config));
      // Asked before the store: what is recorded meanwhile is found there.
      const waiting = await Promise.all(ids.map((id) => waitingPayment(this.env, config, id)));
      const store = openStore(this.env);
      const [known, refunds] = await Promise.all([store.known(ids, []), store.knownRefunds(ids)]);
      const decided = new Set([...known.payments.keys(), ...refunds.map(({ id }) => id)]);
      for (const found of waiting) if (found !== null) decided.add((found.payment ?? found.refund).id);
      const rejects = discarded(letter.body, giver, decided, Date.now());
      await decideArrivals(this.env, config, rejects);
      this.#forget([letter]);
      return true;
    });
  }

  /** Returns how many there were to send. */
  async #send(ids: readonly string[]): Promise<number> {
    const letters = this.#read(ids);
    if (letters.length === 0) return 0;
    if (this.env.QUEUE === undefined) throw new Error("there is no queue to send it to");
    await this.env.QUEUE.sendBatch(letters.map(({ body }) => ({ body, contentType: "text" })));
    // Forgotten only after the send: if the send had failed, the letter would be lost.
    this.#forget(letters);
    return letters.length;
  }

  #read(ids: readonly string[]): HeldLetter[] {
    return ids.flatMap((id) =>
      this.#sql.exec<HeldLetter>("select id, last_failed_at, body from letters where id = ?", id).toArray(),
    );
  }

  /** Keeps letters that have come back since they were read: they failed again, or were sent twice. */
  #forget(letters: readonly HeldLetter[]): void {
    for (const { id, last_failed_at } of letters) {
      this.#sql.exec("delete from letters where id = ? and last_failed_at = ?", id, last_failed_at);
    }
  }
}

function idsOf(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap(({ admission }) =>
    admission.ok ? [(admission.payment ?? admission.refund).id] : (admission.reject.paymentId ?? []),
  );
}
