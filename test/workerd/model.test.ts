import { expect, test } from "vitest";
import manifestJson from "../../model/artifacts/manifest.json";
import modelBytes from "../../model/artifacts/model.onnx";
import { openOnnx } from "../../worker/scoring/onnx.ts";

test("ONNX Runtime starts in workerd and scores the golden vectors to the last bit, in one run", async () => {
  const session = await openOnnx(new Uint8Array(modelBytes));
  const rows = manifestJson.golden.flatMap(({ features }) => features.map((value) => value ?? Number.NaN));
  const margins = await session.run(Float32Array.from(rows), manifestJson.features.length);
  expect([...margins]).toEqual(manifestJson.golden.map(({ margin }) => Math.fround(margin)));
});
