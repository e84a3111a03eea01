// Verdicts in D1.
import { and, asc, gte, isNotNull, lt, ne, or, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { Label } from "../../payment/payment.ts";
import { isAfter } from "../sql.ts";
import type { VerdictStore } from "../verdicts.ts";
import { payments, quarters } from "./schema.ts";

export function verdictStore(db: DrizzleD1Database): VerdictStore {
  return {
    async judged(from, to) {
      const { quarter, model, outcome, truth } = quarters;
      return db
        .select({
          model,
          outcome,
          truth: sql<Label>`${truth}`,
          payments: sql<number>`sum(${quarters.payments})`,
        })
        .from(quarters)
        .where(and(gte(quarter, from), lt(quarter, to), ne(truth, "unknown")))
        .groupBy(model, outcome, truth);
    },

    async truths(limit, after) {
      const { paidAt, id, verdict, label } = payments;
      const known = or(isNotNull(verdict), isNotNull(label));
      const later = after === null ? undefined : isAfter([paidAt, id], [after.paidAt, after.id]);
      return db.select().from(payments).where(and(later, known)).orderBy(asc(paidAt), asc(id)).limit(limit);
    },
  };
}
