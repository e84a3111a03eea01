// The steps of a decided payment until it is recorded: numbered → owed → stored, in one batch with the mark of its journal. Only
// then is anybody told.

import { snippetOfRefund } from "../payment/redact.ts";
import type { Refund } from "../payment/refund.ts";
import type { MarkMove } from "../store/marks.ts";
import type { OwedAlert, OwedMessage } from "../store/outbox.ts";
import type { FreshPayment, Origin, SeenReject, StoredPayment } from "../store/payments.ts";
import type { StoredRefund } from "../store/refunds.ts";
import type { Store, Writer } from "../store/store.ts";
import { isTaken } from "../store/trouble.ts";
import type { Entries } from "./journalRows.ts";
import { labelledBefore, lateLabels } from "./lateLabels.ts";
import { refusedAsConflict, refusedAsTooOld, tooOld } from "./newOrRepeated.ts";
import { refundConflict, type SeenRefund } from "./newOrRepeatedRefunds.ts";

export interface RecordPorts {
  store: Pick<Store, "commit" | "known" | "knownRefunds">;
  /** Returns the alerts and messages that are owed because of newly recorded payments, to be stored with them. */
  owe: (payments: readonly FreshPayment[], nowMs: number) => Promise<Owed>;
  now: () => number;
}

export interface Owed {
  alerts: OwedAlert[];
  messages: OwedMessage[];
}

export interface RecordSettings {
  /** Payments from before this time, in epoch ms, have left the store or are about to. */
  oldestMs: number;
  /** Kept with the first payments of a store. */
  origin: Origin | null;
}

export interface RecordedEntries {
  /** Newly stored payments, by sequence number. */
  stored: FreshPayment[];
  /** The stored payments in two parts: paid now, and loaded as past. */
  live: FreshPayment[];
  past: FreshPayment[];
  /** Payments that were stored earlier and have another label now. Their sequence numbers follow those of `stored`. */
  relabelled: StoredPayment[];
  owed: Owed;
  /** Payments of the store that have the ids of decided ones, and stand. */
  standing: StoredPayment[];
}

/**
 * Records entries of a journal and moves its mark. Throws when the store fails: then nobody was told, and it is not known whether
 * they are recorded, which the mark tells. The caller adds the numbers of stored and relabelled payments to `writer.lastSeq`.
 */
export async function recordEntries(
  entries: Entries,
  mark: MarkMove,
  writer: Writer,
  settings: RecordSettings,
  ports: RecordPorts,
): Promise<RecordedEntries> {
  const labelled = labelledBefore(entries);
  const known = labelled.length === 0 ? NOTHING : (await ports.store.known(labelled, [])).payments;
  try {
    return await write(entries, { known, taken: NOTHING }, mark, writer, settings, ports);
  } catch (error) {
    // An id that the memory of its decider had forgotten, or that came to another decider with another card.
    if (!isTaken(error)) throw error;
    const ids = entries.payments.map(({ id }) => id);
    const taken = (await ports.store.known(ids, [])).payments;
    return write(entries, { known, taken }, mark, writer, settings, ports);
  }
}

const NOTHING: ReadonlyMap<string, StoredPayment> = new Map();

interface InStore {
  /** Payments that have another label now. */
  known: ReadonlyMap<string, StoredPayment>;
  /** Payments with ids of decided ones. The stored ones stand. */
  taken: ReadonlyMap<string, StoredPayment>;
}

async function write(
  { payments, rejects, labels, histories, refunds: given = [] }: Entries,
  { known, taken }: InStore,
  mark: MarkMove,
  writer: Writer,
  { oldestMs, origin }: RecordSettings,
  { store, owe, now }: RecordPorts,
): Promise<RecordedEntries> {
  const storedAt = now();
  const refused: SeenReject[] = [];
  const saidOf = new Map(labels.map(({ paymentId, label }) => [paymentId, label]));
  const stored: FreshPayment[] = [];
  const live: FreshPayment[] = [];
  const past: FreshPayment[] = [];
  for (const { decidedAt: _, isPast = false, ...payment } of payments) {
    const { id, source, seenAt } = payment;
    const standing = taken.get(id);
    const reject =
      standing !== undefined
        ? refusedAsConflict(standing, payment, payment.feed)
        : payment.paidAt < oldestMs
          ? refusedAsTooOld(payment)
          : null;
    if (reject !== null) refused.push({ ...reject, source, seenAt });
    if (reject !== null || standing !== undefined) continue;
    const label = saidOf.get(id) ?? payment.label;
    const recorded = { ...payment, label, seq: writer.lastSeq + 1 + stored.length, storedAt, verdict: null };
    stored.push(recorded);
    (isPast ? past : live).push(recorded);
  }
  const late = lateLabels(labels, (id) => known.get(id) ?? taken.get(id), {
    lastSeq: writer.lastSeq + stored.length,
    oldestMs,
  });
  const { refunds, conflicts } = await newRefunds(given, oldestMs, store, storedAt);
  refused.push(...conflicts);
  const owed = await owe(live, storedAt);
  await store.commit(writer.epoch, {
    ...{ payments: stored, histories: new Map(histories), rejects: [...rejects, ...refused] },
    ...{ ...owed, labels: late, mark },
    ...(refunds.length === 0 ? {} : { refunds }),
    ...(stored.length > 0 && origin !== null ? { origin } : {}),
  });
  const relabelled = late.map(({ before, label, seq }): StoredPayment => ({ ...before, label, seq }));
  return { stored, live, past, relabelled, owed, standing: [...taken.values()] };
}

/** The decider knows only those that it took itself, and for a while. */
async function newRefunds(
  given: readonly SeenRefund[],
  oldestMs: number,
  store: RecordPorts["store"],
  storedAt: number,
): Promise<{ refunds: StoredRefund[]; conflicts: SeenReject[] }> {
  const refunds: StoredRefund[] = [];
  const conflicts: SeenReject[] = [];
  if (given.length === 0) return { refunds, conflicts };
  const ids = given.map(({ id }) => id);
  const [stored, { payments }] = await Promise.all([store.knownRefunds(ids), store.known(ids, [])]);
  const known = new Map<string, Refund>(stored.map((refund) => [refund.id, refund]));
  for (const { feed, ...refund } of given) {
    const { id, source, seenAt } = refund;
    const standing = known.get(id);
    const isOld = standing === undefined && refund.paidAt < oldestMs;
    const reject = isOld
      ? tooOld(refund, snippetOfRefund(refund))
      : refundConflict(refund, { standing, isPayments: payments.has(id) }, feed);
    if (reject !== null) conflicts.push({ ...reject, source, seenAt });
    if (reject !== null || standing !== undefined) continue;
    known.set(id, refund);
    refunds.push({ ...refund, storedAt });
  }
  return { refunds, conflicts };
}
