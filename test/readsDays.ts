// A bundle whose model reads what cards and merchants did by day: made from another one's, by having some of its trees' nodes ask for it.
// It knows nothing of frauds that is true, and its scores hang on each of those features.
import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { goldenJson, goldenVectors } from "../model/goldenVectors.ts";
import { encodeOnnx } from "../model/onnxFile.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import { MORE_FEATURES } from "../worker/features/moreFeatures.ts";
import { type BundleEntries, coreIn, entriesOf, SUMS, sumsOf } from "../worker/scoring/bundle.ts";
import { LEAF, parseTrees } from "../worker/scoring/trees.ts";

/** Frauds are known two days after their payment: tests have few days. */
const DELAY_DAYS = 2;
/** One node in so many asks for a day's feature. */
const EACH = 3;
/** Values at which nodes part payments, by what the feature's name has in it. */
const PARTS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/count|cards/, [0.5, 1.5, 2.5, 4.5, 8.5]],
  [/share|since/, [0.005, 0.02, 0.05, 0.2, 0.4]],
  [/frauds|first|last/, [0.5, 1.5, 2.5, 3.25, 5.5]],
  [/mean/, [20, 45, 70, 120, 300]],
  [/ratio/, [0.25, 0.6, 1, 1.7, 4]],
];

export function readingDays(zip: Uint8Array): Uint8Array {
  const { SHA256SUMS: _, ...entries }: BundleEntries = entriesOf(zip);
  const trees = parseTrees(entries["model.onnx"] ?? new Uint8Array());
  trees.feature.forEach((feature, node) => {
    if (feature === LEAF || node % EACH !== 0) return;
    const place = (node / EACH) % MORE_FEATURES.length;
    const { name = "" } = MORE_FEATURES[place] ?? {};
    const [, values = []] = PARTS.find(([form]) => form.test(name)) ?? [];
    trees.feature[node] = FEATURE_COUNT + place;
    trees.value[node] = values[Math.floor(node / EACH / MORE_FEATURES.length) % values.length] ?? 0;
    trees.missingYes[node] = node % 2;
  });
  const manifest = jsonOf(entries["manifest.json"]);
  const features = [...manifest.features, ...MORE_FEATURES.map(({ name }) => name)];
  const made: BundleEntries = {
    ...entries,
    "model.onnx": encodeOnnx(trees, features.length),
    "manifest.json": bytesOf({ ...manifest, features }),
    "tables.json": bytesOf({ ...jsonOf(entries["tables.json"]), truth: { delayDays: DELAY_DAYS, share: 0.01 } }),
  };
  const { manifest: read, tables } = coreIn(made);
  made["golden.json"] = bytesOf(goldenJson(goldenVectors({ manifest: read, tables, trees })));
  const sums = new TextEncoder().encode(sumsOf(made, (bytes) => createHash("sha256").update(bytes).digest("hex")));
  return zipSync({ ...made, [SUMS]: sums }, { level: 0 });
}

function jsonOf(entry: Uint8Array | undefined) {
  return JSON.parse(new TextDecoder().decode(entry));
}

function bytesOf(json: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
