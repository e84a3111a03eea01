// Backtests as answers show them.
import type { Backtest } from "../backtest/backtest.ts";
import { type Cell, type Findings, scoreFrom } from "../backtest/findings.ts";
import { formatAmount } from "../money.ts";
import { sumsOf } from "../report/sums.ts";
import type { BacktestResult, BacktestSummary } from "../wire/backtest.ts";
import { isoTime } from "../wire/views.ts";

const timeOrNull = (epochMs: number | null) => (epochMs === null ? null : isoTime(epochMs));

export function summaryOf(backtest: Backtest): BacktestSummary {
  const { id, state, problem, by, asked, model, lines, of, done, through, goneDays, pastDays } = backtest;
  return {
    ...{ id, state, problem, by },
    askedAt: isoTime(backtest.askedAt),
    startedAt: timeOrNull(backtest.startedAt),
    endedAt: timeOrNull(backtest.endedAt),
    from: isoTime(asked.from),
    to: isoTime(asked.to),
    model,
    thresholds: lines,
    progress: { done, of, through: timeOrNull(through) },
    ...{ goneDays, pastDays },
  };
}

/** `examples`: so many flips. */
export function resultOf(findings: Findings, examples: number): BacktestResult {
  const { cells, scores, flips, models } = findings;
  const categories = [...new Set(cells.map(({ category }) => category))].sort();
  const flipped = cells.filter(({ was, is }) => was !== is);
  return {
    ...sidesOf(cells),
    byCategory: categories.map((category) => ({
      category,
      ...sidesOf(cells.filter((cell) => cell.category === category)),
    })),
    outcomes: overCategories(cells).map(({ truth, was, is, ...cell }) => ({ truth, was, is, ...counted([cell]) })),
    scores: [...scores]
      .sort((a, b) => a.bin - b.bin)
      .map(({ bin, truth, isHeld, ...cell }) => ({
        from: scoreFrom(bin),
        to: scoreFrom(bin + 1),
        ...{ truth, held: isHeld },
        ...counted([cell]),
      })),
    flips: {
      ...counted(flipped),
      examples: flips.slice(0, examples).map(({ id, paidAt, amountCents, category, truth, was, is, score }) => ({
        ...{ id, paidAt: isoTime(paidAt), amount: formatAmount(amountCents), category, truth, was, is, score },
      })),
    },
    models: Object.entries(models).map(([model, payments]) => ({ model, payments })),
    reproduced: { payments: findings.sameScores, of: findings.ofSameModel },
    firstPayments: findings.firsts,
    unscored: findings.unscored,
  };
}

/** The same sums as in reports, so that what was decided can be found there. */
function sidesOf(cells: readonly Cell[]) {
  return {
    decided: sumsOf(cells.map(({ was, ...cell }) => ({ ...cell, outcome: was }))),
    anew: sumsOf(cells.map(({ is, ...cell }) => ({ ...cell, outcome: is }))),
  };
}

function overCategories(cells: readonly Cell[]): Omit<Cell, "category">[] {
  const sums = new Map<string, Omit<Cell, "category">>();
  for (const { category: _, ...cell } of cells) {
    const key = `${cell.truth} ${cell.was} ${cell.is}`;
    const known = sums.get(key);
    if (known === undefined) sums.set(key, { ...cell });
    else {
      known.payments += cell.payments;
      known.amountCents += cell.amountCents;
    }
  }
  return [...sums.values()];
}

function counted(cells: readonly Pick<Cell, "payments" | "amountCents">[]) {
  return {
    payments: cells.reduce((sum, { payments }) => sum + payments, 0),
    amount: formatAmount(cells.reduce((sum, { amountCents }) => sum + amountCents, 0)),
  };
}
