// The fence that lets one writer write: whoever takes the writer over gets a newer epoch, and batches of an older one fail.
import { desc, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { Superseded, type Writer } from "../store.ts";
import { payments, writer } from "./schema.ts";

export async function takeWriter(db: DrizzleD1Database): Promise<Writer> {
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

/** The first statement of a batch: breaks it unless `epoch` is the writer's. `storedAt`: null, no payment is stored. */
export function fence(db: DrizzleD1Database, epoch: number, storedAt: number | null) {
  const current = sql`(select case when epoch = ${epoch} then epoch end from writer where id = 1)`;
  return db
    .insert(writer)
    .values({ id: 1, epoch: current, storedAt })
    .onConflictDoUpdate({
      target: writer.id,
      set: { epoch: sql`excluded.epoch`, storedAt: sql`coalesce(excluded.stored_at, ${writer.storedAt})` },
    });
}

/** Says `Superseded` of a batch that the fence broke. */
export async function fenced(batch: Promise<unknown>): Promise<void> {
  try {
    await batch;
  } catch (error) {
    if (/NOT NULL constraint failed: writer\.epoch/.test(messages(error))) throw new Superseded();
    throw error;
  }
}

function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${messages(error.cause)}`;
}
