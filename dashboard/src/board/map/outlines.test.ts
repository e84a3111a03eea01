import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeOutlines } from "../../../outlines.ts";
import { pathOf } from "./outlinePaths.ts";
import { decodeLines, encodeLines, type Position } from "./polyline.ts";
import { projectionFor } from "./projection.ts";

const outlines = await makeOutlines();
const land = decodeLines(outlines.LAND);

/** Whether a point lies on land: a ray from it crosses the outlines an odd number of times. */
function isOnLand([long, lat]: Position): boolean {
  let inside = false;
  for (const ring of land) {
    for (const turn of [-360, 0, 360]) {
      for (const [at, [x, y]] of ring.entries()) {
        const [x0, y0] = ring.at(at - 1) ?? [x, y];
        if (y > lat !== y0 > lat && long + turn < ((x0 - x) * (lat - y)) / (y0 - y) + x) inside = !inside;
      }
    }
  }
  return inside;
}

test("lines come back from their text as they went in, on the grid", () => {
  const degree = (most: number) => fc.integer({ min: -most * 20, max: most * 20 }).map((twentieths) => twentieths / 20);
  const position = fc.tuple(degree(360), degree(90));
  fc.assert(
    fc.property(fc.array(fc.array(position, { minLength: 1 }), { minLength: 1 }), (lines) => {
      const repeated = (line: Position[]) =>
        line.filter(([x, y], at) => at === 0 || x !== line[at - 1]?.[0] || y !== line[at - 1]?.[1]);
      expect(decodeLines(encodeLines(lines))).toEqual(lines.map(repeated));
    }),
  );
  expect(decodeLines("")).toEqual([]);
});

test.each([
  ["Kansas", -98, 38.5, true],
  ["France", 2.4, 47, true],
  ["Italy", 12.5, 43, true],
  ["Great Britain", -1.5, 52.5, true],
  ["Japan", 138.5, 36, true],
  ["Chukotka, beyond the date line", -175, 66.5, true],
  ["New Zealand", 170.5, -44, true],
  ["the Atlantic", -40, 40, false],
  ["the Gulf of Mexico", -90, 26, false],
  ["the Bay of Biscay", -5, 45.5, false],
  ["the Adriatic", 15.5, 43, false],
  ["the Pacific, where the date line is", 180, 10, false],
])("on the outlines %s is where it is", (_, long, lat, is) => {
  expect(isOnLand([long, lat])).toBe(is);
});

test("no outline jumps across the world", () => {
  for (const line of Object.values(outlines).flatMap(decodeLines)) {
    for (const [at, [long]] of line.entries()) expect(Math.abs(long - (line[at - 1]?.[0] ?? long))).toBeLessThan(60);
  }
});

test("the outlines are small enough for a page: with the map's code they may be 35 kB", () => {
  expect(gzipSync(Object.values(outlines).join("\n")).length).toBeLessThan(25_000);
});

test("only what is in the frame is drawn", () => {
  const frame = { width: 800, height: 480 };
  const around = (...places: { lat: number; long: number }[]) =>
    pathOf(land, projectionFor(places, frame), frame, true).length;
  expect(around({ lat: -38, long: 144 })).toBeGreaterThan(100);
  expect(around({ lat: -38, long: 144 })).toBeLessThan(around());
  // South of the Indian Ocean.
  expect(around({ lat: -50, long: 100 })).toBe(0);
});
