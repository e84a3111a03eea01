// A store: its topics put together, over one of the two databases.
import type { Store } from "../store.ts";
import { archiveStore } from "./archive.ts";
import { auditStore } from "./audit.ts";
import { commit } from "./commit.ts";
import { countStore } from "./counts.ts";
import { daysStore } from "./days.ts";
import type { Dialect } from "./dialect.ts";
import { takeWriter } from "./fence.ts";
import { incidentStore } from "./incidents.ts";
import { markStore } from "./marks.ts";
import { outboxStore } from "./outbox.ts";
import { pairStore } from "./pairs.ts";
import { paymentStore } from "./payments.ts";
import { policyStore } from "./policies.ts";
import { refundStore } from "./refunds.ts";
import { registryStore } from "./registry.ts";
import { replayStore } from "./replay.ts";
import { reportStore } from "./reports.ts";
import { reviewStore } from "./reviews.ts";
import { hitStore } from "./ruleHits.ts";
import { seenStore } from "./seen.ts";
import { subjectStore } from "./subjects.ts";
import { verdictStore } from "./verdicts.ts";

export function storeOf(dialect: Dialect): Store {
  return {
    kind: dialect.kind,
    ...paymentStore(dialect),
    ...countStore(dialect),
    ...outboxStore(dialect),
    ...verdictStore(dialect),
    ...reviewStore(dialect),
    ...reportStore(dialect),
    ...incidentStore(dialect),
    ...markStore(dialect),
    ...policyStore(dialect),
    ...registryStore(dialect),
    ...pairStore(dialect),
    ...hitStore(dialect),
    ...auditStore(dialect),
    ...refundStore(dialect),
    ...replayStore(dialect),
    ...seenStore(dialect),
    ...subjectStore(dialect),
    ...archiveStore(dialect),
    ...daysStore(dialect),
    takeWriter: () => takeWriter(dialect),
    commit: (epoch, changes) => commit(dialect, epoch, changes),
  };
}
