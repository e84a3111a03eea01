// A model that reads further features, from its tables to the Worker's detector.
import { expect, test } from "vitest";
import { FEATURES } from "../worker/features/catalogue.ts";
import { createFeatures } from "../worker/features/compute.ts";
import { decodeHistory } from "../worker/features/historyCodec.ts";
import { MORE_FEATURES } from "../worker/features/moreFeatures.ts";
import type { Tables } from "../worker/features/tables.ts";
import { assess } from "../worker/pipeline/assess.ts";
import { createDetector, type Machinery } from "../worker/scoring/createDetector.ts";
import { LEAF, type Trees } from "../worker/scoring/trees.ts";
import { makeCore, tablesIn } from "./artifacts.ts";
import { countTables } from "./evidence.ts";
import { paymentAt } from "./labelledPayments.ts";
import { featureMatrix } from "./matrix.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { furtherOf } from "./ownFeatures.ts";
import { simulatedDataset } from "./simulated.ts";
import { vocabularyOf } from "./vocabulary.ts";

const plain = simulatedDataset({ seed: 2, cards: 40, from: Date.UTC(2026, 0, 1), days: 40 });
const data = {
  ...plain,
  own: {
    currency: "EUR",
    offsetMs: new Float64Array(plain.rows),
    knownAt: plain.paidAt.map((at) => at),
    extra: Array.from({ length: plain.rows }, (_, i) => ({
      channel: i % 3 === 0 ? "app" : "web",
      device_age_days: i % 90,
    })),
  },
};
const about = {
  ...{ currency: "EUR", zone: "UTC" },
  columns: [
    { name: "channel", kind: "text" as const },
    { name: "device_age_days", kind: "number" as const },
    { name: "never_told", kind: "text" as const },
  ],
};
const everything = Array.from({ length: data.rows }, (_, i) => i);
const further = (serves: (name: string) => boolean) => furtherOf(data, about, everything, { delayDays: 7, serves });

test("a model reads what the Worker serves, and no column that no payment has", () => {
  const usual = FEATURES.map(({ name }) => name);
  expect(further(() => false)).toEqual({ names: usual, tables: {} });
  const { names, tables } = further(() => true);
  const more = MORE_FEATURES.map(({ name }) => name);
  expect(names).toEqual([...usual, ...more, "extra.channel", "extra.device_age_days"]);
  expect(tables).toMatchObject({
    truth: { delayDays: 7 },
    extra: [
      { name: "channel", words: ["app", "web"] },
      { name: "device_age_days", words: null },
    ],
  });
  expect(tables.truth?.share).toBeCloseTo(data.frauds / data.rows, 5);
});

/** A tree that asks for the last feature and for a merchant's share of frauds. */
const { names, tables } = further(() => true);
const trees: Trees = {
  roots: Int32Array.from([0]),
  feature: Int16Array.from([names.indexOf("merchant_fraud_share_7d"), LEAF, names.length - 1, LEAF, LEAF]),
  value: Float32Array.from([0.05, -2, 12, 0, 2]),
  yes: Int32Array.from([1, 0, 3, 0, 0]),
  no: Int32Array.from([2, 0, 4, 0, 0]),
  missingYes: Uint8Array.from([1, 0, 1, 0, 0]),
  cover: Float32Array.from([100, 80, 20, 15, 5]),
};
const curve = { margins: [-10, 10], logOdds: [-10, 10] };
const cut = { review: 0.2, decline: 0.8 };
const { core } = makeCore(
  encodeOnnx(trees, names.length),
  { ...countTables(data, vocabularyOf(data)), ...tables },
  { calibration: { first: curve, snapshot: curve }, thresholds: { first: cut, snapshot: cut }, metrics: {} },
  names,
);
const bundle = {
  ...{ ok: true as const },
  bundle: { ...core, version: "0123456789ab", support: null as never, reference: null as never },
};
const machinery: Machinery = {
  featureNames: FEATURES.map(({ name }) => name),
  createFeatures,
  openOnnx: () => Promise.reject(new Error("no runtime is needed here")),
};

