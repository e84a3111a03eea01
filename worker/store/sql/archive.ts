// The archive's topic in SQL: what the archive holds, and how payments leave for it.
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
import type { ArchiveStore, DayKey } from "../archive.ts";
import { conditionsOf } from "./conditions.ts";
import type { Dialect } from "./dialect.ts";
import { count, isAfter, sumOrZero } from "./expressions.ts";
import { isBehind, paidWithin } from "./payments.ts";

export function archiveStore(dialect: Dialect): ArchiveStore {
  const { db, snapshot, tables } = dialect;
  const { archivedDays, archiveFiles, closedDays, lateLabels, payments, verdicts } = tables;

  function isDay({ zone, date }: DayKey): SQL | undefined {
    return and(eq(archivedDays.zone, zone), eq(archivedDays.date, date));
  }

  function isFileOf({ zone, date }: DayKey): SQL | undefined {
    return and(eq(archiveFiles.zone, zone), eq(archiveFiles.date, date));
  }

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
      // Spelled as in the index, so that one row is read however many days have left.
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
        db.select({ count, bytes: sumOrZero(archiveFiles.bytes) }).from(archiveFiles),
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
          settledAt: sql`coalesce(${archivedDays.settledAt}, ${settledAt})`,
          corrections: sql`coalesce(${archivedDays.corrections}, ${corrections})`,
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
        .where(and(...Object.values(conditionsOf(dialect, filter)), isBehind(tables, after)))
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
            paidWithin(tables, from, to),
            gt(payments.seq, afterSeq),
            lte(payments.seq, upToSeq),
            or(gt(payments.storedAt, closedAt), exists(judged), exists(relabelled)),
            isBehind(tables, after),
          ),
        )
        .orderBy(desc(payments.paidAt), desc(payments.id))
        .limit(limit);
    },

    async sumsOf(from, to, storedBy) {
      const [sums] = await db
        .select({ payments: count, amountCents: sumOrZero(payments.amountCents) })
        .from(payments)
        .where(and(paidWithin(tables, from, to), lte(payments.storedAt, storedBy)));
      return sums ?? { payments: 0, amountCents: 0 };
    },

    async firstPaidAt(from) {
      const { paidAt } = payments;
      const [first] = await db.select({ paidAt }).from(payments).where(gte(paidAt, from)).orderBy(asc(paidAt)).limit(1);
      return first?.paidAt ?? null;
    },

    async letGo(from, to, limit) {
      // The result is null when there is no such day, and -1 when one is not whole in the archive: neither covers
      // anything.
      const covered = sql`(select min(case when settled_at is null then -1 else up_to_seq end) from archived_days
        where paid_from < ${to} and paid_to > ${from})`;
      const isCovered = sql`seq <= ${covered} and seq < (select max(seq) from payments)`;
      // The condition is repeated for the row to be deleted. The inner select may have chosen it by its sequence number
      // from before a verdict, and PostgreSQL checks a row that it waited for only against the outer condition.
      return dialect.changed(sql`delete from payments where ${isCovered} and id in (
        select id from payments where paid_at >= ${from} and paid_at < ${to} and ${isCovered} limit ${limit})`);
    },

    async remaining(from, to) {
      const [found] = await db
        .select({ payments: count, highestSeq: sql<number | null>`max(${payments.seq})` })
        .from(payments)
        .where(paidWithin(tables, from, to));
      return found ?? { payments: 0, highestSeq: null };
    },

    async countPayments() {
      const estimate = await dialect.estimatedPayments();
      if (estimate !== null) return estimate;
      const [all] = await db.select({ count }).from(payments);
      return all?.count ?? 0;
    },

    bytes: dialect.bytes,
  };
}
