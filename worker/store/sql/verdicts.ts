import { and, asc, desc, getTableColumns, gte, isNotNull, lt, ne, or, sql } from "drizzle-orm";
import type { FraudType } from "../../payment/fraudType.ts";
import type { Label } from "../../payment/payment.ts";
import type { VerdictStore } from "../verdicts.ts";
import type { Dialect } from "./dialect.ts";
import { isAfter, sumOf } from "./expressions.ts";

/** Of the newest verdict, found by the index of a payment's verdicts. */
const saidType = sql<FraudType | null>`(
  select said.fraud_type from verdicts said where said.payment_id = payments.id order by said.at desc, said.id desc limit 1
)`;

/** Of the newest verdict, if it stands, and of the newest label that came late. */
const verdictAt = sql<number | null>`(
  case when payments.verdict is null then null
  else (select max(said.at) from verdicts said where said.payment_id = payments.id) end
)`.mapWith((at) => (at === null ? null : Number(at)));
const labelAt = sql<number | null>`(
  select max(late.at) from late_labels late where late.payment_id = payments.id
)`.mapWith((at) => (at === null ? null : Number(at)));

export function verdictStore({ db, tables }: Dialect): VerdictStore {
  const { payments, quarters, waitingVerdicts } = tables;
  return {
    async judged(from, to) {
      const { quarter, model, outcome, truth } = quarters;
      return db
        .select({
          model,
          outcome,
          truth: sql<Label>`${truth}`,
          payments: sumOf(quarters.payments),
        })
        .from(quarters)
        .where(and(gte(quarter, from), lt(quarter, to), ne(truth, "unknown")))
        .groupBy(model, outcome, truth);
    },

    async frauds(from, to, spanMs) {
      const { quarter, outcome, payments: counted } = quarters;
      // The casts make this an integer division: D1 binds numbers as floats.
      const [begin, span] = [sql`cast(${from} as bigint)`, sql`cast(${spanMs} as bigint)`];
      return (
        db
          .select({
            start: sql<number>`${begin} + (${quarter} - ${begin}) / ${span} * ${span}`,
            known: sumOf(counted),
            flagged: sql<number>`cast(sum(case when ${outcome} = 'approve' then 0 else ${counted} end) as bigint)`,
          })
          .from(quarters)
          // The literal text is that of the partial index, so that the database uses it.
          .where(and(gte(quarter, from), lt(quarter, to), sql`truth = 'fraud'`))
          .groupBy(sql`1`)
          .orderBy(sql`1`)
      );
    },

    async waitingVerdicts(limit) {
      return db.select().from(waitingVerdicts).orderBy(desc(waitingVerdicts.at)).limit(limit);
    },

    async taught({ from, to }, limit, after) {
      const { paidAt, id } = payments;
      const later = after === null ? undefined : isAfter([paidAt, id], [after.paidAt, after.id]);
      return db
        .select({
          ...getTableColumns(payments),
          fraudType: saidType.as("fraud_type"),
          verdictAt: verdictAt.as("verdict_at"),
          labelAt: labelAt.as("label_at"),
        })
        .from(payments)
        .where(and(gte(paidAt, from), lt(paidAt, to), later))
        .orderBy(asc(paidAt), asc(id))
        .limit(limit);
    },

    async truths(limit, after) {
      const { paidAt, id, verdict, label } = payments;
      const known = or(isNotNull(verdict), isNotNull(label));
      const later = after === null ? undefined : isAfter([paidAt, id], [after.paidAt, after.id]);
      return db
        .select({ ...getTableColumns(payments), fraudType: saidType.as("fraud_type") })
        .from(payments)
        .where(and(later, known))
        .orderBy(asc(paidAt), asc(id))
        .limit(limit);
    },
  };
}
