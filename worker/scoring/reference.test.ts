import { expect, test } from "vitest";
import { readJson } from "./jsonPart.ts";
import { readReference } from "./reference.ts";

const good = { scores: { stream: [0.001, 0.2, 0.9], snapshot: [0.01] } };
const figures = { metrics: { heldOutCards: { stream: { recall: 0.99 }, snapshot: { recall: 0.8 } } } };
const read = (json: unknown, manifest: unknown = figures) =>
  readReference(readJson(JSON.stringify(json), "reference.json"), readJson(JSON.stringify(manifest), "manifest.json"));

test("a good reference is read, with what the manifest says that the model found", () => {
  expect(read(good)).toEqual({ ...good, recall: { stream: 0.99, snapshot: 0.8 } });
});

test("figures that a manifest lacks are not known", () => {
  expect(read(good, {}).recall).toEqual({ stream: null, snapshot: null });
  expect(read(good, { metrics: { heldOutCards: { stream: { recall: "high" } } } }).recall.stream).toBeNull();
});

test.each([
  [{}, "reference.json: scores"],
  [{ scores: { stream: [0.1] } }, "reference.json: scores.snapshot"],
  [
    { scores: { stream: [0.2, 0.1], snapshot: [0.1] } },
    "reference.json: scores.stream must be scores between 0 and 1 that grow",
  ],
  [{ scores: { stream: [0.1, 1.2], snapshot: [0.1] } }, "reference.json: scores.stream must be"],
  [{ scores: { stream: [], snapshot: [0.1] } }, "reference.json: scores.stream must be"],
])("a reference with a fault is refused, naming the field (%#)", (bad, field) => {
  expect(() => read(bad)).toThrow(field);
});
