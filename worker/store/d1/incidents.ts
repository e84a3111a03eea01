// Incidents in D1.
import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { IncidentStore } from "../incidents.ts";
import { oweMessages } from "./outbox.ts";
import { incidents } from "./schema.ts";
import { rowsOf } from "./sql.ts";

export function incidentStore(db: DrizzleD1Database): IncidentStore {
  return {
    async incidents(from, to) {
      const { startedAt, endedAt } = incidents;
      return db
        .select()
        .from(incidents)
        .where(and(lt(startedAt, to), or(isNull(endedAt), gt(endedAt, from))))
        .orderBy(startedAt, incidents.id);
    },

    async lastingIncidents() {
      return db.select().from(incidents).where(isNull(incidents.endedAt)).orderBy(incidents.startedAt, incidents.id);
    },

    async changeIncidents({ opened, ended, messages }) {
      const ending = ended.map(({ id, endedAt }) =>
        db
          .update(incidents)
          .set({ endedAt })
          .where(and(eq(incidents.id, id), isNull(incidents.endedAt))),
      );
      const opening = db.insert(incidents).select(rowsOf(incidents, opened)).onConflictDoNothing();
      const statements: BatchItem<"sqlite">[] = messages.length === 0 ? ending : [...ending, oweMessages(db, messages)];
      await db.batch([opening, ...statements]);
    },
  };
}
