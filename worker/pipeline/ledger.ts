// The one writer of the store. It records the journals of the deciders, each in its order and each entry once, whatever breaks off
// on the way: the mark in the store says up to where. All of it is here but the platform: see objects/ledger.ts and docs/deciding.md.

import { FIRST_CURRENCY } from "../money.ts";
import { FIRST_POLICY, isSamePolicy, type Policy } from "../policy/policy.ts";
import type { FreshPayment, Origin, StoredPayment } from "../store/payments.ts";
import { type PolicyCommit, PolicyMoved, policyOf } from "../store/policies.ts";
import { type Commit, type Store, Superseded, type Writer } from "../store/store.ts";
import { turns } from "../turns.ts";
import { type Entries, entriesIn, type JournalPart, type Recorded } from "./journalRows.ts";
import { type Owed, type RecordedEntries, recordEntries } from "./recordEntries.ts";

/**
 * How often the store is asked what has left it. A day that settles meanwhile keeps its payments for another hour, so a
 * repetition is still recognized when the deciders hear of that day.
 */
const LEFT_EVERY_MS = 60_000;

export interface LedgerPorts {
  store: Pick<
    Store,
    "commit" | "entriesIn" | "known" | "knownRefunds" | "leftBefore" | "markOf" | "policy" | "takeWriter"
  >;
  /** Returns the alerts and messages that are owed because of newly recorded payments, under the policy that the store has. */
  owe: (payments: readonly FreshPayment[], origin: Origin | null, nowMs: number, policy: Policy) => Promise<Owed>;
  /** Called after each record, before it is answered. */
  onRecorded: (recorded: RecordedEntries, entries: Entries, part: JournalPart) => void;
  /** The answer to an earlier record was lost, and perhaps what came after it, too. */
  onAnswerLost: () => void;
  /** Another writer has taken over. This one must end. */
  onSuperseded: () => void;
  /** The origin in stores from before it was kept. */
  originBefore: () => Promise<Origin>;
  /** Payments from before this time are no longer kept, as the settings say. Epoch ms. */
  oldestKeptMs: () => number;
  now: () => number;
}

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(ports: LedgerPorts) {
  const { store, now } = ports;
  const inTurn = turns();
  /** Nothing here must survive: it is read anew from the store after an end or a failed batch. */
  let writer: Writer | null = null;
  const marks = new Map<string, number>();
  let left: { before: number; readAt: number } | null = null;
  /** It stays after a failure, since its entries may be many: only its number is asked for anew. */
  let policy: Policy | null = null;
  let isPolicyChecked = false;

  /** Runs a work that writes as the one writer. Such works run one after the other. */
  function asWriter<Result>(work: (writer: Writer) => Promise<Result>): Promise<Result> {
    return inTurn(async () => {
      try {
        writer ??= await store.takeWriter();
        return await work(writer);
      } catch (error) {
        // It is not known whether the batch was committed: ask the store anew before the next one.
        writer = null;
        marks.clear();
        left = null;
        isPolicyChecked = false;
        if (error instanceof Superseded) ports.onSuperseded();
        throw error;
      }
    });
  }

  /**
   * Records a part of a decider's journal, and says up to where the store has it. Throws when the store failed: then nobody was
   * told, and it is not known whether it is recorded. The same part may be given again.
   */
  function recordJournal(part: JournalPart): Promise<Omit<Recorded, "usualCents">> {
    return asWriter(async (held) => {
      if (part.isCheck) {
        marks.delete(part.journal);
        isPolicyChecked = false;
      }
      const policy = await readPolicy();
      const mark = await markOf(part.journal);
      if (mark === null && !part.isNew) return answer(null);
      if (mark !== null && mark !== part.after) {
        ports.onAnswerLost();
        return answer(mark, await storedOf(part));
      }
      if (part.rows.length === 0) return answer(mark);
      const entries = entriesIn(part.rows);
      const origin = held.origin ?? part.origin;
      const settings = { oldestMs: await oldestMs(), origin };
      const move = { journal: part.journal, from: mark, to: part.upTo };
      const owe = (payments: readonly FreshPayment[], nowMs: number) => ports.owe(payments, origin, nowMs, policy);
      const recorded = await recordEntries(entries, move, held, settings, { store, owe, now });
      const { stored, relabelled, standing } = recorded;
      writer = {
        ...held,
        lastSeq: held.lastSeq + stored.length + relabelled.length,
        ...(stored.length > 0 && origin !== null ? { origin } : {}),
      };
      marks.set(part.journal, part.upTo);
      ports.onRecorded(recorded, entries, part);
      return answer(part.upTo, standing);
    });
  }

  /** Whatever stands in the store for the payments of a part. The answer that was lost may have said that it is another one. */
  async function storedOf({ rows }: JournalPart): Promise<StoredPayment[]> {
    const ids = entriesIn(rows).payments.map(({ id }) => id);
    return ids.length === 0 ? [] : [...(await store.known(ids, [])).payments.values()];
  }

  /** Without asking the store. */
  function answer(mark: number | null, standing: StoredPayment[] = []): Omit<Recorded, "usualCents"> {
    const leftBefore = left?.before ?? Number.NEGATIVE_INFINITY;
    const stamp = policy === null || !isPolicyChecked ? null : { version: policy.version, at: policy.at };
    return { mark, leftBefore, standing, stamp };
  }

  /** Asks the store which version holds, unless that is known. Its entries are read only when it is another one. */
  async function readPolicy(): Promise<Policy> {
    if (policy !== null && isPolicyChecked) return policy;
    const newest = await store.policy();
    if (policy === null || !isSamePolicy(policy, newest ?? FIRST_POLICY)) {
      policy = newest === null ? FIRST_POLICY : policyOf(newest, await store.entriesIn(newest.version));
    }
    isPolicyChecked = true;
    return policy;
  }

  /** The policy that the store has. Throws when it cannot be read. `anew`: whatever is remembered of it. */
  async function heldPolicy(anew = false): Promise<Policy> {
    if (policy !== null && isPolicyChecked && !anew) return policy;
    return asWriter(() => {
      if (anew) isPolicyChecked = false;
      return readPolicy();
    });
  }

  /**
   * Writes the next version of the policy, and what belongs to it. Throws `PolicyMoved` when the newest is not the one before it, and
   * what the store throws. Then it is not known whether it was written: `heldPolicy` tells.
   */
  function changePolicy(commit: PolicyCommit, next: Policy, others: Pick<Commit, "audit">): Promise<void> {
    return asWriter(async (held) => {
      const newest = await store.policy();
      if ((newest ?? FIRST_POLICY).version !== next.version - 1) throw new PolicyMoved();
      await store.commit(held.epoch, { ...others, policy: commit });
      policy = next;
      isPolicyChecked = true;
    });
  }

  /** Writes what belongs to no payment. */
  function write(
    changes: Pick<Commit, "model" | "droppedModels" | "audit" | "waitingVerdicts" | "waitedVerdicts" | "waitingFrom">,
  ): Promise<void> {
    return asWriter((held) => store.commit(held.epoch, changes));
  }

  async function markOf(journal: string): Promise<number | null> {
    const known = marks.get(journal) ?? (await store.markOf(journal));
    if (known !== null) marks.set(journal, known);
    return known;
  }

  /** Returns the origin of the payments of this store, and settles it where it is not known yet. Throws when the store failed. */
  function settleOrigin(origin: Origin): Promise<Origin> {
    return asWriter(async (held) => {
      const settled = held.origin ?? (held.lastSeq === 0 ? origin : await ports.originBefore());
      if (held.origin !== settled) {
        await store.commit(held.epoch, { origin: settled });
        writer = { ...held, origin: settled };
      }
      return settled;
    });
  }

  /**
   * Returns what the payments of this store are summed in: the one that is given where there is no payment yet, and dollars in a
   * store from before there was a choice. Throws when the store failed.
   */
  function settleCurrency(currency: string): Promise<string> {
    return asWriter(async (held) => {
      const settled = held.lastSeq === 0 ? currency : (held.currency ?? FIRST_CURRENCY);
      if (held.currency !== settled) {
        await store.commit(held.epoch, { currency: settled });
        writer = { ...held, currency: settled };
      }
      return settled;
    });
  }

  /**
   * Payments from before this time have left the store or are about to. They are no longer taken in or changed. The time
   * follows from the present settings, and from the days that have settled, whatever the settings were then.
   */
  async function oldestMs(): Promise<number> {
    const nowMs = now();
    if (left === null || Math.abs(nowMs - left.readAt) >= LEFT_EVERY_MS) {
      left = { before: (await store.leftBefore()) ?? Number.NEGATIVE_INFINITY, readAt: nowMs };
    }
    return Math.max(left.before, ports.oldestKeptMs());
  }

  /** Null where the policy is not known, and for a rule that is gone. */
  function ruleName(id: string): string | null {
    return policy?.rules.find((rule) => rule.id === id)?.name ?? null;
  }

  /** The version of the policy that the store has. Null while that is not known. */
  function policyVersion(): number | null {
    return isPolicyChecked ? (policy?.version ?? null) : null;
  }

  /** Counts on from a payment that was changed by a person's word. */
  function wrote(held: Writer, lastSeq: number): void {
    writer = { ...held, lastSeq };
  }

  return {
    asWriter,
    recordJournal,
    answer,
    settleOrigin,
    settleCurrency,
    oldestMs,
    wrote,
    heldPolicy,
    changePolicy,
    policyVersion,
    ruleName,
    write,
  };
}
