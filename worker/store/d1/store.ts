// The D1 store: its topics put together, and the fence that lets one writer write.
import { desc, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type Store, Superseded } from "../store.ts";
import { writes } from "./commit.ts";
import { incidentStore } from "./incidents.ts";
import { outboxStore } from "./outbox.ts";
import { paymentStore } from "./payments.ts";
import { reportStore } from "./reports.ts";
import { payments, writer } from "./schema.ts";
import { verdictStore } from "./verdicts.ts";

export function d1Store(database: D1Database): Store {
  const db = drizzle(database);
  return {
    kind: "d1",
    ...paymentStore(db),
    ...outboxStore(db),
    ...verdictStore(db),
    ...reportStore(db),
    ...incidentStore(db),

    async takeWriter() {
      const [taken, newest] = await db.batch([
        db
          .insert(writer)
          .values({ id: 1, epoch: 1 })
          .onConflictDoUpdate({ target: writer.id, set: { epoch: sql`${writer.epoch} + 1` } })
          .returning(),
        db.select({ seq: payments.seq }).from(payments).orderBy(desc(payments.seq)).limit(1),
      ]);
      const epoch = taken[0]?.epoch;
      if (epoch === undefined) throw new Error("the writer row did not come back");
      return { epoch, lastSeq: newest[0]?.seq ?? 0 };
    },

    async commit(epoch, commit) {
      try {
        await db.batch(writes(db, epoch, commit));
      } catch (error) {
        if (/NOT NULL constraint failed: writer\.epoch/.test(messages(error))) throw new Superseded();
        throw error;
      }
    },
  };
}

function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${messages(error.cause)}`;
}
