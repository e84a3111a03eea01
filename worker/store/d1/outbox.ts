// Alerts and messages in D1.
import { eq } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { OutboxStore } from "../outbox.ts";
import { alerts } from "./schema.ts";

export function outboxStore(db: DrizzleD1Database): OutboxStore {
  return {
    async alertsOf(paymentId) {
      return db.select().from(alerts).where(eq(alerts.paymentId, paymentId)).orderBy(alerts.createdAt);
    },
  };
}
