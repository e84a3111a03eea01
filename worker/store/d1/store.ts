// The D1 store: its topics put together.
import type { D1Database } from "@cloudflare/workers-types";
import { drizzle } from "drizzle-orm/d1";
import type { Store } from "../store.ts";
import { archiveStore } from "./archive.ts";
import { writes } from "./commit.ts";
import { fenced, takeWriter } from "./fence.ts";
import { incidentStore } from "./incidents.ts";
import { outboxStore } from "./outbox.ts";
import { paymentStore } from "./payments.ts";
import { reportStore } from "./reports.ts";
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
    ...archiveStore(db),
    takeWriter: () => takeWriter(db),
    commit: (epoch, commit) => fenced(db.batch(writes(db, epoch, commit))),
  };
}
