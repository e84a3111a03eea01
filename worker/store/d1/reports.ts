// What reports are made from, in D1.
import { eq } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { ReportStore } from "../reports.ts";
import { verdicts } from "./schema.ts";

export function reportStore(db: DrizzleD1Database): ReportStore {
  return {
    async verdictsOf(paymentId) {
      return db.select().from(verdicts).where(eq(verdicts.paymentId, paymentId)).orderBy(verdicts.at);
    },
  };
}
