// What is in the archive, in Neon, and how payments leave for it.
import {
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  gte,
  isNotNull,
  isNull,
  lt,
  lte,
  notExists,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { ArchiveStore } from "../archive.ts";
import type { Cursor } from "../payments.ts";
import { isAfter, isBefore } from "../sql.ts";
import type { Connection } from "./connection.ts";
import { matching } from "./payments.ts";
import { archivedDays, archiveFiles, closedDays, lateLabels, payments, verdicts } from "./schema.ts";

/** More are not counted one by one. */
const MANY_ROWS = 1_000_000;

const count = sql<number>`count(*)`;
const amountCents = sql<number>`coalesce(sum(${payments.amountCents}), 0)::bigint`;

export function archiveStore({ db, snapshot }: Connection): ArchiveStore {
  return {
    async unarchivedDays(limit, after = null) {
      const { zone, date, closedAt } = closedDays;
      const isLater = after === null ? undefined : isAfter([date, zone], [after.date, after.zone]);
      return db
        .select({ zone, date, closedAt })
        .from(closedDays)
        .leftJoin(archivedDays, and(eq(archivedDays.zone, zone), eq(archivedDays.date, date)))
        .where(and(isNull(archivedDays.zone), isLater))
        .orderBy(date, zone)
        .limit(limit);
    },

    async unarchivedWithin(first, last) {
      const { zone, date } = closedDays;
      return db
        .select({ zone, date })
        .from(closedDays)
        .leftJoin(archivedDays, and(eq(archivedDays.zone, zone), eq(archivedDays.date, date)))
        .where(and(isNull(archivedDays.zone), gte(date, first), lte(date, last)))
        .orderBy(date, zone);
    },

    async archivedDay(zone, date) {
      const [day] = await db.select().from(archivedDays).where(isDay({ zone, date }));
      return day ?? null;
    },

    async archivedWithin(from, to) {
      return db
        .select()
        .from(archivedDays)
        .where(and(lt(archivedDays.paidFrom, to), gt(archivedDays.paidTo, from)))
        .orderBy(archivedDays.paidFrom, archivedDays.zone);
    },

    async leftBefore() {
      const { paidTo } = archivedDays;
      // As the index says it, so that it is one row however many days have left.
      const settled = db.select({ paidTo }).from(archivedDays).where(sql`settled_at is not null`);
      const [last] = await settled.orderBy(desc(paidTo)).limit(1);
      return last?.paidTo ?? null;
    },

    async stayingDays(endedBy, limit, after = null) {
      const { paidTo, zone } = archivedDays;
      const isLater = after === null ? undefined : isAfter([paidTo, zone], [after.paidTo, after.zone]);
      return db
        .select()
        .from(archivedDays)
        .where(and(sql`left_at is null`, lte(paidTo, endedBy), isLater))
        .orderBy(paidTo, zone)
        .limit(limit);
    },

    async archiveFiles(day, generation, upToSeq) {
      return db
        .select()
        .from(archiveFiles)
        .where(and(isFileOf(day), eq(archiveFiles.generation, generation), eq(archiveFiles.upToSeq, upToSeq)))
        .orderBy(archiveFiles.part);
    },

    async allFiles(day) {
      return db.select().from(archiveFiles).where(isFileOf(day)).orderBy(archiveFiles.key);
    },

    async archiveSums() {
      const [[days], [files]] = await snapshot.batch([
        db.select({ count, last: sql<string | null>`max(${archivedDays.date})` }).from(archivedDays),
        db.select({ count, bytes: sql<number>`coalesce(sum(${archiveFiles.bytes}), 0)::bigint` }).from(archiveFiles),
      ]);
      return {
        days: days?.count ?? 0,
        files: files?.count ?? 0,
        bytes: files?.bytes ?? 0,
        lastDate: days?.last ?? null,
      };
    },

    async recordFile({ key, ...file }) {
      await db
        .insert(archiveFiles)
        .values({ key, ...file })
        .onConflictDoUpdate({ target: archiveFiles.key, set: file });
    },

    async recordArchived(day) {
      await db.insert(archivedDays).values(day).onConflictDoNothing();
    },

    async beginSettling(day, settlingSeq) {
      await db.update(archivedDays).set({ settlingSeq }).where(isDay(day));
    },

    async recordSettled(day, { upToSeq, settledAt, corrections }) {
      await db
        .update(archivedDays)
        .set({
          upToSeq,
          settlingSeq: null,
          settledAt: sql`coalesce(${archivedDays.settledAt}, ${settledAt}::bigint)`,
          corrections: sql`coalesce(${archivedDays.corrections}, ${corrections}::text)`,
        })
        .where(and(isDay(day), eq(archivedDays.settlingSeq, upToSeq)));
    },

    async recordLeft(day, leftAt) {
      await db.update(archivedDays).set({ leftAt }).where(isDay(day));
    },

    async forgetArchived(day) {
      const settled = db
        .select({ one: sql`1` })
        .from(archivedDays)
        .where(and(isDay(day), isNotNull(archivedDays.settledAt)));
      await db.batch([
        db.delete(archiveFiles).where(and(isFileOf(day), notExists(settled))),
        db.delete(archivedDays).where(and(isDay(day), isNull(archivedDays.settledAt))),
      ]);
    },

    async paymentsInFull(filter, limit, after) {
      return db
        .select()
        .from(payments)
        .where(and(matching(filter), isBehind(after)))
        .orderBy(desc(payments.paidAt), desc(payments.id))
        .limit(limit);
    },

    async lateInFull({ from, to, closedAt, afterSeq, upToSeq }, limit, after) {
      const judged = db
        .select({ one: sql`1` })
        .from(verdicts)
        .where(and(eq(verdicts.paymentId, payments.id), gt(verdicts.at, closedAt)));
      const relabelled = db
        .select({ one: sql`1` })
        .from(lateLabels)
        .where(and(eq(lateLabels.paymentId, payments.id), gt(lateLabels.at, closedAt)));
      return db
        .select()
        .from(payments)
        .where(
          and(
            paidWithin(from, to),
            gt(payments.seq, afterSeq),
            lte(payments.seq, upToSeq),
            or(gt(payments.storedAt, closedAt), exists(judged), exists(relabelled)),
            isBehind(after),
          ),
        )
        .orderBy(desc(payments.paidAt), desc(payments.id))
        .limit(limit);
    },

    async sumsOf(from, to, storedBy) {
      const [sums] = await db
        .select({ payments: count, amountCents })
        .from(payments)
        .where(and(paidWithin(from, to), lte(payments.storedAt, storedBy)));
      return sums ?? { payments: 0, amountCents: 0 };
    },

    async firstPaidAt(from) {
      const { paidAt } = payments;
      const [first] = await db.select({ paidAt }).from(payments).where(gte(paidAt, from)).orderBy(asc(paidAt)).limit(1);
      return first?.paidAt ?? null;
    },

    async letGo(from, to, limit) {
      // Null, and so nothing, where there is no such day; less than any where one is not whole in the archive.
      const covered = sql`(select min(case when settled_at is null then -1 else up_to_seq end) from archived_days
        where paid_from < ${to}::bigint and paid_to > ${from}::bigint)`;
      const isCovered = sql`seq <= ${covered} and seq < (select max(seq) from payments)`;
      // Said of the row that is deleted too: one that is judged just then was chosen by its earlier number, and PostgreSQL
      // looks at a row that it had to wait for by the outer condition only.
      const { rowCount } = await db.execute(sql`delete from payments where ${isCovered} and id in (
        select id from payments where paid_at >= ${from}::bigint and paid_at < ${to}::bigint
          and ${isCovered} limit ${limit}::bigint)`);
      return rowCount;
    },

    async remaining(from, to) {
      const [found] = await db
        .select({ payments: count, highestSeq: sql<number | null>`max(${payments.seq})` })
        .from(payments)
        .where(paidWithin(from, to));
      return found ?? { payments: 0, highestSeq: null };
    },

    async countPayments() {
      // What autovacuum last found; -1 before it has looked. Of many rows it is near enough, and counting takes minutes.
      const { rows } = await db.execute<{ estimate: number }>(
        sql`select reltuples::bigint as estimate from pg_class where oid = 'payments'::regclass`,
      );
      const estimate = rows[0]?.estimate ?? -1;
      if (estimate >= MANY_ROWS) return estimate;
      const [all] = await db.select({ count }).from(payments);
      return all?.count ?? 0;
    },

    async bytes() {
      const { rows } = await db.execute<{ bytes: number }>(sql`select pg_database_size(current_database()) as bytes`);
      return rows[0]?.bytes ?? 0;
    },
  };
}

function isDay({ zone, date }: { zone: string; date: string }): SQL | undefined {
  return and(eq(archivedDays.zone, zone), eq(archivedDays.date, date));
}

function isFileOf({ zone, date }: { zone: string; date: string }): SQL | undefined {
  return and(eq(archiveFiles.zone, zone), eq(archiveFiles.date, date));
}

/** Behind a position in the list, newest first. */
function isBehind(after: Cursor | null): SQL | undefined {
  return after === null ? undefined : isBefore([payments.paidAt, payments.id], [after.paidAt, after.id]);
}

function paidWithin(from: number, to: number): SQL | undefined {
  return and(gte(payments.paidAt, from), lt(payments.paidAt, to));
}
