import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { encodeBundle, SHIPPED, sha256, versionOf } from "../../model/bundleFile.ts";
import { countTables } from "../../model/evidence.ts";
import { simulatedDataset } from "../../model/simulated.ts";
import { FEATURES } from "../features/catalogue.ts";
import { createFeatures } from "../features/compute.ts";
import { type BundleEntries, entriesOf, readBundle, SUMS } from "./bundle.ts";
import { createDetector } from "./createDetector.ts";

const zip = new Uint8Array(readFileSync(SHIPPED));
const entries = entriesOf(zip);
const { [SUMS]: sums = new Uint8Array(), ...contents } = entries;

const json = (name: string) => JSON.parse(new TextDecoder().decode(contents[name]));
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

/** Why the bundle is refused; null: it is read. */
function problemOf(bundle: Uint8Array): string | null {
  const reading = readBundle(bundle, sha256);
  return reading.ok ? null : reading.problem;
}

/** The shipped bundle with other entries, and the sums made for them, as whoever tampers could. */
const remade = (changes: BundleEntries) => encodeBundle({ ...contents, ...changes });

/** Tables counted on other payments, for the words that the shipped trees know. */
function otherTables() {
  const others = simulatedDataset({ seed: 9, cards: 60, from: Date.UTC(2026, 0, 1), days: 60 });
  return bytes(countTables(others, json("tables.json").vocabulary));
}

async function detectorOf(bundle: Uint8Array) {
  return createDetector(readBundle(bundle, sha256), {
    featureNames: FEATURES.map(({ name }) => name),
    createFeatures,
    openOnnx: () => Promise.reject(new Error("no runtime is needed here")),
  });
}

test("the shipped bundle is read, and its entries are stored, not deflated", () => {
  expect(problemOf(zip)).toBeNull();
  expect(zip.length).toBeLessThan(Object.values(entries).reduce((sum, { length }) => sum + length, 0) + 2000);
});

test("the same contents give the same bytes, in whatever order they come", () => {
  expect(Buffer.compare(encodeBundle(contents), zip)).toBe(0);
  expect(Buffer.compare(encodeBundle(Object.fromEntries(Object.entries(contents).reverse())), zip)).toBe(0);
});

test("the version is that of the contents, not of the zip: packed otherwise it is the same model", () => {
  const deflated = zipSync(entries, { level: 9 });
  expect(deflated.length).toBeLessThan(zip.length);
  expect(problemOf(deflated)).toBeNull();
  expect(versionOf(deflated)).toBe(versionOf(zip));
});

test.each(Object.keys(contents))("with another %s it is another model", (name) => {
  const longer = new Uint8Array([...(contents[name] ?? []), 0x20]);
  expect(versionOf(remade({ [name]: longer }))).not.toBe(versionOf(zip));
});

test.each(Object.keys(contents))("%s of another model is refused by name", (name) => {
  const longer = new Uint8Array([...(contents[name] ?? []), 0x20]);
  const problem = `${name} is not the file that the bundle was made with`;
  expect(problemOf(zipSync({ ...contents, [name]: longer, [SUMS]: sums }))).toBe(problem);
});

test("recounted tables with the shipped trees are refused, and the model says why", async () => {
  const detector = await detectorOf(zipSync({ ...contents, "tables.json": otherTables(), [SUMS]: sums }));
  expect(detector).toMatchObject({
    version: "none",
    engine: "none",
    problem: "tables.json is not the file that the bundle was made with",
  });
});

test("recounted tables are refused though the sums were made anew: golden payments have other features", async () => {
  const detector = await detectorOf(remade({ "tables.json": otherTables() }));
  expect(detector).toMatchObject({ version: "none", engine: "none" });
  expect(detector.problem).toMatch(
    /^golden payment \d+: \w+ is .* its tables or the code of the features belong to another model: train it again$/,
  );
});

