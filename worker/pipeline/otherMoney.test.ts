// Payments in other currencies on their way through the decider.
import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { shipped } from "../../test/shipped.ts";
import { createFeatures } from "../features/compute.ts";
import type { Payment } from "../payment/payment.ts";
import { rateTable } from "../policy/rates.ts";
import { createDetector } from "../scoring/createDetector.ts";
import type { Detector, Models } from "../scoring/detector.ts";
import { shippedBundle } from "../scoring/shippedBundle.ts";
import { cameOf } from "./came.ts";
import { type DecideSettings, decideGroup } from "./decideGroup.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const EUROS = payment({ id: "e", amountCents: 0, currency: "EUR", paidMinor: 10_000, rate: null, paidAt: NOW - 1000 });
const YEN = payment({ id: "y", amountCents: 0, currency: "JPY", paidMinor: 5000, rate: null, paidAt: NOW - 500 });
const DOLLARS = payment({ id: "d", amountCents: 6016, paidAt: NOW });

const DETECTOR: Detector = {
  ...{ version: "m", engine: "trees", problem: null, support: shipped.support, reference: null },
  featuresOf: createFeatures(shipped.tables),
  score: async (inputs) => inputs.map(() => 0.001),
  thresholds: () => ({ review: 0.3, decline: 0.6 }),
  contributions: (features) => new Float64Array(features.length),
  close: async () => undefined,
};

async function decided(
  given: readonly Payment[],
  settings: Partial<DecideSettings> = {},
  models: Models = { champion: DETECTOR, challenger: null },
) {
  const arrivals = given.map((payment) => ({
    ...{ admission: { ok: true, payment } as const, source: "push" as const, seenAt: NOW },
  }));
  const known = { payments: new Map(), histories: new Map(), around: { merchants: null, usualCents: null } };
  const none = { feed: "stream", feedZone: "UTC", reviewThreshold: null, declineThreshold: null } as const;
  const rates = rateTable([{ currency: "EUR", rate: "1.0842", from: NOW - 86_400_000, source: null }]);
  const group = await decideGroup(arrivals, known, { ...none, rates, ...settings }, { models, now: () => NOW });
  return { group, came: cameOf(arrivals, group.receipts, group, 0) };
}

test("a payment in another currency is decided in CURRENCY, by the rate of its day, and both are kept with it", async () => {
  const { group } = await decided([EUROS, DOLLARS]);
  const [euros, dollars] = group.entries.payments;
  expect(euros).toMatchObject({ amountCents: 10_842, currency: "EUR", paidMinor: 10_000, rate: "1.0842" });
  expect(euros?.features[0]).toBeCloseTo(108.42, 4);
  expect(dollars).toMatchObject({ amountCents: 6016 });
  expect(dollars?.currency ?? null).toBeNull();
});

test("without a rate the payment is not approved in silence: a person is told why, and it is counted by its currency", async () => {
  const { group, came } = await decided([YEN, EUROS]);
  const yen = group.entries.payments.find(({ id }) => id === "y");
  expect(yen).toMatchObject({ outcome: "review", amountCents: 0, rate: null, unfamiliar: [{ what: "amount" }] });
  expect(yen?.features[0]).toBeNull();
  expect(yen?.reasons[0]?.text).toMatch(/^¥5,000: no rate of JPY is set for that day/);
  expect(came.notes).toEqual([{ field: "currency", value: "JPY", seenAt: NOW }]);
});

test("without a rate the shipped model gives no score, and the person is told of the rate, and not of a model that failed", async () => {
  const openOnnx = async () => Promise.reject(new Error("the trees are the same model"));
  const featureNames = shipped.manifest.features;
  const champion = await createDetector(shippedBundle, { featureNames, createFeatures, openOnnx });
  const { group } = await decided([YEN], {}, { champion, challenger: null });
  const [yen] = group.entries.payments;
  expect(yen).toMatchObject({ score: null, outcome: "review", reasons: [{ code: "unfamiliar_amount" }] });
  expect(yen?.reasons[0]?.text).toMatch(/^¥5,000: no rate of JPY is set for that day, so the model does not score it/);
});

test("what stands in another money than CURRENCY depends on CURRENCY", async () => {
  const { group } = await decided([EUROS], { currency: "EUR" });
  expect(group.entries.payments).toMatchObject([{ amountCents: 10_000, rate: "1" }]);
});
