// Incidents in D1.
import { and, gt, isNull, lt, or } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { IncidentStore } from "../incidents.ts";
import { incidents } from "./schema.ts";

export function incidentStore(db: DrizzleD1Database): IncidentStore {
  return {
    async incidents(from, to) {
      const { startedAt, endedAt } = incidents;
      return db
        .select()
        .from(incidents)
        .where(and(lt(startedAt, to), or(isNull(endedAt), gt(endedAt, from))))
        .orderBy(startedAt);
    },
  };
}
