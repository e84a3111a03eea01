// The topic of replaying in SQL.
import { and, asc, desc, eq, getTableColumns, gte, lt, lte, sql } from "drizzle-orm";
import { RECENT_CAP, RECENT_SPAN_MS } from "../../features/history.ts";
import type { CardPast, ReplayStore } from "../replay.ts";
import type { Dialect } from "./dialect.ts";
import { count, isAfter, isUpTo, readCategory, sumOf } from "./expressions.ts";

export function replayStore(dialect: Dialect): ReplayStore {
  const { db, snapshot, isAmong, rows } = dialect;
  const { histories, payments } = dialect.tables;
  const { id, paidAt, cardId, amountCents, feed, storedAt } = payments;
  /** A history holds what was read. */
  const category = readCategory(payments);
  const isStream = eq(feed, "stream");
  const replayed = columnsIn(payments);

  return {
    async replay(after, to, storedBy, limit) {
      return db
        .select(replayed)
        .from(payments)
        .where(and(isAfter([paidAt, id], [after.paidAt, after.id]), lt(paidAt, to), lte(storedAt, storedBy)))
        .orderBy(asc(paidAt), asc(id))
        .limit(limit);
    },

    async countPaid(from, to, most) {
      const some = db
        .select({ one: sql`1`.as("one") })
        .from(payments)
        .where(and(gte(paidAt, from), lt(paidAt, to)))
        .limit(most)
        .as("some");
      const [counted] = await db.select({ count }).from(some);
      return counted?.count ?? 0;
    },

    async paidBefore(time, place) {
      const [found] = await db
        .select({ paidAt })
        .from(payments)
        .where(lt(paidAt, time))
        .orderBy(desc(paidAt), desc(id))
        .limit(1)
        .offset(place - 1);
      return found?.paidAt ?? null;
    },

    async pastsOf(cardIds, at) {
      const given = [...cardIds];
      const position = [at.paidAt, at.id];
      const newestAt = sql<number>`max(${paidAt})`.mapWith(Number);
      const cards = rows(
        { cardId },
        given.map((cardId) => ({ cardId })),
      );
      const { card_id, paid_at } = { card_id: sql.identifier(cardId.name), paid_at: sql.identifier(paidAt.name) };
      const isPast = sql`${isStream} and ${isUpTo([paidAt, id], position)}`;
      // A card's newest payment is looked up first. From there the index is read back as far as a history reaches, however much
      // older payments the card has, and however long it has not paid.
      const recentRows = sql`
        with asked as (${cards}), newest as materialized (
          select asked.${card_id} as ${card_id}, (
            select ${paidAt} from ${payments} where ${cardId} = asked.${card_id} and ${isPast}
            order by ${paidAt} desc, ${id} desc limit 1
          ) as ${paid_at} from asked
        ), numbered as (
          select ${cardId} as "cardId", ${paidAt} as "paidAt", ${amountCents} as "amountCents", ${category} as "category",
            row_number() over (partition by ${cardId} order by ${paidAt} desc, ${amountCents} desc) as place
          from newest cross join ${payments}
          where ${cardId} = newest.${card_id} and ${paidAt} >= newest.${paid_at} - ${sql.raw(String(RECENT_SPAN_MS))} and ${isPast}
        )
        select "cardId", "paidAt", "amountCents", "category" from numbered
        where place <= ${sql.raw(String(RECENT_CAP))} order by "paidAt"`;
      const [[remembered, later], recent] = await Promise.all([
        // Of one moment: what is subtracted from a history must be in it.
        snapshot.batch([
          db.select().from(histories).where(isAmong(histories.cardId, given)),
          db
            .select({ cardId, category, payments: count, amountCents: sumOf(amountCents), newestAt })
            .from(payments)
            .where(and(isAmong(cardId, given), isStream, isAfter([paidAt, id], position)))
            .groupBy(cardId, category),
        ]),
        dialect.all<{ cardId: string; paidAt: unknown; amountCents: unknown; category: string }>(recentRows),
      ]);
      const pasts = new Map<string, CardPast>(
        given.map((cardId) => [cardId, { cardId, history: null, later: [], recent: [] }]),
      );
      for (const { cardId, history } of remembered) Object.assign(pasts.get(cardId) ?? {}, { history });
      for (const { cardId, ...one } of later) pasts.get(cardId)?.later.push(one);
      for (const { cardId, category, ...one } of recent) {
        const paid = { paidAt: Number(one.paidAt), amountCents: Number(one.amountCents), category };
        pasts.get(cardId)?.recent.push(paid);
      }
      return [...pasts.values()];
    },

    async pastOf(card, at) {
      return db
        .select({ paidAt, amountCents, category })
        .from(payments)
        .where(and(eq(cardId, card), isStream, isUpTo([paidAt, id], [at.paidAt, at.id])))
        .orderBy(paidAt);
    },
  };
}

function columnsIn(payments: Dialect["tables"]["payments"]) {
  const { id, paidAt, cardId, last4, merchant, category, amountCents, currency, paidMinor, rate, ...others } =
    getTableColumns(payments);
  const { gender, ageYears, cityPopulation, distanceKm, label, seenAt, feed, source, score, outcome, model, verdict } =
    others;
  const { mcc, knownAs, bin, country, sender, extra } = others;
  return {
    ...{ id, paidAt, cardId, last4, merchant, category, amountCents, currency, paidMinor, rate },
    ...{ gender, ageYears, cityPopulation, distanceKm, mcc, knownAs, bin, country, sender, extra },
    ...{ label, seenAt, feed, source, score, outcome, model, verdict },
  };
}
