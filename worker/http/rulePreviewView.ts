// A preview of a rule as its answer shows it.
import type { Cell, Met, Preview } from "../backtest/preview.ts";
import { formatAmount } from "../money.ts";
import type { RulePreview } from "../wire/rulePreview.ts";
import { isoTime } from "../wire/views.ts";

export function rulePreviewView(preview: Preview): Omit<RulePreview, "simulated"> {
  const { from, to, looked, through, isWhole, met, missing, notKept, newest, dearest } = preview;
  const payments = looked.fraud + looked.legitimate + looked.unknown;
  const all = sumOf(met);
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
      ...byTruth(met),
      declined: sumOf(met.filter(({ was }) => was === "decline")),
      reviewed: sumOf(met.filter(({ was }) => was === "review")),
    },
    changed: { ...sumOf(changed), ...byTruth(changed) },
    outcomes: met.map(({ amountCents, ...cell }) => ({ ...cell, amount: formatAmount(amountCents) })),
    ...{ missing, notKept, newest: newest.map(metView), dearest: dearest.map(metView) },
  };
}

function byTruth(cells: readonly Cell[]) {
  return {
    frauds: sumOf(cells.filter(({ truth }) => truth === "fraud")),
    legitimate: sumOf(cells.filter(({ truth }) => truth === "legitimate")),
    unknown: sumOf(cells.filter(({ truth }) => truth === "unknown")),
  };
}

function sumOf(cells: readonly Cell[]) {
  return {
    payments: cells.reduce((sum, cell) => sum + cell.payments, 0),
    amount: formatAmount(cells.reduce((sum, cell) => sum + cell.amountCents, 0)),
  };
}

function metView({ paidAt, amountCents, ...met }: Met) {
  return { ...met, paidAt: isoTime(paidAt), amount: formatAmount(amountCents) };
}
