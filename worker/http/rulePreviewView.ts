// A preview of a rule as its answer shows it.
import type { Cell, Met, Preview } from "../backtest/preview.ts";
import { formatAmount } from "../money.ts";
import { paidView } from "../payment/paid.ts";
import type { RulePreview } from "../wire/rulePreview.ts";
import { isoTime } from "../wire/views.ts";

export function rulePreviewView(preview: Preview, currency: string): Omit<RulePreview, "simulated"> {
  const { from, to, looked, through, isWhole, met, missing, notKept, newest, dearest } = preview;
  const payments = looked.fraud + looked.legitimate + looked.unknown;
  const all = sumOf(met, currency);
  const viewOf = (one: Met) => metView(one, currency);
  const changed = met.filter(({ was, is }) => was !== is);
  return {
    from: isoTime(from),
    to: isoTime(to),
    looked: {
      ...{ payments, frauds: looked.fraud, legitimate: looked.legitimate },
      ...{ through: through === null ? null : isoTime(through), whole: isWhole },
    },
    met: {
      ...{ ...all, share: payments === 0 ? 0 : all.payments / payments },
      ...byTruth(met, currency),
      declined: sumOf(
        met.filter(({ was }) => was === "decline"),
        currency,
      ),
      reviewed: sumOf(
        met.filter(({ was }) => was === "review"),
        currency,
      ),
    },
    changed: { ...sumOf(changed, currency), ...byTruth(changed, currency) },
    outcomes: met.map(({ amountCents, ...cell }) => ({ ...cell, amount: formatAmount(amountCents, currency) })),
    ...{ missing, notKept, newest: newest.map(viewOf), dearest: dearest.map(viewOf) },
  };
}

function byTruth(cells: readonly Cell[], currency: string) {
  return {
    frauds: sumOf(
      cells.filter(({ truth }) => truth === "fraud"),
      currency,
    ),
    legitimate: sumOf(
      cells.filter(({ truth }) => truth === "legitimate"),
      currency,
    ),
    unknown: sumOf(
      cells.filter(({ truth }) => truth === "unknown"),
      currency,
    ),
  };
}

function sumOf(cells: readonly Cell[], currency: string) {
  return {
    payments: cells.reduce((sum, cell) => sum + cell.payments, 0),
    amount: formatAmount(
      cells.reduce((sum, cell) => sum + cell.amountCents, 0),
      currency,
    ),
  };
}

function metView(met: Met, currency: string) {
  const { paidAt, amountCents, paidMinor, rate, currency: own, ...rest } = met;
  return { ...rest, paidAt: isoTime(paidAt), ...paidView(met, currency) };
}
