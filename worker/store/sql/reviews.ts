// Payments that wait for a person. Conditions and expressions are spelled as in the partial indexes, so that a page reads its own
// rows and no others, however many wait.
import { asc, desc, sql } from "drizzle-orm";
import type { ReviewStore } from "../reviews.ts";
import type { Dialect } from "./dialect.ts";
import { count } from "./expressions.ts";
import { storedColumnsOf } from "./list.ts";

const WAITS = sql`outcome <> 'approve' and verdict is null`;
const RISK = sql`(case when score is null or unfamiliar is not null then amount_cents else amount_cents * score end)`;

export function reviewStore({ db, tables }: Dialect): ReviewStore {
  const { payments } = tables;
  const { paidAt, id } = payments;
  const columns = storedColumnsOf(tables);
  return {
    async openReviews({ sort, limit, after }) {
      const open = db.select(columns).from(payments);
      if (sort === "age") {
        const behind = after === null ? sql`` : sql` and (paid_at, id) > (${after.paidAt}, ${after.id})`;
        return open.where(sql`${WAITS}${behind}`).orderBy(asc(paidAt), asc(id)).limit(limit);
      }
      const behind =
        after === null ? sql`` : sql` and (${RISK}, paid_at, id) < (${after.key}, ${after.paidAt}, ${after.id})`;
      return open.where(sql`${WAITS}${behind}`).orderBy(sql`${RISK} desc`, desc(paidAt), desc(id)).limit(limit);
    },

    async countOpenReviews(most) {
      const some = db
        .select({ one: sql`1`.as("one") })
        .from(payments)
        .where(WAITS)
        .limit(most)
        .as("some");
      const [counted] = await db.select({ count }).from(some);
      return counted?.count ?? 0;
    },
  };
}
