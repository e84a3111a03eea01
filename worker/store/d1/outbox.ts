// Alerts and messages in D1.
import { eq } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { OutboxStore, OwedMessage } from "../outbox.ts";
import { alerts, messages } from "./schema.ts";
import { rowsOf } from "./sql.ts";

/** As a statement, so that it may be part of a batch. */
export function oweMessages(db: DrizzleD1Database, owed: OwedMessage[]) {
  const rows = owed.map((message) => ({ ...message, state: "pending", attempts: 0, keys: 1 }));
  return db.insert(messages).select(rowsOf(messages, rows)).onConflictDoNothing();
}

export function outboxStore(db: DrizzleD1Database): OutboxStore {
  return {
    async owe(owed) {
      await oweMessages(db, owed);
    },

    async alertsOf(paymentId) {
      return db.select().from(alerts).where(eq(alerts.paymentId, paymentId)).orderBy(alerts.createdAt);
    },
  };
}
