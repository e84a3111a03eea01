// The Neon store: its topics put together.
import type { Store } from "../store.ts";
import { archiveStore } from "./archive.ts";
import { writes } from "./commit.ts";
import { connect } from "./connection.ts";
import { fenced, takeWriter } from "./fence.ts";
import { incidentStore } from "./incidents.ts";
import { outboxStore } from "./outbox.ts";
import { paymentStore } from "./payments.ts";
import { reportStore } from "./reports.ts";
import { verdictStore } from "./verdicts.ts";

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
    ...archiveStore(connection),
    takeWriter: () => takeWriter(db),
    commit: (epoch, commit) => fenced(db.batch(writes(db, epoch, commit))),
  };
}
