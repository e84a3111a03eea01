import { expect, test } from "vitest";
import { readJson } from "./jsonPart.ts";
import { calibrationOf, readManifest, thresholdsOf } from "./manifest.ts";

const curve = { margins: [-1, 1], logOdds: [-2, 2] };
const cut = { review: 0.05, decline: 0.5 };
const good = {
  features: ["amount", "hour"],
  calibration: { stream: curve, first: curve, snapshot: curve },
  thresholds: { stream: cut, first: cut, snapshot: { review: 0.1, decline: 0.6 } },
  metrics: { anything: true },
};

const read = (json: unknown) => readManifest(readJson(JSON.stringify(json), "manifest.json"));

test("a good manifest is read", () => {
  const manifest = read(good);
  expect(manifest.features).toEqual(["amount", "hour"]);
  expect(calibrationOf(manifest, "first")).toEqual(curve);
  expect(thresholdsOf(manifest, "snapshot")).toEqual({ review: 0.1, decline: 0.6 });
});

test("a model that learned from too few frauds of known cards judges their payments as first ones", () => {
  const first = { margins: [-3, 3], logOdds: [-1, 1] };
  const manifest = read({
    ...good,
    calibration: { first, snapshot: curve },
    thresholds: { first: { review: 0.2, decline: 0.7 }, snapshot: cut },
  });
  expect(calibrationOf(manifest, "stream")).toEqual(first);
  expect(thresholdsOf(manifest, "stream")).toEqual({ review: 0.2, decline: 0.7 });
});

test.each([
  [{ ...good, features: "amount" }, "manifest.json: features must be a list"],
  [{ ...good, features: ["amount", 7] }, "features[1]"],
  [
    { ...good, calibration: { ...good.calibration, first: { margins: [1, 1], logOdds: [0, 1] } } },
    "calibration.first.margins",
  ],
  [{ ...good, calibration: { ...good.calibration, snapshot: undefined } }, "calibration.snapshot"],
  [
    { ...good, calibration: { ...good.calibration, stream: { margins: [1], logOdds: [0] } } },
    "calibration.stream needs",
  ],
  [{ ...good, thresholds: { ...good.thresholds, first: { review: 0.6, decline: 0.5 } } }, "thresholds.first"],
  [null, "manifest.json must be an object"],
])("a manifest with a fault is refused, naming the field (%#)", (bad, field) => {
  expect(() => read(bad)).toThrow(field);
});
