// The Neon store: its topics put together, and the fence that lets one writer write.
import { NeonDbError } from "@neondatabase/serverless";
import { desc, sql } from "drizzle-orm";
import { type Store, Superseded } from "../store.ts";
import { writes } from "./commit.ts";
import { connect } from "./connection.ts";
import { incidentStore } from "./incidents.ts";
import { outboxStore } from "./outbox.ts";
import { paymentStore } from "./payments.ts";
import { reportStore } from "./reports.ts";
import { payments, writer } from "./schema.ts";
import { verdictStore } from "./verdicts.ts";

const NOT_NULL_VIOLATION = "23502";

export function neonStore(databaseUrl: string): Store {
  const connection = connect(databaseUrl);
  const { db } = connection;
  return {
    kind: "neon",
    ...paymentStore(connection),
    ...outboxStore(connection),
    ...verdictStore(connection),
    ...reportStore(connection),
    ...incidentStore(connection),

    async takeWriter() {
      // The row is locked until the end of the batch: a commit under way ends before the newest number is read, and one
      // that begins later finds itself superseded. So a commit whose outcome nobody heard is decided once this returns.
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
        if (error instanceof NeonDbError && error.code === NOT_NULL_VIOLATION && error.table === "writer") {
          throw new Superseded();
        }
        throw error;
      }
    },
  };
}
