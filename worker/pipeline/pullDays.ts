// What cards and merchants did by day (features/days.ts), read from the store for models that ask for it: once all that is kept, then
// once a day. Payments are decided meanwhile, and no answer waits for it. docs/features-by-day.md has the reasons.
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { type DaysAround, dayOf, KEPT_DAYS, type SubjectDays, settledDay } from "../features/days.ts";
import type { Payment } from "../payment/payment.ts";
import type { DayFraud, DaySum, DaysStore, Subjects } from "../store/days.ts";

/** So long after its end a day is read, and in time before it is settled. */
const READ_AFTER_MS = 40 * MINUTE_MS;
/** Each page of a day costs the store a look at the whole day. A page takes about a megabyte. */
const SUMS = 10_000;
const CHANGES = 5_000;
/** So many rows are written at once: longer, and a payment that comes meanwhile would feel it. */
const ROWS_AT_ONCE = 1_000;
/** Where more cards, or more merchants, of a past day changed, the day is read whole. */
const FEW = 100;

/** A day that is still to be read. */
export interface OpenDay {
  day: number;
  /** Null: all. */
  of: Subjects | null;
  /** The last sum that was read. Null before the first. */
  after: Pick<DaySum, "kind" | "subject" | "day"> | null;
}

export interface DaysStanding {
  /** All that changed in the store up to this sequence number is counted, or among the open days. */
  mark: number;
  /** The days that are counted: `from` to `through`. Null until all were read once. */
  from: number;
  through: number | null;
  /** Through which day the reading under way goes. Null when none is. */
  target: number | null;
  /** Whether it knows all days that changed since the one before. */
  knowsChanges: boolean;
  /** Those that it knows so far. Left out when it knows all, or none. */
  changed?: OpenDay[];
  open: OpenDay[];
}

/** Sums and frauds that take the place of those that are kept. */
export interface ReadDays {
  sums: readonly DaySum[];
  /** All that are known of a day. Left out where they were not read. */
  frauds?: Pick<OpenDay, "day" | "of"> & { found: readonly DayFraud[]; isOwn: (cardId: string) => boolean };
}

export type DayKey = readonly [kind: string, subject: string, day: number];

/** What is kept in the decider's own storage. Each call is one transaction. */
export interface DaysMemory {
  standing(): DaysStanding | null;
  keep(read: ReadDays, standing: DaysStanding): void;
  /** By name; whoever has neither days nor frauds is left out. Both ends of the days are included. */
  read(subjects: Subjects, from: number, to: number): Record<keyof Subjects, Map<string, SubjectDays>>;
  /** Drops some of what is older than a day, behind a key. Returns where to go on; null at the end. */
  trim(before: number, after: DayKey | null): DayKey | null;
  forget(): void;
}

export interface DaysPorts {
  memory: DaysMemory;
  store: DaysStore;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  /** Payments from before this time have left the store, or are about to. Epoch ms. */
  oldestMs: () => number;
}

/** What is known of a payment's card and merchant. Null where it is not all there that a model reads of it. */
export type DaysFinder = (payment: Pick<Payment, "cardId" | "merchant" | "paidAt">) => DaysAround | null;

export type Days = ReturnType<typeof createDays>;

