// Sums of tallies. Every number of a report is one of these, so that no two of them can disagree.
import { formatAmount } from "../money.ts";
import type { Tally as StoredTally } from "../store/reports.ts";
import type { SumsView } from "../wire/report.ts";

/** Payments that were decided alike and turned out alike. */
type Tally = Pick<StoredTally, "outcome" | "truth" | "payments" | "amountCents">;

export function sumsOf(tallies: readonly Tally[], currency: string): SumsView {
  const where = (which: (tally: Tally) => boolean) => {
    let [payments, cents] = [0, 0];
    for (const tally of tallies) {
      if (!which(tally)) continue;
      payments += tally.payments;
      cents += tally.amountCents;
    }
    return { payments, amount: formatAmount(cents, currency) };
  };
  const isDeclined = ({ outcome }: Tally) => outcome === "decline";
  const isFlagged = ({ outcome }: Tally) => outcome !== "approve";
  const isFraud = ({ truth }: Tally) => truth === "fraud";
  const isKnown = ({ truth }: Tally) => truth !== "unknown";
  const count = (...all: ((tally: Tally) => boolean)[]) => where((tally) => all.every((is) => is(tally))).payments;

  const every = where(() => true);
  const declined = where(isDeclined);
  const frauds = where(isFraud);
  const missed = where((tally) => isFraud(tally) && !isFlagged(tally));
  return {
    ...every,
    declines: declined.payments,
    declinedAmount: declined.amount,
    reviews: count(({ outcome }) => outcome === "review"),
    amountAtRisk: where(isFlagged).amount,
    fraudRate: share(declined.payments, every.payments),
    knownFrauds: frauds.payments,
    knownFraudAmount: frauds.amount,
    missedFrauds: missed.payments,
    missedAmount: missed.amount,
    unknown: count(({ truth }) => truth === "unknown"),
    precision: share(count(isDeclined, isFraud), count(isDeclined, isKnown)),
    recall: share(count(isDeclined, isFraud), frauds.payments),
    flaggedPrecision: share(count(isFlagged, isFraud), count(isFlagged, isKnown)),
    flaggedRecall: share(count(isFlagged, isFraud), frauds.payments),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