test.each([
  ["ages parted elsewhere", { ageBorders: [25, 50] }],
  ["its categories in another order", { vocabulary: json("tables.json").vocabulary.toReversed() }],
  ["other hours", { hours: json("tables.json").hours.toReversed() }],
])("so is a model with %s", async (_, changes) => {
  const detector = await detectorOf(remade({ "tables.json": bytes({ ...json("tables.json"), ...changes }) }));
  expect(detector.problem).toMatch(/^golden payment \d+: \w+ is .* belong to another model: train it again$/);
});

test("the shipped bundle's own detector has no such problem", async () => {
  expect(await detectorOf(zip)).toMatchObject({ engine: "trees", version: versionOf(zip) });
});

test.each(Object.keys(entries))("a bundle without %s is refused with what to do", (name) => {
  const { [name]: _, ...others } = contents;
  const without = name === SUMS ? zipSync(contents) : encodeBundle(others);
  expect(problemOf(without)).toBe(
    `the bundle has no ${name}: another version of Vigie made it; train the model again, or keep its trees ` +
      "(npm run model:train -- --trees-of FILE)",
  );
});

test.each([
  ["is no zip file", bytes("PK, but not really"), "the bundle is no zip file, or is cut short"],
  ["is empty", new Uint8Array(), "the bundle is no zip file, or is cut short"],
  ["is cut short", zip.subarray(0, zip.length - 100), "the bundle is no zip file, or is cut short"],
  [
    "has another format",
    remade({ "manifest.json": bytes({ ...json("manifest.json"), format: 2 }) }),
    "format must be 1",
  ],
  ["has no JSON where JSON is due", remade({ "support.json": bytes("{") }), "support.json is not JSON"],
  ["has no golden payments", remade({ "golden.json": bytes([]) }), "golden.json has no golden vectors"],
  [
    "has a golden payment of words",
    remade({ "golden.json": bytes([{ ...json("golden.json")[0], features: [1, "x"] }]) }),
    "golden.json: [0].features[1] must be a number or null",
  ],
  [
    "has a table of another group",
    remade({ "tables.json": bytes({ ...json("tables.json"), ageBorders: [18] }) }),
    "tables.json: groups must be 9, as the age borders part the holders",
  ],
  [
    "has no table for a category",
    remade({ "tables.json": bytes({ ...json("tables.json"), vocabulary: ["taxi"] }) }),
    "tables.json: groups[0].amountTenths.taxi must be a list",
  ],
  [
    "says neither yes nor no to words in a card's past",
    remade({ "tables.json": bytes({ ...json("tables.json"), pastWords: 1 }) }),
    "tables.json: pastWords must be true or false",
  ],
])("a bundle that %s is refused", (_, bundle, problem) => {
  expect(problemOf(bundle)).toContain(problem);
});

test("a small file that unpacks to more than the memory of the Worker is refused before it is unpacked", () => {
  const large = zipSync({ "model.onnx": new Uint8Array(30_000_000) }, { level: 9 });
  expect(large.length).toBeLessThan(100_000);
  expect(problemOf(large)).toMatch(/^the bundle unpacks to more than 24 MB/);
  // Three entries that are small enough each.
  const many = Object.fromEntries(["a", "b", "c"].map((name) => [name, new Uint8Array(9_000_000)]));
  expect(problemOf(zipSync(many, { level: 9 }))).toMatch(/^the bundle unpacks to more than 24 MB/);
});

test("an entry that says it has 4 GB gets no memory", () => {
  const lying = zipSync({ "model.onnx": new Uint8Array(100) }, { level: 9 });
  const at = lying.findIndex((_, i) => [0x50, 0x4b, 1, 2].every((byte, j) => lying[i + j] === byte));
  new DataView(lying.buffer).setUint32(at + 24, 0xffff_fff0, true);
  expect(problemOf(lying)).toMatch(/^the bundle unpacks to more than 24 MB/);
});
