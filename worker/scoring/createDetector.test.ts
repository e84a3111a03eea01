import { expect, test, vi } from "vitest";
import { encodeOnnx } from "../../model/onnxFile.ts";
import { payment } from "../../test/rows.ts";
import { reasonsOf } from "../decision/reasons.ts";
import { HOUR_MS } from "../duration.ts";
import type { Bundle, BundleReading } from "./bundle.ts";
import { calibrate } from "./calibration.ts";
import { createDetector, type Machinery } from "./createDetector.ts";
import { LEAF, type Trees } from "./trees.ts";

// amount < 100 ? −2 : (hour < 12, or missing ? 0 : 2)
const trees: Trees = {
  roots: Int32Array.from([0]),
  feature: Int16Array.from([0, LEAF, 1, LEAF, LEAF]),
  value: Float32Array.from([100, -2, 12, 0, 2]),
  yes: Int32Array.from([1, 0, 3, 0, 0]),
  no: Int32Array.from([2, 0, 4, 0, 0]),
  missingYes: Uint8Array.from([0, 0, 1, 0, 0]),
  cover: Float32Array.from([100, 80, 20, 15, 5]),
};
const curve = { margins: [-1, 1], logOdds: [-3, 1] };
const steeper = { margins: [-1, 1], logOdds: [-6, 2] };
const cut = { review: 0.2, decline: 0.8 };
const golden = (amount: number, hour: number, margin: number) => ({
  ...{ feed: "snapshot" as const, situation: "snapshot" as const, offsetMs: 0, past: [], days: null },
  payment: payment({ amountCents: 100 * amount, paidAt: Number.isNaN(hour) ? 0 : hour * HOUR_MS }),
  features: Float32Array.from([amount, hour]),
  margin,
  score: calibrate(margin, curve),
});
const bundle: Bundle = {
  version: "0123456789ab",
  onnx: encodeOnnx(trees, 2),
  manifest: {
    features: ["amount", "hour"],
    calibration: { stream: curve, first: steeper, snapshot: curve },
    thresholds: { stream: cut, first: { review: 0.3, decline: 0.9 }, snapshot: cut },
    figures: null,
  },
  tables: { vocabulary: [], ageBorders: [], stepsPerE: 12, amounts: [], hours: [] },
  support: {
    usualCents: 6862,
    highestFraudCents: 139_821,
    commonUpToCents: new Map([["home", 44_532]]),
    fraudUpToCents: new Map(),
    hours: new Map(),
    ages: null,
    pace: { inHour: 4, inDay: 25 },
    columns: [],
  },
  reference: { scores: { stream: [0.1, 0.9], snapshot: [0.5] }, recall: { stream: 0.9, snapshot: null } },
  golden: [golden(50, Number.NaN, -2), golden(500, Number.NaN, 0), golden(500, 13, 2)],
};

const sound = (amount: number, hour: number) => (amount < 100 ? -2 : hour >= 12 ? 2 : 0);

/** An ONNX Runtime that answers what the trees say; another `margin` makes it fail. */
function runtime(margin: (amount: number, hour: number) => number = sound) {
  const runs: number[] = [];
  const openOnnx: Machinery["openOnnx"] = async () => ({
    release: async () => undefined,
    async run(rows, width) {
      runs.push(rows.length / width);
      return Float32Array.from({ length: rows.length / width }, (_, at) =>
        margin(rows[at * width] ?? Number.NaN, rows[at * width + 1] ?? Number.NaN),
      );
    },
  });
  return { openOnnx, runs };
}

/** Amount and hour of the first day; at its very beginning the hour is missing. */
const createFeatures: Machinery["createFeatures"] =
  () =>
  ({ amountCents, paidAt }) =>
    Float32Array.from([amountCents / 100, paidAt === 0 ? Number.NaN : paidAt / HOUR_MS]);

function detectorWith(changes: Partial<Machinery> = {}, reading: BundleReading = { ok: true, bundle }) {
  const { openOnnx } = runtime();
  return createDetector(reading, { featureNames: ["amount", "hour"], createFeatures, openOnnx, ...changes });
}

function input(amount: number, hour = Number.NaN) {
  return { features: Float32Array.from([amount, hour]), situation: "stream" as const };
}

const LOW = calibrate(-2, curve);
const MIDDLE = calibrate(0, curve);
const HIGH = calibrate(2, curve);

test("a sound model scores with ONNX Runtime, and has no problem", async () => {
  const detector = await detectorWith();
  expect(detector).toMatchObject({ version: bundle.version, engine: "onnx", problem: null });
  expect(await detector.score([input(500, 13), input(50), input(500)])).toEqual([HIGH, LOW, MIDDLE]);
});

test("a batch is one run", async () => {
  const { openOnnx, runs } = runtime();
  const detector = await detectorWith({ openOnnx });
  runs.length = 0;
  await detector.score(Array.from({ length: 100 }, () => input(50)));
  expect(runs).toEqual([100]);
});

test("nothing to score is no run", async () => {
  const { openOnnx, runs } = runtime();
  const detector = await detectorWith({ openOnnx });
  runs.length = 0;
  expect(await detector.score([])).toEqual([]);
  expect(await detector.score([{ features: null, situation: "stream" }])).toEqual([null]);
  expect(runs).toEqual([]);
});

test("calibration and thresholds are those of the situation", async () => {
  const detector = await detectorWith();
  expect(await detector.score([{ ...input(500, 13), situation: "first" }])).toEqual([calibrate(2, steeper)]);
  expect(detector.thresholds("first")).toEqual({ review: 0.3, decline: 0.9 });
});

