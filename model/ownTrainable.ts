// Whether one's own payments can make a model worth having, told before anything is fitted. Pure.
import { counted } from "../worker/counted.ts";
import { DAY_MS } from "../worker/duration.ts";
import { RECENT_SPAN_MS } from "../worker/features/history.ts";
import type { Dataset } from "./labelledPayments.ts";
import { momentOf, type Truth } from "./ownTruth.ts";
import type { Split } from "./splitInTime.ts";

/** With fewer, neither a model nor a calibration could be told from chance. */
export const LEAST_FRAUDS = 30;
/** Up to so many, the model in use with another calibration is tried beside a small model. */
export const FEW_FRAUDS = 200;
/** Fewer later frauds than this judge by chance. */
const LEAST_LATER_FRAUDS = 8;
/** From this share of all payments on, something is said. */
const SAID_FROM = 1 / 20;

export interface OwnTrainable {
  refusals: string[];
  remarks: string[];
}

export function ownTrainable(data: Dataset, truth: Truth, split: Split, matureDays: number): OwnTrainable {
  return {
    refusals: refusalsOf(data, truth, split, matureDays),
    remarks: remarksOf(data, truth, matureDays),
  };
}

function refusalsOf(data: Dataset, truth: Truth, split: Split, matureDays: number): string[] {
  const { frauds } = truth;
  if (frauds < LEAST_FRAUDS) {
    return [
      `${counted(frauds, "known fraud", "known frauds")} among ${shown(data.rows)} payments: training needs ${LEAST_FRAUDS}. With fewer it is ` +
        "left to chance what a model is worth. Give verdicts, or send labels (docs/verdicts.md), and export a longer time; until then " +
        "the model in use, with rules, serves better",
    ];
  }
  const legitimate = truth.saidLegitimate + truth.takenForLegitimate;
  if (legitimate < frauds) {
    return [
      `${counted(frauds, "known fraud", "known frauds")} stand beside ${counted(legitimate, "legitimate payment", "legitimate payments")}: more ` +
        `than half. Of ${shown(truth.undecided)} nobody has said anything, and they are younger than ${matureDays} days. Wait, or say by ` +
        "--mature-days after how many days your frauds are known",
    ];
  }
  const [earlier, later] = [split.earlier, split.later].map((part) => part.filter((i) => data.fraud[i] === 1).length);
  if ((later ?? 0) < LEAST_LATER_FRAUDS || (earlier ?? 0) < LEAST_LATER_FRAUDS) {
    return [
      `${counted(earlier ?? 0, "fraud", "frauds")} to learn from lie before ${date(split.from)} and ${later} to judge by from then on: each part needs ` +
        `${LEAST_LATER_FRAUDS}. Choose another day with --judge-from, or export a longer time`,
    ];
  }
  const [first = 0] = data.amountCents;
  if (data.amountCents.every((cents) => cents === first))
    return [`all ${shown(data.rows)} payments are of ${(first / 100).toFixed(2)}, so amounts tell nothing`];
  return [];
}

function remarksOf(data: Dataset, truth: Truth, matureDays: number): string[] {
  const remarks: string[] = [];
  const spanMs = momentOf(data, data.rows - 1) - momentOf(data, 0);
  if (spanMs < RECENT_SPAN_MS)
    remarks.push(
      `the payments span ${counted(Math.ceil(spanMs / DAY_MS), "day", "days")}; the features look back 30, and have seen no card's month`,
    );
  if (truth.undecided > 0)
    remarks.push(
      `of ${shown(truth.undecided)} payments of the last ${matureDays} days nobody has said anything: nothing is learned from them`,
    );
  if (truth.withoutAmount > 0)
    remarks.push(
      `${shown(truth.withoutAmount)} payments were in a currency without a rate: nothing is learned from them`,
    );
  if (truth.frauds > data.rows * SAID_FROM)
    remarks.push(
      `${((100 * truth.frauds) / data.rows).toFixed(1)} % of the payments are frauds. Scores are calibrated to that share: where fraud is rarer, they are too high`,
    );
  const lacking = [
    ["category", data.category.every((name) => name === "")],
    ["gender", data.gender.every((gender) => gender === null)],
    ["age", data.ageYears.every(Number.isNaN)],
    ["city_population", data.cityPopulation.every(Number.isNaN)],
  ].flatMap(([name, isMissing]) => (isMissing ? [name] : []));
  if (lacking.length > 0) remarks.push(`no payment has ${lacking.join(", ")}; the model does without`);
  return remarks;
}

function date(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function shown(count: number): string {
  return count.toLocaleString("en");
}
