import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { PairStore } from "../pairs.ts";
import type { Dialect } from "./dialect.ts";
import { sumOf } from "./expressions.ts";

export function pairStore({ db, tables }: Dialect): PairStore {
  const { pairs } = tables;
  return {
    async pairs(champion, challenger, from, to) {
      const { category, situation, outcome, challengerOutcome, truth } = pairs;
      const alike = { category, situation, outcome, challengerOutcome, truth };
      const rows = await db
        .select({ ...alike, payments: sumOf(pairs.payments), amountCents: sumOf(pairs.amountCents) })
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
      const { champion, challenger, hour } = pairs;
      const [from, to] = [sql<number>`min(${hour})`.mapWith(Number), sql<number>`max(${hour})`.mapWith(Number)];
      return db
        .select({ champion, challenger, from, to, payments: sumOf(pairs.payments) })
        .from(pairs)
        .groupBy(champion, challenger)
        .orderBy(desc(sql`max(${hour})`));
    },
  };
}