test.each([
  ["an infinite amount", input(Number.POSITIVE_INFINITY)],
  ["no amount", input(Number.NaN)],
  ["another infinity", input(50, Number.NEGATIVE_INFINITY)],
  ["too few features", { features: Float32Array.from([50]), situation: "stream" as const }],
  ["too many features", { features: Float32Array.from([50, 1, 1]), situation: "stream" as const }],
  ["no features", { features: null, situation: "stream" as const }],
])("a payment with %s has no score, and its neighbours have theirs", async (_, bad) => {
  const detector = await detectorWith();
  expect(await detector.score([input(50), bad, input(500, 13)])).toEqual([LOW, null, HIGH]);
});

test("a margin that is no number is no score", async () => {
  const { openOnnx } = runtime((amount, hour) => (amount === 7 ? Number.NaN : sound(amount, hour)));
  const detector = await detectorWith({ openOnnx });
  expect(await detector.score([input(7), input(50)])).toEqual([null, LOW]);
});

test("when ONNX Runtime does not start, the trees give the same scores, and the detector says why", async () => {
  const detector = await detectorWith({ openOnnx: () => Promise.reject(new Error("no WebAssembly here")) });
  expect(detector).toMatchObject({ engine: "trees", problem: "no WebAssembly here" });
  expect(await detector.score([input(500, 13), input(50), input(500)])).toEqual([HIGH, LOW, MIDDLE]);
});

test("when ONNX Runtime scores a golden vector otherwise, if only in the last bit, the trees take over", async () => {
  const { openOnnx } = runtime((amount, hour) => sound(amount, hour) * 1.0000001);
  const detector = await detectorWith({ openOnnx });
  expect(detector.engine).toBe("trees");
  expect(detector.problem).toBe("golden vector 0 scores -2.00000024, not -2.00000000");
  expect(await detector.score([input(500, 13)])).toEqual([HIGH]);
});

test("a row that crashes ONNX Runtime costs nobody their score, and the detector says so from then on", async () => {
  const { openOnnx, runs } = runtime((amount, hour) => {
    if (amount === 666) throw new Error("memory access out of bounds");
    return sound(amount, hour);
  });
  const detector = await detectorWith({ openOnnx });
  expect(await detector.score([input(50), input(666, 13)])).toEqual([LOW, HIGH]);
  expect(detector).toMatchObject({ engine: "trees", problem: "memory access out of bounds" });
  runs.length = 0;
  expect(await detector.score([input(50)])).toEqual([LOW]);
  expect(runs).toEqual([]);
});

const changed = (changes: Partial<Bundle>): BundleReading => ({ ok: true, bundle: { ...bundle, ...changes } });

test.each<[string, Partial<Machinery>, BundleReading | undefined, string]>([
  ["has no bundle", {}, { ok: false, problem: "the bundle is no zip file" }, "the bundle is no zip file"],
  [
    "was trained on other features",
    { featureNames: ["hour", "amount"] },
    undefined,
    "the model was trained on other features than the catalogue has: train it again",
  ],
  ["cannot be read", {}, changed({ onnx: bundle.onnx.slice(0, 60) }), "model file: cut short"],
  [
    "scores otherwise than when it was trained, by trees too",
    {},
    changed({ golden: [golden(50, Number.NaN, -2.5)] }),
    "golden vector 0 scores -2.00000000, not -2.50000000",
  ],
  [
    "reads another payment than when it was trained",
    { createFeatures: () => () => Float32Array.from([50, 7]) },
    undefined,
    "golden payment 0: hour is 7, and was NaN when the model was trained; its tables or the code of the features belong to " +
      "another model: train it again",
  ],
  [
    "has the calibration of another",
    {},
    changed({ manifest: { ...bundle.manifest, calibration: { stream: curve, first: curve, snapshot: steeper } } }),
    `golden payment 0 scores ${calibrate(-2, steeper)}, not ${calibrate(-2, curve)}: the calibration belongs to another model`,
  ],
])("a model that %s scores nothing, and says why", async (_, changes, reading, problem) => {
  const detector = await detectorWith(changes, reading);
  expect(detector).toMatchObject({ version: "none", engine: "none", problem });
  expect(await detector.score([input(50), input(500)])).toEqual([null, null]);
  const features = Float32Array.from([50, 1]);
  expect(detector.featuresOf).toBeNull();
  const when = { feed: "stream", offsetMs: 0 } as const;
  expect(reasonsOf(detector.contributions(features), features, payment(), when)).toEqual([]);
});

test("what ONNX Runtime holds is given back where a golden vector comes out otherwise", async () => {
  const release = vi.fn(async () => undefined);
  const { openOnnx } = runtime(() => 1);
  const detector = await detectorWith({ openOnnx: async (bytes) => ({ ...(await openOnnx(bytes)), release }) });
  expect(detector.engine).toBe("trees");
  expect(release).toHaveBeenCalledOnce();
});

test("a tree that tests what lies behind the row is refused: it would read the next payment", async () => {
  const behind = { ...trees, feature: Int16Array.from([0, LEAF, 2, LEAF, LEAF]) };
  const openOnnx = vi.fn(runtime().openOnnx);
  const reading = { ok: true as const, bundle: { ...bundle, onnx: encodeOnnx(behind, 3) } };
  const detector = await detectorWith({ openOnnx }, reading);
  expect(detector).toMatchObject({ engine: "none", problem: expect.stringMatching(/tests a feature behind the 2/) });
  expect(openOnnx).not.toHaveBeenCalled();
});
