// Backtests as answers show them.
import type { Backtest } from "../backtest/backtest.ts";
import { scoreFrom } from "../backtest/bins.ts";
import { type Cell, DECIDERS, type Findings, type RuleSays } from "../backtest/findings.ts";
import { DAY_MS } from "../duration.ts";
import { formatAmount } from "../money.ts";
import { paidView } from "../payment/paid.ts";
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
    policy: policyOf(backtest),
    progress: { done, of, through: timeOrNull(through) },
    ...{ goneDays, pastDays },
  };
}

function policyOf({ ruling }: Backtest): BacktestSummary["policy"] {
  if (ruling === undefined) {
    return { version: null, ...{ rules: 0, ownRules: false, entries: 0, ownLists: false, broken: [] } };
  }
  const { policy: version, rules, ownRules, entries, ownLists, broken } = ruling;
  const tried = rules.filter(({ state }) => state !== "off").length;
  return { version, rules: tried, ownRules, entries, ownLists, broken };
}

/** `examples`: so many flips. */
export function resultOf(backtest: Backtest, findings: Findings, examples: number, currency: string): BacktestResult {
  const { cells, byScore, byDecider, flips, models } = findings;
  const categories = [...new Set(cells.map(({ category }) => category))].sort();
  const flipped = cells.filter(({ was, is }) => was !== is);
  return {
    ...sidesOf(cells, currency),
    byCategory: categories.map((category) => ({
      category,
      ...sidesOf(
        cells.filter((cell) => cell.category === category),
        currency,
      ),
    })),
    outcomes: overCategories(cells).map(({ truth, was, is, ...cell }) => ({
      truth,
      was,
      is,
      ...counted([cell], currency),
    })),
    decidedBy: DECIDERS.flatMap((by) => {
      const own = byDecider.filter((cell) => cell.by === by);
      return own.length === 0 ? [] : [{ by, ...countedByTruth(own, currency) }];
    }),
    rules: rulesOf(backtest, findings, currency),
    days: daysOf(backtest, findings),
    scores: byScore
      .toSorted((a, b) => a.bin - b.bin)
      .map(({ situation, bin, truth, isHeld, isRuled, ...cell }) => ({
        ...{ situation, from: scoreFrom(bin), to: scoreFrom(bin + 1), truth, held: isHeld },
        decidedBy: isRuled ? ("policy" as const) : ("model" as const),
        ...counted([cell], currency),
      })),
    settled: byDecider
      .filter(({ by }) => by !== "model")
      .map(({ is, truth, ...cell }) => ({ is, truth, ...counted([cell], currency) })),
    flips: {
      ...counted(flipped, currency),
      examples: flips.slice(0, examples).map(({ id, paidAt, category, truth, was, is, score, ...paid }) => ({
        ...{ id, paidAt: isoTime(paidAt), ...paidView(paid, currency), category, truth, was, is, score },
      })),
    },
    models: Object.entries(models).map(([model, payments]) => ({ model, payments })),
    reproduced: { payments: findings.sameScores, of: findings.ofSameModel },
    firstPayments: findings.firsts,
    unscored: findings.unscored,
    withoutDays: findings.withoutDays,
  };
}

function rulesOf({ ruling }: Backtest, { byRule }: Findings, currency: string): BacktestResult["rules"] {
  return (ruling?.rules ?? []).flatMap((rule) => {
    if (rule.state === "off") return [];
    const says = (what: RuleSays) => byRule.filter((cell) => cell.rule === rule.id && cell.says === what);
    const sums = { decided: countedByTruth(says("decided"), currency), met: countedByTruth(says("met"), currency) };
    return [
      {
        ...rule,
        ...sums,
        missing: counted(says("missing"), currency).payments,
        failed: counted(says("failed"), currency).payments,
      },
    ];
  });
}

/** The store may have begun within the range, and the range may reach into the future. Of less than a day nothing is said of a day. */
function daysOf({ asked, askedAt, state, through }: Backtest, { firstAt }: Findings): number {
  const to = state === "done" ? Math.min(asked.to, askedAt) : (through ?? asked.from);
  return Math.max(1, (to - Math.max(asked.from, firstAt ?? asked.from)) / DAY_MS);
}

function countedByTruth(cells: readonly Pick<Cell, "truth" | "payments" | "amountCents">[], currency: string) {
  const of = (truth: Cell["truth"]) =>
    counted(
      cells.filter((cell) => cell.truth === truth),
      currency,
    );
  return { ...counted(cells, currency), frauds: of("fraud"), legitimate: of("legitimate") };
}

/** The same sums as in reports, so that what was decided can be found there. */
function sidesOf(cells: readonly Cell[], currency: string) {
  return {
    decided: sumsOf(
      cells.map(({ was, ...cell }) => ({ ...cell, outcome: was })),
      currency,
    ),
    anew: sumsOf(
      cells.map(({ is, ...cell }) => ({ ...cell, outcome: is })),
      currency,
    ),
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

function counted(cells: readonly Pick<Cell, "payments" | "amountCents">[], currency: string) {
  return {
    payments: cells.reduce((sum, { payments }) => sum + payments, 0),
    amount: formatAmount(
      cells.reduce((sum, { amountCents }) => sum + amountCents, 0),
      currency,
    ),
  };
}
