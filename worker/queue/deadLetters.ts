// Queued messages that could not be processed, kept until a person sends them in again or discards them. In an object of
// their own rather than in the store: that the store is down is the likeliest reason for their being here.
import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { type Arrival, packArrivals } from "../pipeline/arrival.ts";
import { discarded } from "./discard.ts";
import { unpackMessage } from "./messages.ts";

/** A message on its way here. */
export interface Letter {
  /** The same for the same body, so that whatever comes twice is kept once. */
  id: string;
  body: string;
  /** How often it was delivered in vain. */
  attempts: number;
  /** Fit for the log; null where it is not known. */
  reason: string | null;
}

export interface DeadLetter extends Omit<Letter, "body"> {
  /** How many payments, refused rows among them, and their ids; null where it cannot be read. */
  payments: number | null;
  paymentIds: string[];
  /** Epoch ms. */
  firstFailedAt: number;
  lastFailedAt: number;
}

export interface DeadLetterFacts {
  letters: number;
  payments: number;
  /** Epoch ms; null while there are none. */
  oldestAt: number | null;
}

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  payments: number | null;
  payment_ids: string;
  attempts: number;
  reason: string | null;
  first_failed_at: number;
  last_failed_at: number;
}

export function deadLetters(env: Env): DurableObjectStub<DeadLetters> {
  return env.DEAD_LETTERS.getByName("dead-letters");
}

export function letterOf({ body, attempts }: Message<unknown>, reason: string | null): Letter {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? null);
  return { id: createHash("sha256").update(text).digest("base64url").slice(0, 22), body: text, attempts, reason };
}

export class DeadLetters extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      `create table if not exists letters (
        id text primary key, body text not null, payments integer, payment_ids text not null, attempts integer not null,
        reason text, first_failed_at integer not null, last_failed_at integer not null
      )`,
    );
  }

  keep(letters: Letter[]): void {
    const nowMs = Date.now();
    for (const { id, body, attempts, reason } of letters) {
      const arrivals = unpackMessage(body);
      this.#sql.exec(
        `insert into letters values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set
           attempts = excluded.attempts, reason = coalesce(excluded.reason, reason), last_failed_at = excluded.last_failed_at`,
        ...[id, body, arrivals?.length ?? null, JSON.stringify(idsOf(arrivals ?? [])), attempts, reason, nowMs, nowMs],
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

  /** Back into the queue; false where there is none of this id (any more). Twice at once is harmless, since ids tell. */
  async replay(id: string): Promise<boolean> {
    const body = this.#bodyOf(id);
    if (body === null) return false;
    if (this.env.QUEUE === undefined) throw new Error("there is no queue to send it to");
    await this.env.QUEUE.send(body, { contentType: "text" });
    // Only now: had the send failed, it would be lost.
    this.#sql.exec("delete from letters where id = ?", id);
    return true;
  }

  /** Its payments become refused rows; false where there is none of this id (any more). */
  async discard(id: string): Promise<boolean> {
    const body = this.#bodyOf(id);
    if (body === null) return false;
    await this.env.INTAKE.getByName("intake").take(packArrivals(discarded(body, Date.now())));
    this.#sql.exec("delete from letters where id = ?", id);
    return true;
  }

  #bodyOf(id: string): string | null {
    const [row] = this.#sql.exec<{ body: string }>("select body from letters where id = ?", id);
    return row?.body ?? null;
  }
}

function idsOf(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap(({ admission }) =>
    admission.ok ? [admission.payment.id] : (admission.reject.paymentId ?? []),
  );
}
