// What a store says of days, from a list of payments. The number of a change is its place in the list.
import { dayOf } from "../../worker/features/days.ts";
import type { DaySum, DaysStore } from "../../worker/store/days.ts";

export interface Paid {
  cardId: string;
  merchant: string;
  paidAt: number;
  cents: number;
  /** When it was said to be a fraud. Null where it was not. */
  knownAt: number | null;
  /** Left out: its place in the list, from 1. */
  seq?: number;
}

/** `asked` is called for each question. */
export function daysStoreOf(paid: Paid[], asked: (question: string) => Promise<unknown>): DaysStore {
  const seqOf = (each: Paid) => each.seq ?? paid.indexOf(each) + 1;
  return {
    async newestSeq() {
      await asked("newestSeq");
      return Math.max(0, ...paid.map(seqOf));
    },
    async changedDays(after, limit) {
      await asked("changedDays");
      const changed = paid.filter((each) => seqOf(each) > after).sort((a, b) => seqOf(a) - seqOf(b));
      return changed.slice(0, limit).map((each) => ({ ...each, seq: seqOf(each), day: dayOf(each.paidAt) }));
    },
    async daySums(from, to, of, after, limit) {
      await asked(`daySums ${from} ${of === null ? "whole" : [...of.cards, ...of.merchants].join(" ")}`);
      const sums = new Map<string, DaySum & { by: Set<string> }>();
      for (const { cardId, merchant, paidAt, cents } of paid) {
        const day = dayOf(paidAt);
        if (day < from || day > to) continue;
        for (const [kind, subject, named] of [
          ["card", cardId, of?.cards],
          ["merchant", merchant, of?.merchants],
        ] as const) {
          if (named !== undefined && !named.includes(subject)) continue;
          const key = `${kind} ${subject} ${day}`;
          const none = { kind, subject, day, payments: 0, cents: 0, cards: 0, by: new Set<string>() };
          const sum = sums.get(key) ?? none;
          sums.set(key, sum);
          sum.payments += 1;
          sum.cents += cents;
          sum.cards = sum.by.add(cardId).size;
        }
      }
      const place = ({ kind, subject, day }: Pick<DaySum, "kind" | "subject" | "day">) => `${kind} ${subject} ${day}`;
      const sorted = [...sums.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1));
      const behind = sorted.filter((sum) => after === null || place(sum) > place(after));
      return behind.slice(0, limit).map(({ by: _, ...sum }) => sum);
    },
    async dayFrauds(from, to, of) {
      await asked(`dayFrauds ${from}`);
      return paid
        .flatMap(({ knownAt, ...each }) => (knownAt === null ? [] : [{ ...each, knownAt }]))
        .filter(({ paidAt }) => dayOf(paidAt) >= from && dayOf(paidAt) <= to)
        .filter(({ cardId, merchant }) => of === null || of.cards.includes(cardId) || of.merchants.includes(merchant))
        .sort((a, b) => a.paidAt - b.paidAt);
    },
  };
}
