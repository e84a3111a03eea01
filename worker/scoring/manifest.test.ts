import { expect, test } from "vitest";
import { calibrationOf, readManifest, thresholdsOf } from "./manifest.ts";

const curve = { margins: [-1, 1], logOdds: [-2, 2] };
const cut = { review: 0.05, decline: 0.5 };
const good = {
  version: "0123456789ab",
  sha256: `0123456789ab${"0".repeat(52)}`,
  features: ["amount", "hour"],
  calibration: { stream: curve, first: curve, snapshot: curve },
  thresholds: { stream: cut, first: cut, snapshot: { review: 0.1, decline: 0.6 } },
  support: { usualCents: 6862, highestFraudCents: 139_821, commonUpToCents: { home: 44_532 } },
  golden: [{ features: [1, null], margin: -2.5 }],
  metrics: { anything: true },
};

test("a good manifest is read, with missing features as NaN", () => {
  const manifest = readManifest(good);
  expect(manifest.golden[0]?.features).toEqual(Float32Array.from([1, Number.NaN]));
  expect(calibrationOf(manifest, "first")).toEqual(curve);
  expect(thresholdsOf(manifest, "snapshot")).toEqual({ review: 0.1, decline: 0.6 });
  expect(manifest.support.commonUpToCents.get("home")).toBe(44_532);
});

test.each([
  [{ ...good, sha256: "short" }, "sha256"],
  [{ ...good, version: "ffffffffffff" }, "version"],
  [{ ...good, features: "amount" }, "features"],
  [{ ...good, features: ["amount", 7] }, "features[1]"],
  [
    { ...good, calibration: { ...good.calibration, first: { margins: [1, 1], logOdds: [0, 1] } } },
    "calibration.first.margins",
  ],
  [{ ...good, calibration: { ...good.calibration, snapshot: undefined } }, "calibration.snapshot"],
  [{ ...good, thresholds: { ...good.thresholds, first: { review: 0.6, decline: 0.5 } } }, "thresholds.first"],
  [{ ...good, support: undefined }, "support is missing: train the model again"],
  [{ ...good, support: { ...good.support, usualCents: 0 } }, "support.usualCents"],
  [{ ...good, support: { ...good.support, commonUpToCents: {} } }, "support.commonUpToCents"],
  [{ ...good, support: { ...good.support, commonUpToCents: { home: "much" } } }, "support.commonUpToCents.home"],
  [{ ...good, golden: [{ features: [1], margin: 0 }] }, "golden[0]"],
  [{ ...good, golden: [{ features: [1, "x"], margin: 0 }] }, "golden[0].features[1]"],
  [null, "manifest"],
])("a manifest with a fault is refused, naming the field (%#)", (bad, field) => {
  expect(() => readManifest(bad)).toThrow(field);
});