test("its golden payments come with days, frauds and columns, and prove it in the Worker", async () => {
  const detector = await createDetector(bundle, { ...machinery, serves: () => true });
  expect(detector).toMatchObject({ engine: "trees", problem: "no runtime is needed here" });
  const known = core.golden.filter(({ days }) => (days?.merchant.frauds.length ?? 0) > 0);
  expect(known.length).toBeGreaterThan(5);
  expect(core.golden.every(({ payment }) => payment.extra?.channel !== undefined)).toBe(true);
});

test("with days of another payment it is refused by name", async () => {
  const golden = core.golden.map((vector, at) => ({ ...vector, days: core.golden[(at + 3) % 24]?.days ?? null }));
  const changed = { ...bundle, bundle: { ...bundle.bundle, golden } };
  const { engine, problem } = await createDetector(changed, { ...machinery, serves: () => true });
  expect(engine).toBe("none");
  expect(problem).toMatch(/^golden payment \d+: (merchant|card)_\w+ is /);
});

test("a Worker that does not make a feature refuses the model by that feature's name", async () => {
  expect(await createDetector(bundle, machinery)).toMatchObject({
    engine: "none",
    problem: "the model reads the feature merchant_count_1d, which this version of Vigie does not know: train it again",
  });
});

/** What a bazaar pays for: half of the words are its own. */
const WORDS = new Map([
  ["grocery_pos", "Lebensmittel"],
  ["gas_transport", "Benzin"],
  ["home", "Haus & Garten"],
  ["shopping_pos", "衣類"],
  ["kids_pets", ""],
]);
const bazaar = { ...plain, category: plain.category.map((name) => WORDS.get(name) ?? name) };
const bazaarTables = countTables(bazaar, vocabularyOf(bazaar));

test("a payment with categories of one's own has the same features in training and from stored histories", () => {
  const featuresOf = createFeatures(tablesIn(bazaarTables));
  const { features, width } = featureMatrix(bazaar, "stream", { featuresOf, histories: new Map() });
  const stored = new Map<string, string>();
  const previous = new Set<number>();
  const prevCategory = FEATURES.findIndex(({ name }) => name === "prev_category");
  for (let i = 0; i < bazaar.rows; i++) {
    const payment = paymentAt(bazaar, i);
    const text = stored.get(payment.cardId);
    const known = new Map(text === undefined ? [] : [[payment.cardId, decodeHistory(text)]]);
    const makers = { champion: featuresOf };
    const { assessed, histories } = assess([{ payment }], known, "stream", () => 0, makers);
    const served = assessed[0]?.features ?? new Float32Array();
    if (Buffer.compare(bytesOf(served), bytesOf(features.subarray(i * width, (i + 1) * width))) !== 0)
      expect(served).toEqual(features.subarray(i * width, (i + 1) * width));
    previous.add(served[prevCategory] ?? Number.NaN);
    for (const [cardId, history] of histories) stored.set(cardId, history);
  }
  // Each word of its own was before some payment, and was told from the others there.
  for (const word of [...WORDS.values()].filter(Boolean))
    expect(previous.has(bazaarTables.vocabulary.indexOf(word))).toBe(true);
});

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

test("tables say so where words are not of the shipped 14, and stay as they were where all are", () => {
  expect(bazaarTables.pastWords).toBe(true);
  expect(tablesIn(bazaarTables).pastWords).toBe(true);
  expect(Object.keys(countTables(plain, vocabularyOf(plain)))).not.toContain("pastWords");
});

test("a Vigie that does not tell words apart in a card's past refuses a model that does", async () => {
  const usual = FEATURES.map(({ name }) => name);
  const oneTree: Trees = { ...trees, feature: Int16Array.from([0, LEAF, 1, LEAF, LEAF]) };
  const facts = {
    calibration: { first: curve, snapshot: curve },
    thresholds: { first: cut, snapshot: cut },
    metrics: {},
  };
  const made = makeCore(encodeOnnx(oneTree, usual.length), bazaarTables, facts, usual);
  const sections = { version: "0123456789ab", support: null as never, reference: null as never };
  const detectorOf = (tables: Tables) =>
    createDetector({ ok: true, bundle: { ...made.core, ...sections, tables } }, machinery);
  expect(await detectorOf(made.core.tables)).toMatchObject({ engine: "trees", readsPastWords: true });
  const { engine, problem } = await detectorOf({ ...made.core.tables, pastWords: false });
  expect(engine).toBe("none");
  expect(problem).toMatch(/^golden payment \d+: \w+ is .* train it again$/);
});
