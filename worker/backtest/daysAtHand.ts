// What cards and merchants did by day (features/days.ts), for a model that reads it: of those that paid at last, as the store has it.
// Others are read again when they pay, so that nothing of it is kept from slice to slice.
import { DAY_MS } from "../duration.ts";
import { dayOf, type SubjectDays, settledDay } from "../features/days.ts";
import type { DaysFinder } from "../pipeline/pullDays.ts";
import type { DaySum, DaysStore } from "../store/days.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import type { SubjectKind } from "../store/subjects.ts";

/** Days and frauds that are remembered, some 25 MB. What a card or a merchant costs besides counts as so many. */
const MOST = 300_000;
const SUBJECT_COSTS = 5;
/** Read beyond the days that a page needs: who pays each day is asked for once in so many days. */
const AHEAD_DAYS = 14;
/** A page of the store. */
const SUMS = 10_000;

/** Of a card or a merchant. */
interface Held extends SubjectDays {
  /** All days up to this one are here, from the first that any payment from here on reads. */
  through: number;
}

/** What was read for a page of payments, and is not at hand yet. */
export interface DaysRead {
  used: ReadonlySet<string>;
  found: ReadonlyMap<string, Held>;
  firstWhole: number;
}

export interface DaysAtHand {
  /** Asks the store for what the cards and merchants of a page lack. Throws when the store failed. */
  read(page: readonly ReplayedPayment[], giveWay: () => Promise<void>): Promise<DaysRead>;
  /** Has at hand what was read for the page that is decided next. */
  recall(read: DaysRead): void;
  /** Of a payment of that page. Null where its windows begin before what the store has in full. Throws for others. */
  around: DaysFinder;
}

interface Reach {
  /** How many days before the settled one the model reads. */
  daysRead: number;
  /** Epoch ms: no payment that is decided is later. */
  to: number;
}

export function daysAtHand(
  store: Pick<DaysStore, "daySums" | "dayFrauds"> & { leftBefore(): Promise<number | null> },
  { daysRead, to }: Reach,
  most = MOST,
): DaysAtHand {
  /** Those that paid at last stand at the end. */
  const subjects = new Map<string, Held>();
  /** The first day of which nothing has left the store. */
  let firstWhole = Number.NEGATIVE_INFINITY;

  return {
    async read(page, giveWay) {
      const payments = page.filter(({ feed }) => feed === "stream");
      const used = new Set(
        payments.flatMap(({ cardId, merchant }) => [keyOf("card", cardId), keyOf("merchant", merchant)]),
      );
      const found = new Map<string, Held>();
      const settled = payments.map(({ paidAt }) => settledDay(paidAt));
      const from = Math.min(...settled) - daysRead;
      const needed = Math.max(...settled);
      const through = Math.max(needed, Math.min(needed + AHEAD_DAYS, settledDay(to)));
      for (const [first, names] of lacking(used, from, needed)) {
        const fresh = await readSubjects(names, first, through, giveWay);
        for (const [key, { days, frauds }] of fresh) {
          // What no payment reads any more makes room.
          const held = subjects.get(key);
          const keptDays = held?.days.filter(({ day }) => day >= from && day < first) ?? [];
          const keptFrauds = held?.frauds.filter(({ paidAt }) => inDays(paidAt, from, first)) ?? [];
          found.set(key, { through, days: [...keptDays, ...days], frauds: [...keptFrauds, ...frauds] });
        }
      }
      if (found.size === 0) return { used, found, firstWhole };
      // Asked behind the days: what leaves the store meanwhile may be missing in them.
      const left = await store.leftBefore();
      return { used, found, firstWhole: left === null ? firstWhole : Math.max(firstWhole, Math.ceil(left / DAY_MS)) };
    },

    recall(read) {
      firstWhole = read.firstWhole;
      for (const key of read.used) {
        const held = read.found.get(key) ?? subjects.get(key);
        if (held === undefined) continue;
        subjects.delete(key);
        subjects.set(key, held);
      }
      let costs = 0;
      for (const held of subjects.values()) costs += costOf(held);
      for (const [key, held] of subjects) {
        if (costs <= most || read.used.has(key)) break;
        subjects.delete(key);
        costs -= costOf(held);
      }
    },

    around({ cardId, merchant, paidAt }) {
      if (settledDay(paidAt) - daysRead < firstWhole) return null;
      const card = subjects.get(keyOf("card", cardId));
      const shop = subjects.get(keyOf("merchant", merchant));
      if (card === undefined || shop === undefined) {
        throw new Error("the days of a payment's card and merchant are not at hand");
      }
      return { card, merchant: shop };
    },
  };

  /** By the day from which on they are read: what is there already is not read again. */
  function lacking(used: ReadonlySet<string>, from: number, needed: number): Map<number, string[]> {
    const by = new Map<number, string[]>();
    for (const key of used) {
      const through = subjects.get(key)?.through ?? Number.NEGATIVE_INFINITY;
      if (through >= needed) continue;
      const first = Math.max(from, through + 1);
      by.set(first, [...(by.get(first) ?? []), key]);
    }
    return by;
  }

  /** One for each, also where there is nothing. */
  async function readSubjects(
    keys: readonly string[],
    from: number,
    through: number,
    giveWay: () => Promise<void>,
  ): Promise<Map<string, SubjectDays>> {
    const read = new Map(keys.map((key): [string, SubjectDays] => [key, { days: [], frauds: [] }]));
    const of = { cards: namesIn(keys, "card"), merchants: namesIn(keys, "merchant") };
    for (let after: DaySum | null = null, isLast = false; !isLast; ) {
      await giveWay();
      const sums: DaySum[] = await store.daySums(from, through, of, after, SUMS);
      for (const { kind, subject, day, payments, cents, cards } of sums) {
        read.get(keyOf(kind, subject))?.days.push({ day, payments, cents, cards });
      }
      after = sums.at(-1) ?? null;
      isLast = sums.length < SUMS;
    }
    await giveWay();
    for (const { cardId, merchant, paidAt, knownAt, cents } of await store.dayFrauds(from, through, of)) {
      const fraud = { paidAt, knownAt, cents };
      read.get(keyOf("card", cardId))?.frauds.push(fraud);
      read.get(keyOf("merchant", merchant))?.frauds.push(fraud);
    }
    return read;
  }
}

function keyOf(kind: SubjectKind, name: string): string {
  return `${kind} ${name}`;
}

function namesIn(keys: readonly string[], kind: SubjectKind): string[] {
  const prefix = keyOf(kind, "");
  return keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}

/** Whether a time is in the days of [from, before). */
function inDays(epochMs: number, from: number, before: number): boolean {
  const day = dayOf(epochMs);
  return day >= from && day < before;
}

function costOf({ days, frauds }: SubjectDays): number {
  return days.length + frauds.length + SUBJECT_COSTS;
}
