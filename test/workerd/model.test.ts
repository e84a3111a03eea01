import { expect, test } from "vitest";
import { openOnnx } from "../../worker/scoring/onnx.ts";
import { shippedBundle } from "../../worker/scoring/shippedBundle.ts";

test("ONNX Runtime starts in workerd and scores the golden vectors to the last bit, in one run", async () => {
  if (!shippedBundle.ok) throw new Error(shippedBundle.problem);
  const { onnx, golden, manifest } = shippedBundle.bundle;
  const session = await openOnnx(onnx);
  const rows = golden.flatMap(({ features }) => [...features]);
  const margins = await session.run(Float32Array.from(rows), manifest.features.length);
  expect([...margins]).toEqual(golden.map(({ margin }) => Math.fround(margin)));
});
