// What a model is worth after each drift of drift.ts, with the thresholds and the care that decide in the Worker.
import { createFeatures } from "../worker/features/compute.ts";
import type { CardHistory } from "../worker/features/history.ts";
import type { FeedKind } from "../worker/payment/payment.ts";
import type { Bundle } from "../worker/scoring/bundle.ts";
import { thresholdsOf } from "../worker/scoring/manifest.ts";
import { careWalk } from "./care.ts";
import { type Drift, drifted } from "./drift.ts";
import type { Dataset } from "./labelledPayments.ts";
import { featureMatrix } from "./matrix.ts";
import { flagMetrics, rankingMetrics } from "./metrics.ts";
import { startStep } from "./progress.ts";
import { flagAll, scoreAll } from "./shippedModel.ts";

export interface DriftMeasure {
  drift: string;
  what: string;
  must_be_noticed: boolean;
  rows: number;
  frauds: number;
  pr_auc: number;
  /** Share of the frauds that are declined. */
  recall: number;
  /** Share of the frauds that are reviewed or declined, by the score alone, and with care. */
  review_recall: number;
  care_recall: number;
  /** Share of all payments that are reviewed or declined, with care. */
  flagged_share: number;
  unfamiliar_share: number;
}

interface Measured {
  model: Bundle;
  data: Dataset;
  feed: FeedKind;
  /** The cards' pasts before `data`, as they were before the drift; null when every payment is a card's first. */
  histories: ReadonlyMap<number, CardHistory> | null;
}

const UNCHANGED = { drift: "none", what: "the payments as they are", must_be_noticed: false };

/** The first measure is of the payments as they are. */
export async function measureDrifts(drifts: readonly Drift[], on: Measured): Promise<DriftMeasure[]> {
  const step = startStep("Scoring the payments as they are");
  const measured = [{ ...UNCHANGED, ...(await measure(on.data, on)) }];
  for (const [done, drift] of drifts.entries()) {
    step.update(`drift ${done + 1} of ${drifts.length}, ${drift.name}`);
    const about = { drift: drift.name, what: drift.what, must_be_noticed: drift.mustBeNoticed };
    measured.push({ ...about, ...(await measure(drifted(on.data, drift), on)) });
  }
  step.done(`and after ${drifts.length === 1 ? "a drift" : `${drifts.length} drifts`}`);
  return measured;
}

type Figures = Omit<DriftMeasure, "drift" | "what" | "must_be_noticed">;

async function measure(data: Dataset, { model, feed, histories }: Measured): Promise<Figures> {
  const { rows, frauds, fraud } = data;
  const care = careWalk(rows, feed, model.support);
  // The walk writes into the histories, and the next drift needs them as they were.
  const featuresOf = createFeatures(model.tables);
  const walk = {
    featuresOf,
    histories: histories === null ? null : structuredClone(new Map(histories)),
    look: care.look,
  };
  const { features, situations } = featureMatrix(data, feed, walk);
  const scores = await scoreAll(model, situations, features);
  const { reviewed, declined } = flagAll(data, situations, scores, (of) => thresholdsOf(model.manifest, of));
  const careful = care.measure(fraud, (i) => reviewed[i] === 1);
  const labels = { fraud, weights: new Float64Array(rows).fill(1) };
  const review = flagMetrics(labels, reviewed);
  return {
    rows,
    frauds,
    pr_auc: rankingMetrics({ scores, ...labels }).prAuc,
    recall: flagMetrics(labels, declined).recall,
    review_recall: review.recall,
    care_recall: review.recall + careful.frauds.reviewed / frauds,
    flagged_share: (review.flagged + careful.frauds.reviewed + careful.legitimate.reviewed) / rows,
    unfamiliar_share: (careful.frauds.unfamiliar + careful.legitimate.unfamiliar) / rows,
  };
}

export function driftText(about: { model: string; feed: FeedKind }, measured: readonly DriftMeasure[]): string {
  const widest = Math.max(...measured.map(({ drift }) => drift.length));
  const share = (value: number, width: number): string => value.toFixed(3).padStart(width);
  const percent = (value: number, width: number): string => `${(100 * value).toFixed(3)} %`.padStart(width);
  return [
    `Model ${about.model} on a ${about.feed} feed, after each drift. Recall is the share of the frauds that are declined; that are`,
    "reviewed or declined by the score alone; and with care (docs/care.md). Flagged is the share of all payments that are",
    "reviewed or declined with care.",
    "",
    `${"".padEnd(widest)}  PR-AUC  declined  or reviewed  with care    flagged  unfamiliar`,
    ...measured.map(
      (of) =>
        `${of.drift.padEnd(widest)}  ${share(of.pr_auc, 6)}  ${share(of.recall, 8)}  ${share(of.review_recall, 11)}  ${share(of.care_recall, 9)}  ${percent(of.flagged_share, 9)}  ${percent(of.unfamiliar_share, 10)}   ${of.what}`,
    ),
    "",
  ].join("\n");
}
