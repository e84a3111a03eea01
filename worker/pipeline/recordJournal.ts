// Records the journal of a decider: hands it to the ledger, part by part, a moment after something was decided, and from the alarm for
// what an earlier life of the decider left. It heeds what the ledger answers. docs/deciding.md says why each entry is recorded once.
import { HOUR_MS } from "../duration.ts";
import { logError, logNote, messageOf } from "../log.ts";
import type { PolicyStamp } from "../policy/policy.ts";
import type { Origin } from "../store/payments.ts";
import { storeTroubleOf } from "../store/trouble.ts";
import type { Cell } from "../storedCell.ts";
import { type Came, nothingCame, together } from "./came.ts";
import type { JournalPart, Judge, Recorded } from "./journalRows.ts";
import { type Memory, MOST_IN_PART } from "./memory.ts";
import { createPause, type PausePorts } from "./pauseAfterFailure.ts";

/**
 * What is decided within this time is recorded together: a batch of the store costs nearly the same for one as for many. Where a
 * record takes long, the next one waits longer, so that recording leaves most of the time to decisions.
 */
const GATHER = { atLeastMs: 20, atMostMs: 200, timesLast: 3 };
/** If the decider ends while something waits, it comes back after this time. */
export const SAFETY_MS = 10_000;
/** So often it is asked whether the store is still the one that knows this journal. A restored one may lack what is remembered. */
const CHECK_EVERY_MS = 60_000;
const TRIM_EVERY_MS = HOUR_MS;

export interface RecorderPorts extends PausePorts {
  memory: Memory;
  cells: {
    origin: Cell<Origin>;
    isStale: Cell<boolean>;
    usualCents: Cell<number | null>;
    leftBefore: Cell<number>;
    trimmedAt: Cell<number>;
  };
  ledger: { recordJournal(part: JournalPart): Promise<Recorded> };
  wait: (ms: number) => Promise<void>;
  newName: () => string;
  /** What waits for the store is stuck, or no longer. */
  tellBoards: () => Promise<void>;
  /** For work that nobody waits for. */
  aside: (work: Promise<unknown>) => void;
}

/** What the recorder asks of the rest of its decider, and tells it. */
export interface RecorderOwner {
  judge: () => Judge;
  isSeated: () => boolean;
  /** The ledger answered with the policy that the store has. */
  heedPolicy: (stamp: PolicyStamp | null | undefined) => void;
  followPolicy: () => Promise<void>;
  /** A part is recorded, or all of them. */
  onRecorded: () => void;
}

