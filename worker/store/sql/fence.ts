// The fence that lets one writer write: whoever takes the writer over gets a newer epoch, and batches of an older one fail.
import { desc, sql } from "drizzle-orm";
import { Superseded, type Writer } from "../store.ts";
import type { Dialect } from "./dialect.ts";

export async function takeWriter({ db, tables }: Dialect): Promise<Writer> {
  const { payments, writer } = tables;
  // PostgreSQL locks the row until the end of the batch: a commit under way ends before the newest number is read, and one
  // that begins later finds itself superseded. So a commit whose outcome nobody heard is decided once this returns.
  const [taken, newest] = await db.batch([
    db
      .insert(writer)
      .values({ id: 1, epoch: 1 })
      .onConflictDoUpdate({ target: writer.id, set: { epoch: sql`${writer.epoch} + 1` } })
      .returning(),
    db.select({ seq: payments.seq }).from(payments).orderBy(desc(payments.seq)).limit(1),
  ]);
  const epoch = taken[0]?.epoch;
  if (epoch === undefined) throw new Error("the writer row did not come back");
  return { epoch, lastSeq: newest[0]?.seq ?? 0 };
}

/** A statement of a batch: breaks it unless `epoch` is the writer's. `storedAt`: null, no payment is stored. */
export function fence({ db, tables, lockedRow }: Dialect, epoch: number, storedAt: number | null) {
  const { writer } = tables;
  // Locked: whoever takes the writer over meanwhile is waited for, and then seen.
  const current = sql`(select case when epoch = ${epoch} then epoch end from writer where id = 1 ${lockedRow})`;
  return db
    .insert(writer)
    .values({ id: 1, epoch: current, storedAt })
    .onConflictDoUpdate({
      target: writer.id,
      set: { epoch: sql`excluded.epoch`, storedAt: sql`coalesce(excluded.stored_at, ${writer.storedAt})` },
    });
}

/** Says `Superseded` of a batch that the fence broke. */
export async function fenced({ isFenced }: Dialect, batch: Promise<unknown>): Promise<void> {
  try {
    await batch;
  } catch (error) {
    if (isFenced(error)) throw new Superseded();
    throw error;
  }
}
