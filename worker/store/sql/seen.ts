// The topic of what rules saw, in SQL.
import { and, desc, getTableColumns, gte } from "drizzle-orm";
import type { SeenStore } from "../seen.ts";
import type { Dialect, Tables } from "./dialect.ts";
import { isBehind } from "./payments.ts";

export function seenStore({ db, tables }: Dialect): SeenStore {
  const { payments } = tables;
  const { features, ...columns } = columnsIn(tables);

  return {
    async seen({ from, after, limit, features: isWhole }) {
      const where = and(gte(payments.paidAt, from), isBehind(tables, after));
      const order = [desc(payments.paidAt), desc(payments.id)];
      if (isWhole) {
        return db
          .select({ ...columns, features })
          .from(payments)
          .where(where)
          .orderBy(...order)
          .limit(limit);
      }
      const rows = await db
        .select(columns)
        .from(payments)
        .where(where)
        .orderBy(...order)
        .limit(limit);
      return rows.map((row) => ({ ...row, features: null }));
    },
  };
}

function columnsIn({ payments }: Tables) {
  const { id, paidAt, cardId, last4, merchant, category, amountCents, currency, paidMinor, rate, ...others } =
    getTableColumns(payments);
  const { gender, ageYears, cityPopulation, distanceKm, label, verdict, score, outcome, reasons, ...more } = others;
  const { unfamiliar, source, feed, situation, challengerScore, facts, features } = more;
  const { mcc, knownAs, bin, country, sender, extra } = more;
  return {
    ...{ id, paidAt, cardId, last4, merchant, category, amountCents, currency, paidMinor, rate },
    ...{ gender, ageYears, cityPopulation, distanceKm, mcc, knownAs, bin, country, sender, extra },
    ...{ label, verdict, score, outcome, reasons, unfamiliar, source, feed, situation, challengerScore },
    ...{ facts, features },
  };
}
