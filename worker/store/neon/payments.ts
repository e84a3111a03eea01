// Payments in Neon.
import { and, type Column, desc, eq, getTableColumns, gt, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import type { PaymentFilter, PaymentStore } from "../payments.ts";
import { found, merchantsBeyondAscii, type Search, searchFor } from "../search.ts";
import { isBefore } from "../sql.ts";
import type { Connection } from "./connection.ts";
import { alerts, histories, messages, minutes, payments, rejects, writer } from "./schema.ts";
import { isAmong, sumOf } from "./sql.ts";

const { features: _features, ...storedColumns } = getTableColumns(payments);

export function paymentStore({ db, snapshot }: Connection): PaymentStore {
  const beyondAscii = async () =>
    (await db.execute<{ name: string }>(merchantsBeyondAscii)).rows.map(({ name }) => name);
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

    async paymentsOf(cardId) {
      const { paidAt, amountCents, category } = payments;
      return db
        .select({ paidAt, amountCents, category })
        .from(payments)
        .where(and(eq(payments.cardId, cardId), eq(payments.feed, "stream")))
        .orderBy(paidAt);
    },

    async payments(filter, limit, after) {
      const search = filter.q === undefined ? null : searchFor(filter.q, await beyondAscii());
      const older = after === null ? undefined : isBefore([payments.paidAt, payments.id], [after.paidAt, after.id]);
      return db
        .select(storedColumns)
        .from(payments)
        .where(and(matching(filter, search), older))
        .orderBy(desc(payments.paidAt), desc(payments.id))
        .limit(limit);
    },

    async payment(id) {
      const [row] = await db.select().from(payments).where(eq(payments.id, id));
      return row ?? null;
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

    async rejects(limit) {
      return db.select().from(rejects).orderBy(desc(rejects.lastSeenAt)).limit(limit);
    },

    async newestScores(limit) {
      const newest = await db
        .select({ score: payments.score })
        .from(payments)
        .orderBy(desc(payments.paidAt), desc(payments.id))
        .limit(limit);
      return newest.flatMap(({ score }) => score ?? []);
    },

    async totals(from, to, spanMs) {
      // Spans are counted from `from`, so that they align with the day of any time zone.
      const start = sql<number>`${from}::bigint + (${minutes.minute} - ${from}::bigint) / ${spanMs}::bigint * ${spanMs}::bigint`;
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
        db.select({ storedAt: writer.storedAt }).from(writer),
        db.select({ count: sql<number>`count(*)` }).from(alerts).where(sql`notice is null`),
        db.select({ count: sql<number>`count(*)` }).from(messages).where(sql`state = 'pending'`),
        db.select({ count: sql<number>`count(*)` }).from(rejects).where(gte(rejects.lastSeenAt, since)),
      ]);
      return {
        alertsPending: (heldBack[0]?.count ?? 0) + (pending[0]?.count ?? 0),
        rejects: rejected[0]?.count ?? 0,
        lastStoredAt: written[0]?.storedAt ?? null,
        lastSeq: newest[0]?.seq ?? 0,
      };
    },
  };
}

/** `search`: what the filter's `q` means here. */
export function matching(filter: Omit<PaymentFilter, "q">, search: Search | null = null): SQL | undefined {
  const { from, to, storedBy, outcomes } = filter;
  const flaggedOnly = outcomes.length > 0 && !outcomes.includes("approve");
  return and(
    from === undefined ? undefined : gte(payments.paidAt, from),
    to === undefined ? undefined : lt(payments.paidAt, to),
    storedBy === undefined ? undefined : lte(payments.storedAt, storedBy),
    // Spelled as the partial index has it, so that it is used.
    flaggedOnly ? sql`outcome <> 'approve'` : undefined,
    outcomes.length > 0 ? inArray(payments.outcome, outcomes) : undefined,
    search === null ? undefined : containing(search),
  );
}

function containing(search: Search): SQL | undefined {
  const contains = (column: Column, needle: string) => sql`strpos(lower(${column}), ${needle}) > 0`;
  return found(search, payments, contains, (merchants) => isAmong(payments.merchant, merchants));
}