export function createDays({ memory, store, now, wait, oldestMs }: DaysPorts) {
  /** Reads the next piece. Returns false when there is nothing to read now. Throws when the store failed. */
  async function step(isOwn: (cardId: string) => boolean): Promise<boolean> {
    const due = dueDay(now());
    let standing = memory.standing();
    if (standing !== null && isAhead(standing, due)) {
      // The clock was set back. What was trimmed by the later time is needed again.
      memory.forget();
      standing = null;
    }
    if (standing === null) {
      // The number comes first: what changes from here on is read once more, the next day.
      const mark = await store.newestSeq();
      if (memory.standing() === null) memory.keep({ sums: [] }, beginning(mark, due));
      return true;
    }
    const [next] = standing.open;
    if (next !== undefined) await readDay(standing, next, isOwn);
    else if (!standing.knowsChanges) await readChanges(standing, due, isOwn);
    else if (standing.target !== null) await end(standing, standing.target);
    else if (due <= (standing.through ?? due)) return false;
    else memory.keep({ sums: [] }, { ...standing, target: due, knowsChanges: false });
    return true;
  }

  function beginning(mark: number, due: number): DaysStanding {
    const from = firstWhole(due);
    return { mark, from, through: null, target: due, knowsChanges: true, open: wholeDays(from, due) };
  }

  /** The first day that counts, and of which nothing has left the store. */
  function firstWhole(due: number): number {
    const oldest = oldestMs();
    const whole = Number.isFinite(oldest) ? Math.ceil(oldest / DAY_MS) : Number.NEGATIVE_INFINITY;
    return Math.max(due - KEPT_DAYS + 1, Math.min(whole, due + 1));
  }

  async function readDay(standing: DaysStanding, open: OpenDay, isOwn: (cardId: string) => boolean): Promise<void> {
    const { day, of, after } = open;
    const page = await store.daySums(day, day, of, after, SUMS);
    const isLast = page.length < SUMS;
    const found = isLast ? await store.dayFrauds(day, day, of) : null;
    const own = page.filter(({ kind, subject }) => kind === "merchant" || isOwn(subject));
    for (let at = 0; at + ROWS_AT_ONCE < own.length; at += ROWS_AT_ONCE) {
      // All may have been forgotten meanwhile.
      if (memory.standing() !== standing) return;
      memory.keep({ sums: own.slice(at, at + ROWS_AT_ONCE) }, standing);
      await wait(0);
    }
    if (memory.standing() !== standing) return;
    const rest = own.slice(Math.max(0, Math.ceil(own.length / ROWS_AT_ONCE) - 1) * ROWS_AT_ONCE);
    const others = standing.open.slice(1);
    const last = page.at(-1);
    const here = found === null && last !== undefined ? [{ ...open, after: last }, ...others] : others;
    memory.keep(
      { sums: rest, ...(found === null ? {} : { frauds: { day, of, found, isOwn } }) },
      { ...standing, open: here },
    );
  }

  /** Late payments, imports, labels and verdicts: all of them move the payment's sequence number. */
  async function readChanges(standing: DaysStanding, due: number, isOwn: (cardId: string) => boolean): Promise<void> {
    const page = await store.changedDays(standing.mark, CHANGES);
    if (memory.standing() !== standing) return;
    const through = standing.through ?? due;
    const from = Math.max(standing.from, firstWhole(due));
    const changed = new Map<number, { cards: Set<string>; merchants: Set<string> } | null>();
    for (const { day, of } of standing.changed ?? []) {
      changed.set(day, of === null ? null : { cards: new Set(of.cards), merchants: new Set(of.merchants) });
    }
    for (const { day, cardId, merchant } of page) {
      if (day < from || day > through) continue;
      const of = changed.get(day);
      if (of === null) continue;
      const { cards, merchants } = of ?? { cards: new Set<string>(), merchants: new Set<string>() };
      if (isOwn(cardId)) cards.add(cardId);
      merchants.add(merchant);
      changed.set(day, cards.size > FEW || merchants.size > FEW ? null : { cards, merchants });
    }
    const opened = Array.from(changed, ([day, of]): OpenDay => {
      return { day, of: of === null ? null : { cards: [...of.cards], merchants: [...of.merchants] }, after: null };
    });
    const { changed: _, ...others } = standing;
    const mark = page.at(-1)?.seq ?? standing.mark;
    if (page.length === CHANGES) {
      memory.keep({ sums: [] }, { ...others, mark, changed: opened });
      return;
    }
    const target = standing.target ?? due;
    const fresh = wholeDays(Math.max(through + 1, target - KEPT_DAYS + 1), target);
    memory.keep({ sums: [] }, { ...others, mark, knowsChanges: true, open: [...opened, ...fresh] });
  }

  async function end(standing: DaysStanding, target: number): Promise<void> {
    const from = Math.max(standing.from, target - KEPT_DAYS + 1);
    const ended = { ...standing, from, through: target, target: null };
    memory.keep({ sums: [] }, ended);
    for (let after: DayKey | null = memory.trim(from, null); after !== null; after = memory.trim(from, after)) {
      await wait(0);
      if (memory.standing() !== ended) return;
    }
  }

  return {
    step,
    forget: () => memory.forget(),
    isKept: () => memory.standing() !== null,
    /** Whether something is to be read. */
    isDue: () => {
      const standing = memory.standing();
      const due = dueDay(now());
      if (standing === null || standing.target !== null || isAhead(standing, due)) return true;
      return (standing.through ?? due) < due;
    },
    /** When the next day is to be read. Epoch ms. */
    nextAt: () => (dueDay(now()) + 2) * DAY_MS + READ_AFTER_MS,
    /** The last day that counts. Null until all were read once. */
    through: () => memory.standing()?.through ?? null,

    /** One look for a group. `daysRead`: how many days before the settled one are read. */
    around(payments: readonly Pick<Payment, "cardId" | "merchant">[], daysRead: number): DaysFinder {
      const standing = memory.standing();
      if (standing === null || standing.through === null) return () => null;
      const { from, through } = standing;
      const subjects = {
        cards: [...new Set(payments.map(({ cardId }) => cardId))],
        merchants: [...new Set(payments.map(({ merchant }) => merchant))],
      };
      const found = memory.read(subjects, from, through);
      return ({ cardId, merchant, paidAt }) => {
        // Windows that begin before what is kept would count too little, and look quiet.
        if (settledDay(paidAt) - daysRead < from) return null;
        return { card: found.cards.get(cardId) ?? NOTHING, merchant: found.merchants.get(merchant) ?? NOTHING };
      };
    },
  };
}

const NOTHING: SubjectDays = { days: [], frauds: [] };

/** The newest day that may be read. */
function dueDay(nowMs: number): number {
  return dayOf(nowMs - READ_AFTER_MS) - 1;
}

/** By a day only, the clock may be wrong: two days more are kept than any model reads. */
function isAhead({ through, target }: DaysStanding, due: number): boolean {
  return Math.max(through ?? due, target ?? due) > due + 1;
}

/** The newest first. */
function wholeDays(from: number, to: number): OpenDay[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({ day: to - at, of: null, after: null }));
}
