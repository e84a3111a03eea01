import { and, gte, lt } from "drizzle-orm";
import type { HitStore } from "../ruleHits.ts";
import type { Dialect } from "./dialect.ts";
import { sumOf } from "./expressions.ts";

export function hitStore({ db, tables }: Dialect): HitStore {
  const { rule, hour, shadow, outcome, payments, amountCents } = tables.ruleHits;
  return {
    async ruleHits(from, to) {
      return db
        .select({ rule, shadow, outcome, payments: sumOf(payments), amountCents: sumOf(amountCents) })
        .from(tables.ruleHits)
        .where(and(gte(hour, from), lt(hour, to)))
        .groupBy(rule, shadow, outcome);
    },
  };
}
