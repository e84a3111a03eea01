// A model's bundle: one zip file with all that a model needs. This file is its table of contents. docs/bundle.md says what
// each entry is, and how one is added.
import { unzipSync } from "fflate";
import type { Tables } from "../features/tables.ts";
import { field, type JsonPart, readJson, refused } from "./jsonPart.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { type GoldenVector, readGolden } from "./readGolden.ts";
import { type Reference, readReference } from "./reference.ts";
import { readSupport, type Support } from "./support.ts";
import { readTables } from "./tables.ts";

/** The trees, and all that they cannot do without. These belong together: none is made anew without the others. */
export interface Core {
  onnx: Uint8Array;
  manifest: Manifest;
  tables: Tables;
  golden: GoldenVector[];
}

export interface Bundle extends Core {
  /** The first 12 hex digits of the content hash: with any other content it is another model. */
  version: string;
  support: Support;
  reference: Reference;
}

/** Either the bundle, or in a sentence why there is none. */
export type BundleReading = { ok: true; bundle: Bundle } | { ok: false; problem: string };

/** In hex. */
export type Sha256 = (bytes: Uint8Array) => string;

export type BundleEntries = Record<string, Uint8Array>;

/** What `sha256sum` would print of all other entries. The content hash is the hash of this file. */
export const SUMS = "SHA256SUMS";
/** Grows when bundles come to be read otherwise. A new entry needs no new format: a bundle without it is refused by name. */
export const FORMAT = 1;
/** The most that a registry takes. The shipped bundle has 1.5 MB; what is much larger than eight is no model of this kind. */
export const MOST_BUNDLE_BYTES = 8_000_000;
/** Ours are not compressed. A zip file of a few kB can unpack to more than the memory that all objects of an isolate share. */
const MOST_UNPACKED_BYTES = 24_000_000;

export function readBundle(zip: Uint8Array, sha256: Sha256): BundleReading {
  try {
    return { ok: true, bundle: bundleIn(zip, sha256) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function bundleIn(zip: Uint8Array, sha256: Sha256): Bundle {
  const entries = entriesOf(zip);
  const version = provenVersion(entries, sha256);
  return {
    version,
    ...coreIn(entries),
    support: readSupport(jsonIn(entries, "support.json")),
    reference: readReference(jsonIn(entries, "reference.json"), jsonIn(entries, "manifest.json")),
  };
}

export function coreIn(entries: BundleEntries): Core {
  const manifest = jsonIn(entries, "manifest.json");
  refuseOtherFormat(manifest);
  return {
    onnx: entryOf(entries, "model.onnx"),
    manifest: readManifest(manifest),
    tables: readTables(jsonIn(entries, "tables.json")),
    golden: readGolden(jsonIn(entries, "golden.json")),
  };
}

function jsonIn(entries: BundleEntries, name: string): JsonPart {
  return readJson(new TextDecoder().decode(entryOf(entries, name)), name);
}

export function entriesOf(zip: Uint8Array): BundleEntries {
  let unpackedBytes = 0;
  try {
    return unzipSync(zip, {
      // Asked before room is made for the entry. It may not become larger than it says.
      filter: ({ size, originalSize }) => {
        unpackedBytes += Math.max(size, originalSize);
        if (unpackedBytes > MOST_UNPACKED_BYTES) throw new Error("too large");
        return true;
      },
    });
  } catch {
    if (unpackedBytes > MOST_UNPACKED_BYTES) {
      throw new Error(
        `the bundle unpacks to more than ${MOST_UNPACKED_BYTES / 1e6} MB, which is no model of this kind`,
      );
    }
    throw new Error("the bundle is no zip file, or is cut short");
  }
}

/** The lines of SHA256SUMS, by name of the entry. */
export function sumsOf(entries: BundleEntries, sha256: Sha256): string {
  const names = Object.keys(entries).filter((name) => name !== SUMS);
  return names
    .sort()
    .map((name) => `${sha256(entryOf(entries, name))}  ${name}\n`)
    .join("");
}

/** Throws unless each entry is what it was when the bundle was made. */
export function provenVersion(entries: BundleEntries, sha256: Sha256): string {
  const listed = new TextDecoder().decode(entryOf(entries, SUMS));
  const sums = sumsOf(entries, sha256);
  if (sums !== listed) {
    const expected = new Set(listed.split("\n"));
    const other = sums.split("\n").find((line) => !expected.has(line));
    const name = other?.split("  ")[1] ?? SUMS;
    throw new Error(`${name} is not the file that the bundle was made with`);
  }
  return sha256(entryOf(entries, SUMS)).slice(0, 12);
}

function entryOf(entries: BundleEntries, name: string): Uint8Array {
  const entry = entries[name];
  if (entry !== undefined) return entry;
  throw new Error(
    `the bundle has no ${name}: another version of Vigie made it; train the model again, or keep its trees ` +
      "(npm run model:train -- --trees-of FILE)",
  );
}

function refuseOtherFormat(manifest: JsonPart): void {
  const format = field(manifest, "format");
  if (format.value !== FORMAT) {
    throw refused(format, `must be ${FORMAT}: another version of Vigie made this bundle; train the model again`);
  }
}
