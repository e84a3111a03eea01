// The port of the store: what the rest of Vigie may ask of it, by topic (payments.ts, outbox.ts, verdicts.ts, reports.ts,
// incidents.ts, archive.ts). sql/ answers it, file by file, once for both databases; minutes.ts and tallies.ts are the sums
// that it keeps, size.ts how large it is. d1/ and neon/ hold what each database says in its own way, its schema and its
// dialect; in the Worker only open.ts imports both dialects.
import type { ArchiveStore } from "./archive.ts";
import type { IncidentStore } from "./incidents.ts";
import type { OutboxStore, OwedAlert, OwedMessage } from "./outbox.ts";
import type { PaymentStore, ScoredPayment, SeenReject } from "./payments.ts";
import type { ClosedDay, ReportStore } from "./reports.ts";
import type { LateLabel, RecordedVerdict, VerdictStore } from "./verdicts.ts";

/** What one batch writes: all of it or nothing. Each topic is left out by those that have nothing of it. */
export interface Commit {
  payments?: ScoredPayment[];
  /** Card id to encoded history. */
  histories?: ReadonlyMap<string, string>;
  rejects?: SeenReject[];
  alerts?: OwedAlert[];
  messages?: OwedMessage[];
  verdicts?: RecordedVerdict[];
  /** At most one a payment. */
  labels?: LateLabel[];
  /** One that is closed already stays as it is. */
  closedDays?: ClosedDay[];
}

export interface Writer {
  epoch: number;
  /** The newest sequence number stored; the writer counts on from it. */
  lastSeq: number;
}

/** As people know it. */
export const STORE_NAMES: Readonly<Record<Store["kind"], string>> = { d1: "D1", neon: "PostgreSQL" };

export interface Store extends PaymentStore, OutboxStore, VerdictStore, ReportStore, IncidentStore, ArchiveStore {
  kind: "d1" | "neon";
  /** Becomes the one writer: batches of earlier writers fail from now on. */
  takeWriter(): Promise<Writer>;
  /** The commit point. Throws `Superseded` when another writer has taken over; nothing is written then. */
  commit(epoch: number, commit: Commit): Promise<void>;
}

/** Thrown by `commit`: a newer writer exists, and this one must stop. */
export class Superseded extends Error {
  override name = "Superseded";
}
