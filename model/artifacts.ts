// Writes what training makes: the bundle, and beside it the baselines, which no Worker loads.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../local/wholeFile.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import type { Tables } from "../worker/features/tables.ts";
import { type Core, coreIn, FORMAT, readBundle } from "../worker/scoring/bundle.ts";
import type { CalibrationCurve } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { readJson } from "../worker/scoring/jsonPart.ts";
import { readManifest } from "../worker/scoring/manifest.ts";
import { readTables } from "../worker/scoring/tables.ts";
import { parseTrees } from "../worker/scoring/trees.ts";
import { BASELINES } from "./baselines.ts";
import { BUNDLE, CORE_ENTRIES, encodeBundle, readCore, sha256 } from "./bundleFile.ts";
import type { TablesFile } from "./evidence.ts";
import { goldenJson, goldenVectors } from "./goldenVectors.ts";
import { jsonText } from "./jsonText.ts";
import type { BySituation } from "./judge.ts";
import { BadInput } from "./progress.ts";
import { sectionsOf, type Trained } from "./sections.ts";

export interface ModelFacts {
  calibration: BySituation<CalibrationCurve>;
  thresholds: BySituation<Thresholds>;
  metrics: object;
}

/** The tables as the Worker will read them: training takes the same values. */
export function tablesIn(tables: TablesFile): Tables {
  return readTables(readJson(jsonText(tables), "tables.json"));
}

/** The core of a bundle: as files, and as the Worker reads them. */
export interface MadeCore {
  files: Record<string, string | Uint8Array>;
  core: Core;
}

/** No time or place goes in: the same model gives the same bytes. */
export function makeCore(
  onnx: Uint8Array,
  tables: TablesFile,
  facts: ModelFacts,
  names: readonly string[] = FEATURES.map(({ name }) => name),
): MadeCore {
  const manifest = jsonText({ format: FORMAT, features: names, ...facts });
  const golden = goldenVectors({
    manifest: readManifest(readJson(manifest, "manifest.json")),
    tables: tablesIn(tables),
    trees: parseTrees(onnx),
  });
  const files = { "model.onnx": onnx, "manifest.json": manifest, "tables.json": jsonText(tables) };
  return asRead({ ...files, "golden.json": jsonText(goldenJson(golden)) });
}

/** The core of another bundle, byte for byte. */
export function keptCore(bundle: string): MadeCore {
  const { core, entries } = readCore(bundle);
  return { core, files: Object.fromEntries(CORE_ENTRIES.map((name) => [name, entries[name] ?? ""])) };
}

function asRead(files: Record<string, string | Uint8Array>): MadeCore {
  const entries = Object.entries(files).map(([name, content]): [string, Uint8Array] => [
    name,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  ]);
  return { files, core: coreIn(Object.fromEntries(entries)) };
}

/**
 * Returns the model's version, and the bundle's file. All are written together at the end, so that a training that fails
 * leaves the model that was there.
 */
export async function writeArtifacts(
  folder: string,
  { files, core }: MadeCore,
  trained: Omit<Trained, "model">,
  baselines: Record<string, string | Uint8Array>,
): Promise<{ version: string; file: string }> {
  const zip = encodeBundle({ ...files, ...(await sectionsOf({ ...trained, model: core })) });
  const reading = readBundle(zip, sha256);
  if (!reading.ok) throw new BadInput(`no model is written, since it would be refused: ${reading.problem}`);
  const file = join(folder, BUNDLE);
  await mkdir(folder, { recursive: true });
  if (Object.keys(baselines).length > 0) await mkdir(join(folder, BASELINES), { recursive: true });
  for (const [name, content] of Object.entries(baselines)) await writeWhole(join(folder, BASELINES, name), content);
  await writeWhole(file, zip);
  return { version: reading.bundle.version, file };
}