export function createRecorder(ports: RecorderPorts, owner: RecorderOwner) {
  const { memory, cells, ledger, now } = ports;
  const pause = createPause(ports);
  /** Counts are lost with the decider: they tell how things go, and nothing is decided by them. */
  let came = nothingCame();
  let recording: Promise<void> | null = null;
  let isRecordingSoon = false;
  /** Why nothing can be recorded just now. */
  let trouble: string | null = null;
  let checkedAt = 0;
  /** How long the newest record took. */
  let lastTookMs = 0;
  /** Payments, refused rows and labels in the next part. A part that fails is halved: it may be too much for the store. */
  let mostInPart = MOST_IN_PART;

  /** Tells the ledger of these with the next part. */
  function count(more: Came): void {
    came = together(came, more);
  }

  /** Not awaited: an answer does not wait for the store. */
  function recordSoon(): void {
    if (isRecordingSoon) return;
    isRecordingSoon = true;
    const recorded = ports
      .wakeAt(now() + SAFETY_MS)
      .then(() => ports.wait(Math.min(GATHER.atMostMs, Math.max(GATHER.atLeastMs, GATHER.timesLast * lastTookMs))))
      .finally(() => {
        isRecordingSoon = false;
      })
      .then(() => {
        // While the store is away, the alarm asks for it.
        return trouble === null ? record() : undefined;
      });
    ports.aside(recorded);
  }

  /** Hands the journal to the ledger, part by part, until all is recorded or the store fails. Never throws. */
  function record(): Promise<void> {
    recording ??= recordAll().finally(() => {
      recording = null;
    });
    return recording;
  }

  /** Throws where something waits afterwards. */
  async function mustRecord(): Promise<void> {
    await record();
    if (isWaiting()) throw new Error(`decided payments wait for the store: ${trouble}`);
  }

  /** Whether anything is decided and not recorded. */
  function isWaiting(): boolean {
    return memory.waiting().since !== null;
  }

  async function recordAll(): Promise<void> {
    const wasStuck = trouble !== null;
    try {
      while (await recordPart()) {
        trouble = null;
        pause.succeeded();
        mostInPart = Math.min(MOST_IN_PART, mostInPart * 2);
        owner.onRecorded();
      }
      trouble = null;
      pause.succeeded();
    } catch (error) {
      const problem = storeTroubleOf(error)?.problem ?? messageOf(error);
      if (trouble === null) logError("journal_not_recorded", error, { payments: memory.waiting().payments });
      trouble = problem;
      ports.aside(ports.tellBoards());
      mostInPart = Math.max(1, Math.floor(mostInPart / 2));
      await pause.failed();
      return;
    }
    if (wasStuck) ports.aside(ports.tellBoards());
    owner.onRecorded();
  }

  /** Returns false when there is nothing more to record. */
  async function recordPart(): Promise<boolean> {
    const nowMs = now();
    const part = memory.nextPart(mostInPart);
    const journal = memory.journal();
    const isDue = Math.abs(nowMs - checkedAt) >= CHECK_EVERY_MS;
    const isCheck = isDue && !journal.isNew;
    if (part === null && came.rows.length === 0 && !isCheck) {
      // The store knows nothing of a new journal, but a decider that has recorded nothing yet may have missed a change, too.
      if (isDue && owner.isSeated()) {
        checkedAt = nowMs;
        ports.aside(owner.followPolicy());
      }
      return false;
    }
    const told = came;
    came = nothingCame();
    const { name, isNew, after } = journal;
    const nothing = { journal: name, isNew, after, upTo: after, rows: [] };
    const origin = cells.origin.get() ?? null;
    const given = part ?? nothing;
    heed(await ledger.recordJournal({ ...given, isCheck, origin, judge: owner.judge(), came: told }), given.upTo);
    checkedAt = nowMs;
    lastTookMs = Math.max(0, now() - nowMs);
    const trimmedAt = cells.trimmedAt.get();
    if (trimmedAt === undefined || Math.abs(nowMs - trimmedAt) >= TRIM_EVERY_MS) {
      cells.trimmedAt.put(nowMs);
      // A memory that has just begun has nothing old yet.
      if (trimmedAt !== undefined) memory.trim(nowMs);
    }
    return part !== null;
  }

  /** `givenUpTo`: where the part ends that was given. */
  function heed({ mark, usualCents, leftBefore, standing, stamp }: Recorded, givenUpTo: number): void {
    const { after, upTo } = memory.journal();
    owner.heedPolicy(stamp);
    if (usualCents !== cells.usualCents.get()) cells.usualCents.put(usualCents);
    // A ledger that has just begun does not know yet what has left.
    if (leftBefore > (cells.leftBefore.get() ?? Number.NEGATIVE_INFINITY)) cells.leftBefore.put(leftBefore);
    if (standing.length > 0) memory.correct(standing);
    if (mark === after) return;
    if (mark !== null && memory.hasRow(mark)) {
      // What was given before, and larger, is recorded. The rest is given again, so that this decider hears what stands there.
      memory.recorded(Math.min(mark, givenUpTo));
    } else {
      // It was restored to an earlier time, or is another one. What waits is recorded there; all else is read from it anew.
      logNote("memory_of_another_store", { mark, after, upTo });
      memory.renameJournal(ports.newName());
      cells.isStale.put(true);
    }
  }

  return { count, recordSoon, record, mustRecord, isWaiting, trouble: () => trouble };
}
