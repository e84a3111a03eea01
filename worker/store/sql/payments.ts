import { and, desc, eq, gt, gte, lt, type SQL, sql } from "drizzle-orm";
import type { Cursor, PaymentStore } from "../payments.ts";
import type { Dialect, Tables } from "./dialect.ts";
import { count, isBefore, readCategory, sumOf } from "./expressions.ts";
import { listedBy, storedColumnsOf } from "./list.ts";

export function paymentStore(dialect: Dialect): PaymentStore {
  const { db, snapshot, isAmong } = dialect;
  const { alerts, histories, messages, minutes, payments, rejects, writer } = dialect.tables;
  const storedColumns = storedColumnsOf(dialect.tables);

  return {
    async known(ids, cardIds) {
      const [found, remembered] = await snapshot.batch([
        db.select(storedColumns).from(payments).where(isAmong(payments.id, ids)),
        db.select().from(histories).where(isAmong(histories.cardId, cardIds)),
      ]);
      return {
        payments: new Map(found.map((row) => [row.id, row])),
        histories: new Map(remembered.map((row) => [row.cardId, row.history])),
      };
    },

    async histories(after, limit) {
      const { cardId } = histories;
      const rows = await db
        .select()
        .from(histories)
        .where(after === null ? undefined : gt(cardId, after))
        .orderBy(cardId)
        .limit(limit);
      return rows.map(({ cardId, history }) => [cardId, history]);
    },

    async paymentsOf(cardId) {
      const { paidAt, amountCents } = payments;
      return db
        .select({ paidAt, amountCents, category: readCategory(payments) })
        .from(payments)
        .where(and(eq(payments.cardId, cardId), eq(payments.feed, "stream")))
        .orderBy(paidAt);
    },

    async newestPaid(limit) {
      const { id, paidAt, seenAt, merchant, cardId, feed } = payments;
      // The feed is looked at afterwards: behind years of snapshots the database would search all of them for one stream.
      const newest = await db
        .select({ paidAt, seenAt, merchant, cardId, feed })
        .from(payments)
        .orderBy(desc(paidAt), desc(id))
        .limit(limit);
      return newest.flatMap(({ feed, ...payment }) => (feed === "stream" ? [payment] : [])).reverse();
    },

    payments: listedBy(dialect, storedColumns),

    async payment(id) {
      const [row] = await db.select().from(payments).where(eq(payments.id, id));
      return row ?? null;
    },

    async flaggedSince(from, most) {
      const { id, paidAt, amountCents, currency, paidMinor, rate, score, merchant, outcome } = payments;
      const { latTenths, longTenths } = payments;
      return (
        db
          .select({
            ...{ id, paidAt, amountCents, currency, paidMinor, rate, score, merchant, outcome },
            ...{ latTenths, longTenths },
          })
          .from(payments)
          // Spelled as in the partial index, so that no other payment is read.
          .where(and(sql`outcome <> 'approve'`, gte(paidAt, from)))
          .orderBy(desc(paidAt), desc(id))
          .limit(most)
      );
    },

    async changes(sinceSeq, limit) {
      return db
        .select(storedColumns)
        .from(payments)
        .where(gt(payments.seq, sinceSeq))
        .orderBy(payments.seq)
        .limit(limit);
    },

    async newestSeq() {
      const [newest] = await db.select({ seq: payments.seq }).from(payments).orderBy(desc(payments.seq)).limit(1);
      return newest?.seq ?? 0;
    },

    async origin() {
      const [written] = await db.select({ origin: writer.origin }).from(writer);
      return written?.origin ?? null;
    },

    async rejects(limit) {
      return db.select().from(rejects).orderBy(desc(rejects.lastSeenAt)).limit(limit);
    },

    async totals(from, to, spanMs) {
      // Spans are counted from `from`, so that they fit the days of any time zone. The casts make this an integer
      // division: D1 binds numbers as floats.
      const [begin, span] = [sql`cast(${from} as bigint)`, sql`cast(${spanMs} as bigint)`];
      const start = sql<number>`${begin} + (${minutes.minute} - ${begin}) / ${span} * ${span}`;
      return db
        .select({
          start,
          payments: sumOf(minutes.payments),
          amountCents: sumOf(minutes.amountCents),
          reviews: sumOf(minutes.reviews),
          declines: sumOf(minutes.declines),
          flaggedCents: sumOf(minutes.flaggedCents),
          labelledFrauds: sumOf(minutes.labelledFrauds),
          labelledFraudsFlagged: sumOf(minutes.labelledFraudsFlagged),
        })
        .from(minutes)
        .where(and(gte(minutes.minute, from), lt(minutes.minute, to)))
        .groupBy(sql`1`)
        .orderBy(sql`1`);
    },

    async backlog(since) {
      const [newest, written, heldBack, pending, rejected] = await snapshot.batch([
        db.select({ seq: payments.seq }).from(payments).orderBy(desc(payments.seq)).limit(1),
        db.select({ storedAt: writer.storedAt, origin: writer.origin }).from(writer),
        db.select({ count }).from(alerts).where(sql`notice is null`),
        db.select({ count }).from(messages).where(sql`state = 'pending'`),
        db.select({ count }).from(rejects).where(gte(rejects.lastSeenAt, since)),
      ]);
      return {
        alertsPending: (heldBack[0]?.count ?? 0) + (pending[0]?.count ?? 0),
        rejects: rejected[0]?.count ?? 0,
        lastStoredAt: written[0]?.storedAt ?? null,
        lastSeq: newest[0]?.seq ?? 0,
        origin: written[0]?.origin ?? null,
      };
    },
  };
}

/** True for payments made in [from, to). */
export function paidWithin({ payments }: Tables, from: number, to: number): SQL | undefined {
  return and(gte(payments.paidAt, from), lt(payments.paidAt, to));
}

/** True for payments behind a position in the list, newest first. */
export function isBehind({ payments }: Tables, after: Cursor | null): SQL | undefined {
  return after === null ? undefined : isBefore([payments.paidAt, payments.id], [after.paidAt, after.id]);
}
