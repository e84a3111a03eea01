// What deciding with care costs and finds on labelled payments: worker/decision/care.ts beside the score alone.
import { careFor } from "../worker/decision/care.ts";
import type { Unfamiliar } from "../worker/decision/decision.ts";
import { isPlainCheck } from "../worker/decision/oddities.ts";
import type { PaymentFacts } from "../worker/decision/paymentFacts.ts";
import { hourOf } from "../worker/duration.ts";
import { cardFacts } from "../worker/features/cardFacts.ts";
import { type CardHistory, emptyHistory } from "../worker/features/history.ts";
import { type Merchants, seeAtMerchant } from "../worker/features/merchantCards.ts";
import type { FeedKind, Payment } from "../worker/payment/payment.ts";
import { countFamiliarity, type FamiliarityCounts, usualCentsOf } from "../worker/pipeline/familiarity.ts";
import type { Support } from "../worker/scoring/support.ts";

export interface CareCount {
  payments: number;
  /** The model has not seen their like. */
  unfamiliar: number;
  /** They go to a person, though their score alone would have approved them. */
  reviewed: number;
  /** Those of them that a plain check sends there, which needs no model. */
  checked: number;
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

/** As many as a busy decider takes at once. */
const GROUP = 100;

/** `alsoTold`: is given what is known of each payment. */
export function careWalk(
  rows: number,
  feed: FeedKind,
  support: Support,
  alsoTold: (i: number, payment: Payment, facts: PaymentFacts) => void = () => {},
): CareWalk {
  const unfamiliar = new Uint8Array(rows);
  const concerned = new Uint8Array(rows);
  const checked = new Uint8Array(rows);
  const merchants: Merchants = new Map();
  let familiarity: FamiliarityCounts = [];
  let group: { unfamiliar: Unfamiliar[] | null; amountCents: number }[] = [];
  let usualCents: number | null = null;
  const count = (payment: Payment, found: Unfamiliar[]) => {
    group.push({ unfamiliar: found, amountCents: payment.amountCents });
    if (group.length < GROUP) return;
    familiarity = countFamiliarity(familiarity, group);
    usualCents = usualCentsOf(familiarity);
    group = [];
  };
  return {
    look(i, payment, history) {
      const card = feed === "stream" ? cardFacts(payment, history ?? emptyHistory()) : null;
      const merchant = feed === "stream" && payment.merchant !== "" ? seeAtMerchant(merchants, payment) : null;
      const hour = feed === "stream" ? hourOf(payment.paidAt) : null;
      const facts = { card, merchant, hour, usualCents };
      alsoTold(i, payment, facts);
      const care = careFor(payment, facts, support);
      unfamiliar[i] = Math.min(1, care.unfamiliar.length);
      concerned[i] = Math.min(1, care.concerns.length);
      checked[i] = care.concerns.some(({ code }) => isPlainCheck(code)) ? 1 : 0;
      count(payment, care.unfamiliar);
    },
    measure(fraud, isFlagged) {
      const nothing = { payments: 0, unfamiliar: 0, reviewed: 0, checked: 0 };
      const measured: CareMeasure = { legitimate: { ...nothing }, frauds: { ...nothing } };
      for (let i = 0; i < rows; i++) {
        const count = fraud[i] === 1 ? measured.frauds : measured.legitimate;
        count.payments++;
        count.unfamiliar += unfamiliar[i] ?? 0;
        if (isFlagged(i)) continue;
        count.reviewed += concerned[i] ?? 0;
        count.checked += checked[i] ?? 0;
      }
      return measured;
    },
  };
}

export function careText({ legitimate, frauds }: CareMeasure): string {
  const line = (name: string, { payments, unfamiliar, reviewed, checked }: CareCount) => {
    const shares = [unfamiliar, reviewed, checked].map((part) => shareOf(part, payments));
    return `${name.padEnd(28)}${shares.map((share, at) => share.padStart(WIDTHS[at] ?? 0)).join("")}`;
  };
  return [
    "decided with care           unfamiliar  to a person though the score approves  by plain checks",
    line("of all legitimate payments", legitimate),
    line("of all frauds", frauds),
    "",
  ].join("\n");
}

const WIDTHS = [10, 39, 17];

function shareOf(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`;
}
