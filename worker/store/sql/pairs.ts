import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import type { FlipKind, PairStore } from "../pairs.ts";
import type { Dialect } from "./dialect.ts";
import { sumOf } from "./expressions.ts";
import { storedColumnsOf } from "./list.ts";
import { orderOf, rowsOf, type Walk } from "./paths.ts";

/** As `flipKindOf` says, for payments on which the two differ. */
const KINDS: Record<FlipKind, SQL> = {
  newly_declined: sql`challenger_outcome = 'decline'`,
  let_through: sql`outcome = 'decline'`,
  newly_reviewed: sql`outcome = 'approve' and challenger_outcome = 'review'`,
  no_longer_reviewed: sql`outcome = 'review' and challenger_outcome = 'approve'`,
};

export function pairStore({ db, tables }: Dialect): PairStore {
  const { pairs, payments } = tables;
  const firstHour = sql<number>`min(${pairs.hour})`.mapWith(Number);
  const lastHour = sql<number>`max(${pairs.hour})`.mapWith(Number);
  const hours = { firstHour, lastHour };
  return {
    async pairs(champion, challenger, from, to) {
      const { category, situation, outcome, challengerOutcome, truth } = pairs;
      const alike = { category, situation, outcome, challengerOutcome, truth };
      const rows = await db
        .select({ ...alike, ...hours, payments: sumOf(pairs.payments), amountCents: sumOf(pairs.amountCents) })
        .from(pairs)
        .where(
          and(
            eq(pairs.challenger, challenger),
            eq(pairs.champion, champion),
            gte(pairs.hour, from),
            lt(pairs.hour, to),
          ),
        )
        .groupBy(category, situation, outcome, challengerOutcome, truth);
      // Verdicts that change leave rows that have come to nothing.
      return rows.flatMap((row) => (row.payments === 0 ? [] : [{ champion, challenger, ...row }]));
    },

    async flips({ champion, challenger, from, to, kind, limit, after }) {
      const walk: Walk = {
        columns: [payments.paidAt, payments.id],
        fixed: [payments.challenger],
        ...{ from, to },
        // Spelled as in the partial index, so that the database uses it.
        within: and(eq(payments.challenger, challenger), sql`challenger_outcome <> outcome`),
        keeps: [],
      };
      return db
        .select(storedColumnsOf(tables))
        .from(payments)
        .where(
          and(
            rowsOf(walk, after === null ? null : { key: after.paidAt, ...after }, "desc"),
            eq(payments.model, champion),
            kind === null ? undefined : KINDS[kind],
          ),
        )
        .orderBy(...orderOf(walk, "desc"))
        .limit(limit);
    },

    async pairings() {
      const { champion, challenger } = pairs;
      return db
        .select({ champion, challenger, from: firstHour, to: lastHour, payments: sumOf(pairs.payments) })
        .from(pairs)
        .groupBy(champion, challenger)
        .orderBy(desc(lastHour));
    },
  };
}
