import { expect, test } from "vitest";
import { type CallFrame, OUTSIDE, placeOf, samplesByPlace, sharesOf } from "./cpuProfile.ts";
import { WORKER } from "./inspector.ts";

const frame = (functionName: string, url = ""): CallFrame => ({ functionName, url, lineNumber: 3, columnNumber: 7 });
const placed = (source: string) => placeOf(WORKER, frame("f", "file:///index.js"), () => source);

test.each([
  ["../../worker/store/sql/commit.ts", "worker/store"],
  ["../worker/objects/decider.ts", "worker/objects"],
  ["worker/index.ts", "worker"],
  ["../node_modules/zod/v4/core/parse.js", "zod"],
  ["../node_modules/@hono/zod-openapi/dist/index.js", "@hono/zod-openapi"],
  ["../node_modules/a/node_modules/b/worker/x.js", "b"],
  ["../../home/worker/vigie/worker/store/open.ts", "worker/store"],
  ["../node_modules/src/sql/sql.ts", "drizzle-orm"],
  ["", "other code of the bundle"],
])("a function of %s counts for %s", (source, place) => {
  expect(placed(source)).toBe(place);
});

test("what is not the bundle's JavaScript has names of its own", () => {
  const of = (functionName: string, url = "") => placeOf(WORKER, frame(functionName, url), () => null);
  expect(of("(program)")).toBe(OUTSIDE);
  expect(of("(garbage collector)")).toBe("V8's collector");
  expect(of("exec")).toBe("native: the objects' SQLite");
  expect(of("text")).toBe("native functions of the runtime");
  expect(of("batch", "cloudflare-internal:d1-api")).toBe("JavaScript of the runtime");
  expect(of("wasm-function[7]", "wasm://wasm/00d1")).toBe("ONNX Runtime, in WebAssembly");
  expect(of("(idle)")).toBeNull();
});

test("all functions of a stand-in count for it, whatever they are, and its rest does not", () => {
  expect(placeOf("d1:db", frame("exec"), () => null)).toBe("the local stand-in for D1");
  expect(placeOf("cache:0", frame("fetch"), () => null)).toBe("the other local stand-ins");
  expect(placeOf("d1:db", frame("(idle)"), () => null)).toBeNull();
});

test("samples are counted over all isolates, and an isolate at rest adds none", () => {
  const nodes = [
    { id: 1, callFrame: frame("(idle)") },
    { id: 2, callFrame: frame("exec") },
    { id: 3, callFrame: frame("(program)") },
  ];
  const profiles = new Map([
    [WORKER, { nodes, samples: [1, 2, 2, 3] }],
    ["d1:db", { nodes, samples: [3, 1, 1] }],
  ]);
  expect(samplesByPlace(profiles, () => null)).toEqual(
    new Map([
      ["native: the objects' SQLite", 2],
      [OUTSIDE, 1],
      ["the local stand-in for D1", 1],
    ]),
  );
});

test("shares are of each round, the largest first, and small ones are added up", () => {
  const rounds = [
    new Map([
      ["a", 1],
      ["b", 96],
      ["c", 3],
    ]),
    new Map([["b", 50]]),
  ];
  expect(sharesOf(rounds, 2)).toEqual([
    { place: "b", percents: [96, 100], places: ["b"] },
    { place: "all else", percents: [4, 0], places: ["c", "a"] },
  ]);
});
