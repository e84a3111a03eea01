import { desc } from "drizzle-orm";
import type { AuditStore } from "../audit.ts";
import type { Dialect } from "./dialect.ts";
import { isBefore } from "./expressions.ts";

export function auditStore({ db, tables }: Dialect): AuditStore {
  const { audit } = tables;
  return {
    async audit(limit, after) {
      const behind = after === null ? undefined : isBefore([audit.at, audit.id], [after.at, after.id]);
      return db.select().from(audit).where(behind).orderBy(desc(audit.at), desc(audit.id)).limit(limit);
    },
  };
}
