// Several models in one isolate, on one ONNX Runtime: deciders, the challenger, proofs and backtests use it at the same time.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import baseline from "../../model/artifacts/baseline.zip";
import { readBundle } from "../../worker/scoring/bundle.ts";
import { edgeRows } from "../../worker/scoring/edgeRows.ts";
import { openOnnx } from "../../worker/scoring/onnx.ts";
import { shippedBundle } from "../../worker/scoring/shippedBundle.ts";
import { parseTrees, walkAll } from "../../worker/scoring/trees.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function modelIn(reading: ReturnType<typeof readBundle>) {
  if (!reading.ok) throw new Error(reading.problem);
  const { onnx, manifest } = reading.bundle;
  const width = manifest.features.length;
  const trees = parseTrees(onnx);
  const rows = (count: number) => edgeRows(trees, width, count, Math.random);
  return { onnx, width, rows, walk: (given: Float32Array) => walkAll(trees, given, width) };
}
const MODELS = [modelIn(shippedBundle), modelIn(readBundle(new Uint8Array(baseline), sha256))];

test("models that score at the same time give the scores of their trees, whatever is opened and closed meanwhile", async () => {
  const sessions = await Promise.all(MODELS.map(({ onnx }) => openOnnx(onnx)));
  const wrong: string[] = [];
  for (let round = 0; round < 30; round++) {
    const works = Array.from({ length: 8 }, async (_, at) => {
      const place = (round + at) % 2;
      const [model, session] = [MODELS[place], sessions[place]];
      if (model === undefined || session === undefined) throw new Error("no model");
      const rows = model.rows(1 + ((round * 7 + at * 13) % 40));
      const ran = await session.run(rows, model.width);
      const walked = model.walk(rows);
      if (walked.some((margin, i) => !Object.is(margin, ran[i]))) wrong.push(`round ${round}, ${at}`);
    });
    if (round % 10 === 5) {
      works.push(
        (async () => {
          const other = await openOnnx(MODELS[1]?.onnx ?? new Uint8Array());
          await other.run(MODELS[1]?.rows(3) ?? new Float32Array(), MODELS[1]?.width ?? 1);
          await other.release();
        })(),
      );
    }
    await Promise.all(works);
  }
  expect(wrong).toEqual([]);
});
