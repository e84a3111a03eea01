import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { PairStore } from "../pairs.ts";
import type { Dialect } from "./dialect.ts";
import { sumOf } from "./expressions.ts";

export function pairStore({ db, tables }: Dialect): PairStore {
  const { pairs } = tables;
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
