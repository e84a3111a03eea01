// The port of the store: what the rest of Vigie may ask of it, by topic (payments.ts, counts.ts, outbox.ts, verdicts.ts, reviews.ts,
// reports.ts, incidents.ts, marks.ts, policies.ts, registry.ts, refunds.ts, pairs.ts, ruleHits.ts, audit.ts, replay.ts, seen.ts,
// subjects.ts, archive.ts, days.ts). sql/ implements it, one file per topic,
// for both databases. minutes.ts and tallies.ts compute the sums that the store keeps; size.ts knows how large it is. d1/ and neon/ hold
// what differs between the databases: schema, connection and dialect. In the Worker only open.ts imports both dialects.
import type { ArchiveStore } from "./archive.ts";
import type { AuditEntry, AuditStore } from "./audit.ts";
import type { CountStore } from "./counts.ts";
import type { DaysStore } from "./days.ts";
import type { IncidentStore } from "./incidents.ts";
import type { MarkMove, MarkStore } from "./marks.ts";
import type { OutboxStore, OwedAlert, OwedMessage } from "./outbox.ts";
import type { PairStore } from "./pairs.ts";
import type { Origin, PaymentStore, ScoredPayment, SeenReject } from "./payments.ts";
import type { PolicyCommit, PolicyStore } from "./policies.ts";
import type { RefundStore, StoredRefund } from "./refunds.ts";
import type { RegisteredModel, RegistryStore } from "./registry.ts";
import type { ReplayStore } from "./replay.ts";
import type { ClosedDay, ReportStore } from "./reports.ts";
import type { ReviewStore } from "./reviews.ts";
import type { HitStore } from "./ruleHits.ts";
import type { SeenStore } from "./seen.ts";
import type { SubjectStore } from "./subjects.ts";
import type { LateLabel, RecordedVerdict, VerdictStore, WaitingVerdict } from "./verdicts.ts";

/** What one batch writes, all of it or nothing. A topic without changes is left out. */
export interface Commit {
  payments?: ScoredPayment[];
  /** Card id to encoded history. */
  histories?: ReadonlyMap<string, string>;
  rejects?: SeenReject[];
  /** One that is stored already stays as it is. */
  refunds?: StoredRefund[];
  alerts?: OwedAlert[];
  messages?: OwedMessage[];
  verdicts?: RecordedVerdict[];
  /** Words of sources on payments that are not stored yet. */
  waitingVerdicts?: WaitingVerdict[];
  /** Such words that wait no longer. */
  waitedVerdicts?: Pick<WaitingVerdict, "paymentId" | "by">[];
  /** Such words from before this time, in epoch ms, wait no longer. */
  waitingFrom?: number;
  /** At most one per payment. */
  labels?: LateLabel[];
  /** A day that is closed already stays as it is. */
  closedDays?: ClosedDay[];
  /** The origin of all payments of this store, once it is known. A store that has one keeps it. */
  origin?: Origin;
  /** What the payments of this store are summed in: CURRENCY when the first of them came. */
  currency?: string;
  /** The next version of the policy. The batch fails with `PolicyMoved` when there is one with this number. */
  policy?: PolicyCommit;
  /** A proved model, whose pieces are there. */
  model?: RegisteredModel;
  /** Versions of models that leave the registry. */
  droppedModels?: string[];
  audit?: AuditEntry[];
  /** Says with the entries of a journal that they are recorded. The batch fails with `MarkMoved` unless the mark is where it was. */
  mark?: MarkMove;
}

export interface Writer {
  epoch: number;
  /** The newest stored sequence number. The writer counts on from it. */
  lastSeq: number;
  /** Both are left out where they are not known. */
  origin?: Origin;
  currency?: string;
}

/** Names for people. */
export const STORE_NAMES: Readonly<Record<Store["kind"], string>> = { d1: "D1", neon: "PostgreSQL" };

export interface Store
  extends PaymentStore,
    CountStore,
    OutboxStore,
    VerdictStore,
    ReviewStore,
    ReportStore,
    IncidentStore,
    MarkStore,
    PolicyStore,
    RegistryStore,
    PairStore,
    HitStore,
    AuditStore,
    RefundStore,
    ReplayStore,
    SeenStore,
    SubjectStore,
    ArchiveStore,
    DaysStore {
  kind: "d1" | "neon";
  /** Makes the caller the one writer: batches of earlier writers fail from now on. */
  takeWriter(): Promise<Writer>;
  /** The record. Throws `Superseded`, and writes nothing, when another writer has taken over. */
  commit(epoch: number, commit: Commit): Promise<void>;
}

/** Thrown by `commit`: a newer writer exists, and this one must stop. */
export class Superseded extends Error {
  override name = "Superseded";
}
