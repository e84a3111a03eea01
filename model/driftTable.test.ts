import { expect, test } from "vitest";
import { shipped as model } from "../test/shipped.ts";
import { DRIFTS } from "./drift.ts";
import { driftText, measureDrifts } from "./driftTable.ts";
import { simulatedDataset } from "./simulated.ts";

const data = simulatedDataset({ seed: 3, cards: 60, from: Date.UTC(2026, 0, 1), days: 100 });
const drifts = DRIFTS.filter(({ name }) => ["frauds-x0.3", "frauds-first-two", "feed-categories"].includes(name));

test("the table shows what a drift costs the shipped model, and what care finds of it", async () => {
  const measured = await measureDrifts(drifts, { model, data, feed: "stream", histories: new Map() });
  const [asIs, two, small, renamed] = measured;
  expect(measured.map(({ drift }) => drift)).toEqual(["none", ...drifts.map(({ name }) => name)]);
  expect(asIs?.pr_auc).toBeGreaterThan(0.9);
  expect(two?.pr_auc).toBeGreaterThan(0.7);
  expect(small?.pr_auc).toBeLessThan(0.3);
  expect(small?.recall).toBeLessThan(0.3);
  expect(renamed?.unfamiliar_share).toBe(1);
  expect(renamed?.care_recall).toBeGreaterThan(renamed?.review_recall ?? 1);
  for (const { recall, review_recall, care_recall } of measured) {
    expect(recall).toBeLessThanOrEqual(review_recall);
    expect(review_recall).toBeLessThanOrEqual(care_recall);
    expect(care_recall).toBeLessThanOrEqual(1);
  }
  const text = driftText({ model: "0123456789ab", feed: "stream" }, measured);
  for (const { drift, what } of measured) expect(text).toMatch(new RegExp(`^${drift} .*${what}$`, "m"));
  expect(text).not.toMatch(/NaN|undefined/);
});

test("each drift starts from the histories as they were before it", async () => {
  const histories = new Map();
  const on = { model, data, feed: "stream" as const, histories };
  const [, alone] = await measureDrifts(drifts.slice(0, 1), on);
  expect(histories.size).toBe(0);
  const [, again] = await measureDrifts(drifts.slice(0, 1), on);
  expect(again).toEqual(alone);
});
