// What other levels of care would cost and find: each check alone, at several levels. model:evaluate --levels prints it.
import { careFor } from "../worker/decision/care.ts";
import { CARE_LEVELS, type CareLevels } from "../worker/decision/careLevels.ts";
import type { PaymentFacts } from "../worker/decision/paymentFacts.ts";
import type { Payment } from "../worker/payment/payment.ts";
import type { Support } from "../worker/scoring/support.ts";

type Check = keyof CareLevels;

/** The variable that sets each check, and the levels to compare. */
const TRIED: Readonly<Record<Check, { variable: string; levels: readonly number[] }>> = {
  unfamiliarTimes: { variable: "CARE_UNFAMILIAR_TIMES", levels: [1, 2, 5, 10, 20] },
  farAboveTimes: { variable: "CARE_FAR_ABOVE_TIMES", levels: [10, 15, 20, 30, 50] },
  paymentsInTenMinutes: { variable: "CARE_PAYMENTS_IN_10_MINUTES", levels: [2, 3, 4, 5] },
  paymentsInHour: { variable: "CARE_PAYMENTS_IN_HOUR", levels: [4, 5, 6, 7] },
  sameAmountInDay: { variable: "CARE_SAME_AMOUNT_IN_DAY", levels: [2, 3, 4] },
  cardsAtMerchant: { variable: "CARE_CARDS_AT_MERCHANT", levels: [3, 4, 5, 6, 10] },
};
const NONE = Object.fromEntries(Object.keys(TRIED).map((check) => [check, null])) as Record<Check, null>;

export interface TradeOffLine {
  variable: string;
  level: number;
  is_default: boolean;
  /** Shares of the legitimate payments and of the frauds that go to a person because of it, though the score approves. */
  legitimate: number;
  frauds: number;
}

interface Column {
  check: Check;
  level: number;
  concerned: Uint8Array;
}

export function careTradeOff(rows: number) {
  const columns = Object.entries(TRIED).flatMap(([check, { levels }]) =>
    levels.map((level): Column => ({ check: check as Check, level, concerned: new Uint8Array(rows) })),
  );
  return {
    look(i: number, payment: Payment, facts: PaymentFacts, support: Support): void {
      for (const { check, level, concerned } of columns) {
        const { concerns } = careFor(payment, facts, support, { ...NONE, [check]: level });
        if (concerns.length > 0) concerned[i] = 1;
      }
    },
    measure(fraud: Uint8Array, isFlagged: (i: number) => boolean): TradeOffLine[] {
      const frauds = fraud.reduce((sum, label) => sum + label, 0);
      return columns.map(({ check, level, concerned }) => {
        const sent = [0, 0];
        concerned.forEach((is, i) => {
          if (is === 1 && !isFlagged(i)) sent[fraud[i] ?? 0] = (sent[fraud[i] ?? 0] ?? 0) + 1;
        });
        return {
          variable: TRIED[check].variable,
          level,
          is_default: CARE_LEVELS[check] === level,
          legitimate: (sent[0] ?? 0) / Math.max(1, fraud.length - frauds),
          frauds: (sent[1] ?? 0) / Math.max(1, frauds),
        };
      });
    },
  };
}

export function tradeOffText(lines: readonly TradeOffLine[]): string {
  return [
    "each level of care alone, and what it sends to a person though the score approves",
    `${"".padEnd(36)} of legitimate payments   of frauds`,
    ...lines.map(({ variable, level, is_default, legitimate, frauds }) => {
      const name = `${variable}=${level}${is_default ? " (default)" : ""}`;
      return `${name.padEnd(42)}${percent(legitimate).padStart(18)}${percent(frauds).padStart(12)}`;
    }),
    "",
  ].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}
