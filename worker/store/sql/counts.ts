// The topic of counts in SQL. Commits write them; see commit.ts.
import type { CountStore } from "../counts.ts";
import type { Dialect } from "./dialect.ts";

export function countStore({ db, snapshot, tables }: Dialect): CountStore {
  const { paymentCounts, rejectCounts } = tables;
  return {
    async counts() {
      const [payments, rejects] = await snapshot.batch([
        db.select().from(paymentCounts).orderBy(paymentCounts.source, paymentCounts.outcome, paymentCounts.model),
        db.select().from(rejectCounts).orderBy(rejectCounts.source, rejectCounts.code),
      ]);
      return { payments, rejects };
    },
  };
}
