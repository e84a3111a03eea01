// What deciding with care costs and finds on labelled payments: worker/decision/care.ts beside the score alone.
import { careFor } from "../worker/decision/care.ts";
import { cardFacts } from "../worker/features/cardFacts.ts";
import { type CardHistory, emptyHistory } from "../worker/features/history.ts";
import type { FeedKind, Payment } from "../worker/payment/payment.ts";
import type { Support } from "../worker/scoring/support.ts";

export interface CareCount {
  payments: number;
  /** The model has not seen their like. */
  unfamiliar: number;
  /** They go to a person, though their score alone would have approved them. */
  reviewed: number;
}

export interface CareMeasure {
  legitimate: CareCount;
  frauds: CareCount;
}

export interface CareWalk {
  /** Payment by payment, with the card's history before it. */
  look(i: number, payment: Payment, history: CardHistory | null): void;
  /** `isFlagged`: by its score alone. */
  measure(fraud: Uint8Array, isFlagged: (i: number) => boolean): CareMeasure;
}

export function careWalk(rows: number, feed: FeedKind, support: Support): CareWalk {
  const unfamiliar = new Uint8Array(rows);
  const concerned = new Uint8Array(rows);
  return {
    look(i, payment, history) {
      const facts = feed === "stream" ? cardFacts(payment, history ?? emptyHistory()) : null;
      const care = careFor(payment, facts, support);
      unfamiliar[i] = Math.min(1, care.unfamiliar.length);
      concerned[i] = Math.min(1, care.concerns.length);
    },
    measure(fraud, isFlagged) {
      const nothing = { payments: 0, unfamiliar: 0, reviewed: 0 };
      const measured: CareMeasure = { legitimate: { ...nothing }, frauds: { ...nothing } };
      for (let i = 0; i < rows; i++) {
        const count = fraud[i] === 1 ? measured.frauds : measured.legitimate;
        count.payments++;
        count.unfamiliar += unfamiliar[i] ?? 0;
        if (concerned[i] === 1 && !isFlagged(i)) count.reviewed++;
      }
      return measured;
    },
  };
}

export function careText({ legitimate, frauds }: CareMeasure): string {
  const line = (name: string, { payments, unfamiliar, reviewed }: CareCount) =>
    `${name.padEnd(44)} ${shareOf(unfamiliar, payments).padStart(10)} ${shareOf(reviewed, payments).padStart(10)}`;
  return [
    `${"decided with care".padEnd(44)} unfamiliar  sent to a person though the score approves`,
    line("of all legitimate payments", legitimate),
    line("of all frauds", frauds),
    "",
  ].join("\n");
}

function shareOf(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`;
}
