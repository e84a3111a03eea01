// The fence that lets only one writer write: taking the writer over makes the epoch newer, and batches of older epochs
// fail.
import { desc, sql } from "drizzle-orm";
import type { Origin } from "../payments.ts";
import { Superseded, type Writer } from "../store.ts";
import type { Dialect } from "./dialect.ts";

export async function takeWriter({ db, tables }: Dialect): Promise<Writer> {
  const { payments, writer } = tables;
  // PostgreSQL locks the row until the end of the batch. A commit under way ends before the newest number is read; one
  // that begins later finds itself superseded. When this returns, the outcome of every earlier commit is therefore
  // decided.
  const [taken, newest] = await db.batch([
    db
      .insert(writer)
      .values({ id: 1, epoch: 1 })
      .onConflictDoUpdate({ target: writer.id, set: { epoch: sql`${writer.epoch} + 1` } })
      .returning(),
    db.select({ seq: payments.seq }).from(payments).orderBy(desc(payments.seq)).limit(1),
  ]);
  const [row] = taken;
  if (row === undefined) throw new Error("the store answered without the writer's row");
  const { epoch, origin, currency } = row;
  return {
    epoch,
    lastSeq: newest[0]?.seq ?? 0,
    ...(origin === null ? {} : { origin }),
    ...(currency === null ? {} : { currency }),
  };
}

/**
 * A statement that breaks its batch unless `epoch` is the writer's. `storedAt`: null when no payment is stored. `origin`
 * and `currency`: null when nothing is said of them.
 */
export function fence(
  { db, tables, lockedRow }: Dialect,
  epoch: number,
  storedAt: number | null,
  origin: Origin | null = null,
  currency: string | null = null,
) {
  const { writer } = tables;
  // Locked: a takeover under way is waited for, and then seen.
  const current = sql`(select case when epoch = ${epoch} then epoch end from writer where id = 1 ${lockedRow})`;
  return db
    .insert(writer)
    .values({ id: 1, epoch: current, storedAt, origin, currency })
    .onConflictDoUpdate({
      target: writer.id,
      set: {
        epoch: sql`excluded.epoch`,
        storedAt: sql`coalesce(excluded.stored_at, ${writer.storedAt})`,
        origin: sql`coalesce(${writer.origin}, excluded.origin)`,
        currency: sql`coalesce(excluded.currency, ${writer.currency})`,
      },
    });
}

/** Rejects with `Superseded` when the fence broke the batch. */
export async function fenced({ isFenced }: Dialect, batch: Promise<unknown>): Promise<void> {
  try {
    await batch;
  } catch (error) {
    if (isFenced(error)) throw new Superseded();
    throw error;
  }
}
