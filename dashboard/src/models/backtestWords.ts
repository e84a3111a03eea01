// A backtest in words. Pure.

import type { BacktestResult, BacktestSummary } from "../../../worker/wire/backtest.ts";
import type { SumsView } from "../../../worker/wire/report.ts";
import { count, counted, percent } from "../shared/format.ts";
import { roundMoney } from "../shared/money.ts";

export interface Row {
  name: string;
  /** What of it, in a few words. */
  of: string;
  cell: (side: SumsView) => [value: string, beside: string];
}

export const ROWS: readonly Row[] = [
  {
    ...{ name: "Fraud caught", of: "known frauds that are declined or go to a person" },
    cell: (side) => [
      side.knownFrauds === 0
        ? "none known"
        : `${count(side.knownFrauds - side.missedFrauds)} of ${count(side.knownFrauds)}`,
      roundMoney((Number(side.knownFraudAmount) - Number(side.missedAmount)).toFixed(2)),
    ],
  },
  {
    ...{ name: "Fraud missed", of: "known frauds that are approved" },
    cell: ({ missedFrauds, missedAmount }) => [count(missedFrauds), roundMoney(missedAmount)],
  },
  {
    ...{ name: "Declines", of: "" },
    cell: ({ declines, declinedAmount }) => [count(declines), roundMoney(declinedAmount)],
  },
  { ...{ name: "Sent to a person", of: "" }, cell: ({ reviews }) => [count(reviews), ""] },
  {
    ...{ name: "Alarms that are fraud", of: "of those of which anything is known" },
    cell: ({ flaggedPrecision }) => [flaggedPrecision === null ? "–" : percent(flaggedPrecision), ""],
  },
];

export interface Decider extends Omit<BacktestResult["decidedBy"][number], "by"> {
  key: string;
  words: string;
  beside: string;
}

const DECIDER_WORDS = {
  block_list: "Block list",
  allow_list: "Allow list",
  model: "The model",
  not_scored: "Nothing: not scored, so a person looks",
} as const;

/** Lists first, then rules by name, then the model: the order in which they are asked. */
export function decidersOf({ decidedBy, rules }: Pick<BacktestResult, "decidedBy" | "rules">): Decider[] {
  const byRule = rules.flatMap(({ id, name, then, state, decided, met }): Decider[] => {
    const key = `rule ${id}`;
    if (state === "shadow") return [{ key, words: `“${name}”`, beside: "in shadow: it is only counted", ...met }];
    return [{ key, words: `“${name}”`, beside: RULE_DOES[then], ...decided }];
  });
  const others = decidedBy.flatMap(({ by, ...sums }): Decider[] =>
    by === "rule" ? [] : [{ key: by, words: DECIDER_WORDS[by], beside: "", ...sums }],
  );
  const isList = ({ key }: Decider) => key === "block_list" || key === "allow_list";
  return [...others.filter(isList), ...byRule, ...others.filter((each) => !isList(each))];
}

const RULE_DOES = { decline: "declines", review: "sends to a person", approve: "approves" } as const;

export function stateWords({ state, progress, problem }: BacktestSummary): string {
  const { done, of } = progress;
  const far = `${count(done)} of ${counted(of, "payment")}`;
  if (problem !== null) return `${far}. ${problem}`;
  switch (state) {
    case "waiting":
      return "It waits for its turn.";
    case "running":
      return done === 0 ? "It has begun." : `${far} so far.`;
    case "done":
      return `${counted(done, "payment")}.`;
    case "cancelled":
      return `Cancelled after ${far}.`;
    case "failed":
      return `It failed after ${far}.`;
  }
}

/** Where no payment would be decided otherwise. */
export function noFlipWords(isUnderWay: boolean): string {
  return `No payment would be decided otherwise${isUnderWay ? " so far" : ""}.`;
}

/** What a reader must know to trust the figures. Empty where there is nothing. */
export function caveats({ goneDays, pastDays, thresholds, policy }: BacktestSummary, result: BacktestResult): string[] {
  const { reproduced, unscored, firstPayments, withoutDays } = result;
  const { payments, of } = reproduced;
  return [
    ...(Object.values(thresholds ?? {}).some(({ review, decline }) => review > decline)
      ? ["The line for reviews lies above the one for declines: where it does, no score is sent to a person."]
      : []),
    ...policy.broken.map(({ rule, problem }) => `The rule “${rule}” cannot be read, and decides nothing: ${problem}.`),
    ...(goneDays > 0 ? [`${counted(goneDays, "day")} of the range left the store and cannot be tried.`] : []),
    ...(pastDays < 30 && firstPayments > 0
      ? [
          `${pastWords(pastDays)} before the range ${pastDays > 1 ? "are" : "is"} in the store: ` +
            `${counted(firstPayments, "payment")} counted as a card’s first.`,
        ]
      : []),
    ...(withoutDays > 0
      ? [
          `This model reads what cards and merchants did by day: for ${counted(withoutDays, "payment")} ` +
            "not all of it is in the store any more, and it decided without.",
        ]
      : []),
    ...(unscored > 0 ? [`${counted(unscored, "payment")} could not be scored, and would go to a person.`] : []),
    ...(of > 0
      ? [
          payments === of
            ? `This model decided ${count(of)} of these payments then; each came out with the same score.`
            : `This model decided ${count(of)} of these payments then; ${count(payments)} came out with the same score.`,
        ]
      : []),
  ];
}

function pastWords(days: number): string {
  return days === 0 ? "No whole day" : `Only ${counted(days, "day")}`;
}
