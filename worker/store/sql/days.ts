// The topic of days in SQL.
import { and, asc, eq, gt, gte, lt, or, type SQL, sql } from "drizzle-orm";
import { DAY_MS } from "../../duration.ts";
import type { DaysStore } from "../days.ts";
import type { SubjectKind } from "../subjects.ts";
import type { Dialect } from "./dialect.ts";
import { count, sumOf } from "./expressions.ts";

export function daysStore({ db, tables, isAmong }: Dialect): DaysStore {
  const { payments } = tables;
  const { seq, paidAt, cardId, merchant, amountCents, feed } = payments;
  // What a snapshot feed says of times is made up.
  const isStream = eq(feed, "stream");
  // Written out, since D1 binds numbers as floats, and the division must be one of whole numbers.
  const day = sql<number>`${paidAt} / ${sql.raw(String(DAY_MS))}`.mapWith(Number);
  const onDays = (from: number, to: number) => and(gte(paidAt, from * DAY_MS), lt(paidAt, (to + 1) * DAY_MS));

  function sumsOf(kind: SubjectKind, among: SQL | undefined, behind: SQL | undefined, limit: number) {
    const subject = subjectOf(kind);
    const cards = kind === "card" ? sql<number>`1` : sql<number>`count(distinct ${cardId})`;
    return db
      .select({
        subject: subject.as("subject"),
        day: day.as("day"),
        payments: count.mapWith(Number).as("sum_payments"),
        cents: sumOf(amountCents).mapWith(Number).as("sum_cents"),
        cards: cards.mapWith(Number).as("sum_cards"),
      })
      .from(payments)
      .where(and(isStream, among, behind))
      .groupBy(subject, day)
      .orderBy(subject, day)
      .limit(limit);
  }

  return {
    async newestSeq() {
      const [newest] = await db.select({ seq: sql<number>`max(${seq})`.mapWith(Number) }).from(payments);
      return newest?.seq ?? 0;
    },

    async changedDays(after, limit) {
      return db
        .select({ seq, day, cardId, merchant })
        .from(payments)
        .where(and(gt(seq, after), isStream))
        .orderBy(asc(seq))
        .limit(limit);
    },

    async daySums(from, to, of, after, limit) {
      const range = onDays(from, to);
      const kinds: { kind: SubjectKind; names: readonly string[] | null }[] = [
        { kind: "card", names: of?.cards ?? null },
        { kind: "merchant", names: of?.merchants ?? null },
      ];
      const found = [];
      for (const { kind, names } of kinds) {
        if (found.length >= limit || names?.length === 0) continue;
        // Cards come before merchants.
        if (after?.kind === "merchant" && kind === "card") continue;
        const among = and(range, names === null ? undefined : isAmong(kind === "card" ? cardId : merchant, names));
        const behind = after?.kind === kind ? sumsBehind(kind, after.subject, after.day) : undefined;
        const sums = await sumsOf(kind, among, behind, limit - found.length);
        found.push(...sums.map((sum) => ({ kind, ...sum })));
      }
      return found;
    },

    async dayFrauds(from, to, of) {
      const { verdict, label } = payments;
      const range = onDays(from, to);
      // Each side has the range, so that each enters its own index.
      const among =
        of === null ? range : or(and(isAmong(cardId, of.cards), range), and(isAmong(merchant, of.merchants), range));
      const isFraud = sql`coalesce(${verdict}, ${label}) = 'fraud'`;
      const rows = await db
        .select({ cardId, merchant, paidAt, knownAt: saidAt.mapWith(Number), cents: amountCents })
        .from(payments)
        .where(and(isStream, among, isFraud))
        .orderBy(asc(paidAt), asc(payments.id));
      return rows;
    },
  };

  /** No column, so that no database takes the index of cards or merchants for it, which has all days. */
  function subjectOf(kind: SubjectKind): SQL<string> {
    return kind === "card" ? sql<string>`${cardId} || ''` : sql<string>`${merchant} || ''`;
  }

  /** Of a position in the sums of one kind. A day has only one sum of a subject. */
  function sumsBehind(kind: SubjectKind, subject: string, dayThere: number): SQL {
    return sql`(${subjectOf(kind)}, ${paidAt}) > (${subject}, ${(dayThere + 1) * DAY_MS - 1})`;
  }
}

/** When the newest verdict was given, or the newest label came; with the payment where it has none of both. */
const saidAt = sql<number>`coalesce(
  case when payments.verdict is not null then (select max(said.at) from verdicts said where said.payment_id = payments.id)
  else (select max(late.at) from late_labels late where late.payment_id = payments.id) end, payments.paid_at)`;
