import { and, desc, eq, gt, gte, isNotNull, lt, lte, sql } from "drizzle-orm";
import type { FraudKind, ReportStore } from "../reports.ts";
import type { Dialect } from "./dialect.ts";
import { count, countWhere, sumOf, sumOrZero } from "./expressions.ts";
import { storedColumnsOf } from "./list.ts";
import { paidWithin } from "./payments.ts";

const weight = sql<number>`sum(cast(reason.value ->> 'share' as double precision))`;

export function reportStore({ db, snapshot, tables, each }: Dialect): ReportStore {
  const { archivedDays, closedDays, lateLabels, messages, minutes, payments, quarters, rejects, verdicts } = tables;
  const storedColumns = storedColumnsOf(tables);
  const flaggedCents = sumOf(payments.amountCents);

  return {
    async fraudGroups(from, to) {
      const { source, outcome, amountCents, verdict, label, id } = payments;
      const said = sql`(select said.fraud_type from verdicts said where said.payment_id = ${id} order by said.at desc, said.id desc limit 1)`;
      const kind = sql<FraudKind | null>`case when ${verdict} = 'fraud' then coalesce(${said}, 'unknown')
        when ${verdict} is null and ${label} = 'fraud' then 'label' end`;
      const each = db
        .select({ source, outcome, amountCents, kind: kind.as("kind") })
        .from(payments)
        .where(paidWithin(tables, from, to))
        .as("each_payment");
      return db
        .select({
          ...{ source: each.source, outcome: each.outcome, kind: each.kind, payments: count },
          amountCents: sql<number>`cast(coalesce(sum(${each.amountCents}), 0) as bigint)`,
        })
        .from(each)
        .groupBy(sql`1`, sql`2`, sql`3`);
    },

    async outcomeSums(from, to) {
      const { quarter, outcome, truth } = quarters;
      return db
        .select({
          ...{ outcome, truth },
          payments: sumOf(quarters.payments),
          amountCents: sumOf(quarters.amountCents),
        })
        .from(quarters)
        .where(and(gte(quarter, from), lt(quarter, to), gt(quarters.payments, 0)))
        .groupBy(outcome, truth);
    },

    async verdictsOf(paymentId) {
      return db.select().from(verdicts).where(eq(verdicts.paymentId, paymentId)).orderBy(verdicts.at, verdicts.id);
    },

    async facts(from, to, { silenceMs, most }) {
      // Spelled as in the partial index, so that the database uses it.
      const flagged = and(paidWithin(tables, from, to), sql`outcome <> 'approve'`);
      const paid = and(gte(minutes.minute, from), lt(minutes.minute, to));
      const previous = sql<number>`lag(${minutes.minute}) over (order by ${minutes.minute})`;
      const spans = db
        .select({ from: previous.as("previous"), to: minutes.minute })
        .from(minutes)
        .where(paid)
        .as("spans");
      // One batch, so that all of it is true at the same moment.
      const [tallies, largest, cards, reasons, refused, silences, [between]] = await snapshot.batch([
        db
          .select()
          .from(quarters)
          .where(and(gte(quarters.quarter, from), lt(quarters.quarter, to), gt(quarters.payments, 0))),
        db
          .select(storedColumns)
          .from(payments)
          .where(and(flagged, eq(payments.outcome, "decline")))
          .orderBy(desc(payments.amountCents), payments.id)
          .limit(most),
        db
          .select({
            cardId: payments.cardId,
            last4: sql<string>`max(${payments.last4})`,
            flagged: count,
            declines: countWhere(sql`${payments.outcome} = 'decline'`),
            flaggedCents,
          })
          .from(payments)
          .where(flagged)
          .groupBy(payments.cardId)
          .orderBy(desc(flaggedCents), payments.cardId)
          .limit(most),
        db
          .select({ code: sql<string>`reason.value ->> 'code'`, flagged: count, flaggedCents, weight })
          .from(payments)
          .innerJoin(each(payments.reasons, "reason"), sql`true`)
          .where(flagged)
          .groupBy(sql`1`)
          .orderBy(desc(weight), sql`1`)
          .limit(most),
        db
          .select({ code: rejects.code, rows: count, times: sumOf(rejects.times) })
          .from(rejects)
          // The index is on the time at which a row last came, which is never before the time at which it first came.
          .where(and(gte(rejects.lastSeenAt, from), gte(rejects.firstSeenAt, from), lt(rejects.firstSeenAt, to)))
          .groupBy(rejects.code)
          .orderBy(desc(count), rejects.code),
        db.select().from(spans).where(sql`${spans.to} - ${spans.from} > ${silenceMs}`).orderBy(spans.to),
        db
          .select({ from: sql<number | null>`min(${minutes.minute})`, to: sql<number | null>`max(${minutes.minute})` })
          .from(minutes)
          .where(paid),
      ]);
      const { from: first = null, to: last = null } = between ?? {};
      return {
        tallies,
        largest,
        cards,
        reasons,
        rejects: refused,
        silences,
        paidBetween: first === null || last === null ? null : { from: first, to: last },
      };
    },

    async beginning() {
      const [first, stored, [left]] = await snapshot.batch([
        db.select({ paidAt: payments.paidAt }).from(payments).orderBy(payments.paidAt).limit(1),
        // Sequence numbers grow with time, so the lowest one was stored first. If a verdict has given the first payment
        // a new number, the next payment answers for it.
        db.select({ storedAt: payments.storedAt }).from(payments).orderBy(payments.seq).limit(1),
        // The archived days answer for payments that have left.
        db
          .select({
            paidFrom: sql<number | null>`min(${archivedDays.paidFrom})`,
            closedAt: sql<number | null>`min(${archivedDays.closedAt})`,
          })
          .from(archivedDays)
          .where(isNotNull(archivedDays.settledAt)),
      ]);
      const [paidAt, storedAt] = [first[0]?.paidAt, stored[0]?.storedAt];
      if (paidAt === undefined || storedAt === undefined) return null;
      return {
        paidAt: Math.min(paidAt, left?.paidFrom ?? paidAt),
        storedAt: Math.min(storedAt, left?.closedAt ?? storedAt),
      };
    },

    async closedDay(zone, date) {
      const [day] = await db
        .select()
        .from(closedDays)
        .where(and(eq(closedDays.zone, zone), eq(closedDays.date, date)));
      return day ?? null;
    },

    async closedDates(since) {
      const { zone, date, closedAt } = closedDays;
      return db.select({ zone, date, closedAt }).from(closedDays).where(gte(date, since));
    },

    async storedSince(from, to, after) {
      const found = await db
        .select({ one: sql`1` })
        .from(payments)
        .where(and(paidWithin(tables, from, to), gt(payments.storedAt, after)))
        .limit(1);
      return found.length > 0;
    },

    async latePayments(from, to, after, limit) {
      const late = and(paidWithin(tables, from, to), gt(payments.storedAt, after));
      const [[sums], newest] = await snapshot.batch([
        db
          .select({ payments: count, amountCents: sumOrZero(payments.amountCents) })
          .from(payments)
          .where(late),
        db
          .select(storedColumns)
          .from(payments)
          .where(late)
          .orderBy(desc(payments.paidAt), desc(payments.id))
          .limit(limit),
      ]);
      return { payments: sums?.payments ?? 0, amountCents: sums?.amountCents ?? 0, newest };
    },

    async verdictsSince(from, to, after) {
      const { id, amountCents, currency, paidMinor, rate, outcome, label, paidAt, verdict } = payments;
      const before = sql`(select earlier.verdict from verdicts as earlier
        where earlier.payment_id = ${id} and earlier.at <= ${after} order by earlier.at desc, earlier.id desc limit 1)`;
      return db
        .select({
          ...{ id, amountCents, currency, paidMinor, rate, outcome, label, paidAt, verdict },
          before: before.mapWith(verdict),
          at: sql<number>`max(${verdicts.at})`,
        })
        .from(verdicts)
        .innerJoin(payments, eq(payments.id, verdicts.paymentId))
        .where(and(gt(verdicts.at, after), paidWithin(tables, from, to), lte(payments.storedAt, after)))
        .groupBy(id)
        .orderBy(paidAt, id);
    },

    async labelsSince(from, to, after) {
      const { id, amountCents, currency, paidMinor, rate, outcome, label, paidAt } = payments;
      const before = sql`(select next.was from late_labels as next
        where next.payment_id = ${id} and next.at > ${after} order by next.seq limit 1)`;
      return db
        .select({
          ...{ id, amountCents, currency, paidMinor, rate, outcome, label, paidAt },
          before: before.mapWith(label),
          at: sql<number>`max(${lateLabels.at})`,
        })
        .from(lateLabels)
        .innerJoin(payments, eq(payments.id, lateLabels.paymentId))
        .where(and(gt(lateLabels.at, after), paidWithin(tables, from, to), lte(payments.storedAt, after)))
        .groupBy(id)
        .orderBy(paidAt, id);
    },

    async digests() {
      const found = await db
        .selectDistinct({ notice: messages.notice })
        .from(messages)
        // A range of the index: `;` is the character after `:`.
        .where(and(gte(messages.notice, "digest:"), lt(messages.notice, "digest;")));
      return found.map(({ notice }) => notice);
    },
  };
}
