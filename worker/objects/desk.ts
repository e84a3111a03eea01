// Who is looking at which payment, so that no two people review the same one. All claims are kept by this one object, and each
// request is one synchronous step in it, so that of many who ask at once one gets it. See docs/reviews.md.
import { DurableObject } from "cloudflare:workers";
import { CLAIM_MS, type Claim, type Claimant, type Claiming } from "../verdict/claim.ts";

/** One person looks at one payment, and marks a few at once. */
const MOST_OF_ONE = 100;
/** Anyone who may read may claim under any name, so the table needs an end. */
const MOST = 2_000;

interface Row extends Record<string, SqlStorageValue> {
  payment: string;
  claimant: string;
  by: string;
  until: number;
}

export class Desk extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      `create table if not exists claims (
        payment text primary key, claimant text not null, "by" text not null, until integer not null
      )`,
    );
  }

  /** Claims a payment for ten minutes, or for ten more where this person has it. */
  claim(payment: string, who: Claimant): Claiming {
    const nowMs = Date.now();
    const [held] = this.#held(nowMs, "and payment = ?", payment);
    if (held !== undefined && held.claimant !== who.key) return { ok: false, claim: claimOf(held, who) };
    return { ok: true, claim: this.#keep(payment, who, nowMs) };
  }

  /** Claims the first of them that nobody has; null where all are taken. */
  claimFirst(payments: readonly string[], who: Claimant): Claim | null {
    const nowMs = Date.now();
    const taken = new Set(this.#held(nowMs).map(({ payment }) => payment));
    const free = payments.find((payment) => !taken.has(payment));
    return free === undefined ? null : this.#keep(free, who, nowMs);
  }

  /** False where this person has no claim on it. */
  giveBack(payment: string, who: Pick<Claimant, "key">): boolean {
    const [held] = this.#held(Date.now(), "and payment = ? and claimant = ?", payment, who.key);
    if (held !== undefined) this.done(payment);
    return held !== undefined;
  }

  /** A word was said about it, so nobody needs to look at it, whoever had it. */
  done(payment: string): void {
    this.#sql.exec("delete from claims where payment = ?", payment);
  }

  /** All claims that hold, as this person sees them. */
  claims(who: Pick<Claimant, "key">): Claim[] {
    return this.#held(Date.now()).map((row) => claimOf(row, who));
  }

  #held(nowMs: number, condition = "", ...values: string[]): Row[] {
    return this.#sql.exec<Row>(`select * from claims where until > ? ${condition}`, nowMs, ...values).toArray();
  }

  /** Forgets with it what has run out, and the oldest claims above the limits. */
  #keep(payment: string, who: Claimant, nowMs: number): Claim {
    const row = { payment, claimant: who.key, by: who.by, until: nowMs + CLAIM_MS };
    this.#sql.exec("delete from claims where until <= ?", nowMs);
    this.#sql.exec(
      `insert or replace into claims (payment, claimant, "by", until) values (?, ?, ?, ?)`,
      ...[row.payment, row.claimant, row.by, row.until],
    );
    const oldest = "order by until desc, rowid desc limit -1 offset ?";
    this.#sql.exec(
      `delete from claims where payment in (select payment from claims where claimant = ? ${oldest})`,
      ...[who.key, MOST_OF_ONE],
    );
    this.#sql.exec(`delete from claims where payment in (select payment from claims ${oldest})`, MOST);
    return claimOf(row, who);
  }
}

function claimOf({ payment, claimant, by, until }: Row, who: Pick<Claimant, "key">): Claim {
  return { payment, by, until, isMine: claimant === who.key };
}
