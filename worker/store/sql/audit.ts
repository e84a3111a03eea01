import { and, desc, eq, gte, lt } from "drizzle-orm";
import type { AuditStore } from "../audit.ts";
import type { Dialect } from "./dialect.ts";
import { isBefore } from "./expressions.ts";

export function auditStore({ db, tables, isAmong }: Dialect): AuditStore {
  const { audit } = tables;
  return {
    async audit(limit, after, { actions = [], by, via, subject, from, to } = {}) {
      const [action] = actions;
      const where = and(
        // A single one is read in the order of its index.
        action === undefined
          ? undefined
          : actions.length === 1
            ? eq(audit.action, action)
            : isAmong(audit.action, [...actions]),
        by === undefined ? undefined : eq(audit.by, by),
        via === undefined ? undefined : eq(audit.via, via),
        subject === undefined ? undefined : eq(audit.subject, subject),
        from === undefined ? undefined : gte(audit.at, from),
        to === undefined ? undefined : lt(audit.at, to),
        after === null ? undefined : isBefore([audit.at, audit.id], [after.at, after.id]),
      );
      return db.select().from(audit).where(where).orderBy(desc(audit.at), desc(audit.id)).limit(limit);
    },
  };
}
