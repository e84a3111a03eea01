// The shipped model on ONNX Runtime in Node, for measurements without workerd.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { openRuntime } from "../model/runtime.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import { createDetector } from "../worker/scoring/createDetector.ts";
import type { Detector } from "../worker/scoring/detector.ts";

export async function shippedDetector(): Promise<Detector> {
  const artifacts = path.resolve(import.meta.dirname, "../model/artifacts");
  const bytes = new Uint8Array(await readFile(path.join(artifacts, "model.onnx")));
  return createDetector({
    bytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    manifest: JSON.parse(await readFile(path.join(artifacts, "manifest.json"), "utf8")),
    featureNames: FEATURES.map(({ name }) => name),
    openOnnx: async (model) => {
      const { margins } = await openRuntime(model, FEATURES.length);
      return { run: margins };
    },
  });
}
