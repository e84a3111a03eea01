import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import type { IncidentStore } from "../incidents.ts";
import { type Dialect, inserted, together } from "./dialect.ts";
import { oweMessages } from "./outbox.ts";

export function incidentStore(dialect: Dialect): IncidentStore {
  const { db } = dialect;
  const { incidents } = dialect.tables;
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
      const opening = inserted(dialect, incidents, opened).onConflictDoNothing();
      const telling = messages.length === 0 ? [] : [oweMessages(dialect, messages)];
      await together(dialect, [opening, ...ending, ...telling]);
    },
  };
}
