// The made-up world is of the usual data's kind: what the model finds there, it finds here.
import { expect, test } from "vitest";
import { featuresOf, shipped } from "../test/shipped.ts";
import { DAY_MS } from "../worker/duration.ts";
import { thresholdsOf } from "../worker/scoring/manifest.ts";
import { featureMatrix } from "./matrix.ts";
import { flagMetrics } from "./metrics.ts";
import { flagAll, scoreAll } from "./shippedModel.ts";
import { simulatedDataset } from "./simulated.ts";

test("the shipped model declines frauds of the made-up world about as surely as those of the usual data", async () => {
  const data = simulatedDataset({ seed: 3, cards: 300, from: Date.UTC(2026, 0, 1), days: 60 });
  const { features, situations } = featureMatrix(data, "stream", { featuresOf, histories: new Map() });
  const scores = await scoreAll(shipped, situations, features);
  const { declined } = flagAll(data, situations, scores, (of) => thresholdsOf(shipped.manifest, of));
  // The cards' histories have to be as long as they are there.
  const withHistory = data.paidAt.findIndex((paidAt) => paidAt >= (data.paidAt[0] ?? 0) + 30 * DAY_MS);
  const fraud = data.fraud.slice(withHistory);
  const weights = new Float64Array(fraud.length).fill(1);
  const { precision, recall } = flagMetrics({ fraud, weights }, declined.slice(withHistory));
  expect(precision).toBeGreaterThan(0.95);
  expect(recall).toBeGreaterThan(0.93);
});
