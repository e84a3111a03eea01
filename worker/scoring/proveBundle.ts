// Proves a bundle before it is taken into the registry: that it is whole, that its golden vectors come out exact, and that ONNX
// Runtime and the tree walker agree on rows that nobody chose.
import { type Bundle, MOST_BUNDLE_BYTES, readBundle, type Sha256 } from "./bundle.ts";
import { createDetector, type Machinery } from "./createDetector.ts";
import type { OnnxSession } from "./detector.ts";
import { edgeRows } from "./edgeRows.ts";
import { parseTrees, walkAll } from "./trees.ts";

/** They are on the edges of the trees, so that each tests several hundred comparisons. */
const ROWS = 1_000;

export interface Proven {
  ok: true;
  bundle: Bundle;
  /** Golden vectors, and made-up rows, that came out exact to the last bit. */
  golden: number;
  rows: number;
}

/** `problem`: a part of a sentence. */
export type Proof = Proven | { ok: false; problem: string };

/** Never throws. `random`: 0…1. Nothing of it stays open. */
export async function proveBundle(
  zip: Uint8Array,
  sha256: Sha256,
  machinery: Machinery,
  random: () => number,
): Promise<Proof> {
  if (zip.length > MOST_BUNDLE_BYTES) return refused(`it has ${zip.length} bytes, and may have ${MOST_BUNDLE_BYTES}`);
  const reading = readBundle(zip, sha256);
  if (!reading.ok) return refused(reading.problem);
  const { bundle } = reading;
  const detector = await createDetector(reading, machinery);
  const { engine, problem } = detector;
  await detector.close();
  if (engine === "none") return refused(problem ?? "it does not start");
  if (engine === "trees") return refused(`ONNX Runtime does not run it: ${problem}`);
  const wrong = await disagreement(bundle, machinery, random);
  if (wrong !== null) return refused(wrong);
  return { ok: true, bundle, golden: bundle.golden.length, rows: ROWS };
}

function refused(problem: string): Proof {
  return { ok: false, problem };
}

async function disagreement(bundle: Bundle, { openOnnx }: Machinery, random: () => number): Promise<string | null> {
  const width = bundle.manifest.features.length;
  let session: OnnxSession | null = null;
  try {
    const trees = parseTrees(bundle.onnx);
    const rows = edgeRows(trees, width, ROWS, random);
    session = await openOnnx(bundle.onnx);
    const [ran, walked] = [await session.run(rows, width), walkAll(trees, rows, width)];
    const at = walked.findIndex((margin, place) => !Object.is(margin, ran[place]));
    return at === -1
      ? null
      : `on a made-up row ONNX Runtime says ${ran[at]} and the tree walker ${walked[at]}: it is no model of Vigie's trainer`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await session?.release().catch(() => undefined);
  }
}
