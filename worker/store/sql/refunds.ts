// The topic of refunds in SQL.
import { asc, desc, eq } from "drizzle-orm";
import type { RefundStore } from "../refunds.ts";
import type { Dialect } from "./dialect.ts";
import { isBefore } from "./expressions.ts";

export function refundStore({ db, isAmong, tables }: Dialect): RefundStore {
  const { refunds } = tables;
  const { id, paidAt, paymentId } = refunds;
  return {
    async knownRefunds(ids) {
      return db
        .select()
        .from(refunds)
        .where(isAmong(id, [...ids]));
    },

    async refundsOf(payment, most) {
      return db.select().from(refunds).where(eq(paymentId, payment)).orderBy(asc(paidAt), asc(id)).limit(most);
    },

    async refunds(limit, after) {
      return db
        .select()
        .from(refunds)
        .where(after === null ? undefined : isBefore([paidAt, id], [after.paidAt, after.id]))
        .orderBy(desc(paidAt), desc(id))
        .limit(limit);
    },
  };
}
