// An evaluation as text for a terminal.
import type { FeedKind } from "../worker/payment/payment.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import type { Compared } from "./comparison.ts";
import type { Evaluation, Measures } from "./evaluation.ts";

const LINES: ReadonlyArray<[string, keyof Measures, "share" | "number"]> = [
  ["PR-AUC", "pr_auc", "share"],
  ["ROC-AUC", "roc_auc", "share"],
  ["recall at 1 % false positives", "recall_at_1pct_fpr", "share"],
  ["declined: precision", "precision", "share"],
  ["declined: recall", "recall", "share"],
  ["declined: F1", "f1", "share"],
  ["declined: recall of a burst's first fraud", "first_fraud_recall", "share"],
  ["declined: share of the defrauded money", "amount_recall", "share"],
  ["declined a day", "alerts_per_day", "number"],
  ["reviewed or declined: precision", "review_precision", "share"],
  ["reviewed or declined: recall", "review_recall", "share"],
  ["reviewed or declined a day", "flagged_per_day", "number"],
  ["precision in the day's highest 1", "precision_at_1", "share"],
  ["precision in the day's highest 5", "precision_at_5", "share"],
  ["precision in the day's highest 10", "precision_at_10", "share"],
  ["precision in the day's highest 50", "precision_at_50", "share"],
  ["calibration error", "calibration_error", "share"],
  ["calibration error of the flagged, relative", "flagged_calibration_error", "share"],
];

export function evaluationText(
  evaluation: Evaluation,
  about: { feed: FeedKind; version: string; thresholds: Thresholds; share?: number | null },
): string {
  const { rows, frauds, days, measures, intervals } = evaluation;
  const number = (value: number, kind: "share" | "number"): string => value.toFixed(kind === "share" ? 4 : 1);
  const lines = [
    `Model ${about.version} on a ${about.feed} feed: ${rows.toLocaleString("en")} payments, ${frauds.toLocaleString("en")} frauds, ${days} days; reviews from ${about.thresholds.review.toFixed(4)}, declines from ${about.thresholds.decline.toFixed(4)}`,
    ...(about.share == null
      ? []
      : [
          `Frauds weigh as if they were ${(100 * about.share).toFixed(2)} % of the payments; only precision among the highest of a day does not know of it`,
        ]),
    "",
    `${"".padEnd(44)}           95 % interval`,
    ...LINES.map(([name, measure, kind]) => {
      const [low, high] = intervals[measure];
      return `${name.padEnd(44)} ${number(measures[measure], kind).padStart(8)}   ${number(low, kind)} … ${number(high, kind)}`;
    }),
    "",
    `${"what was known of the card".padEnd(28)} ${"payments".padStart(9)} ${"frauds".padStart(7)}   PR-AUC  precision  recall`,
    ...Object.entries(evaluation.bySituation).map(
      ([situation, part]) =>
        `${situation.padEnd(28)} ${part.rows.toLocaleString("en").padStart(9)} ${String(part.frauds).padStart(7)}   ${part.frauds > 0 ? part.pr_auc.toFixed(4) : "     –"}  ${part.precision.toFixed(3).padStart(9)}  ${part.recall.toFixed(3).padStart(6)}`,
    ),
    "",
    `${"category".padEnd(28)} ${"frauds".padStart(7)}  precision  recall`,
    ...Object.entries(evaluation.byCategory).map(
      ([category, part]) =>
        `${category.padEnd(28)} ${String(part.frauds).padStart(7)}  ${part.precision.toFixed(3).padStart(9)}  ${part.recall.toFixed(3).padStart(6)}`,
    ),
    "",
    "a threshold of   precision  recall  first of a burst  flagged a day",
    ...evaluation.tradeOff.map(
      (at) =>
        `${at.threshold.toFixed(2).padEnd(14)}   ${at.precision.toFixed(3).padStart(9)}  ${at.recall.toFixed(3).padStart(6)}  ${at.first_fraud_recall.toFixed(3).padStart(16)}  ${at.alerts_per_day.toFixed(1).padStart(13)}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

export function comparisonText(compared: Compared[]): string {
  const share = (value: number, width: number): string => value.toFixed(4).padStart(width);
  const lines = [
    "the same payments by             PR-AUC  ROC-AUC  recall at 1 % FPR  recall at precision 0.97  of a burst's first",
    ...compared.map(
      (way) =>
        `${way.name.padEnd(32)} ${share(way.pr_auc, 6)}   ${share(way.roc_auc, 6)} ${share(way.recall_at_1pct_fpr, 18)} ${share(way.recall_at_precision_97, 25)} ${share(way.first_fraud_recall_at_precision_97, 19)}`,
    ),
    ...(compared.length === 1 ? ["(this model was trained without baselines)"] : []),
  ];
  return `${lines.join("\n")}\n`;
}
