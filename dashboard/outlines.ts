// Makes the map's outlines when the board is built: Natural Earth's countries and the Census Bureau's states, both in the public
// domain, simplified until they are small enough for a page.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { merge, mesh } from "topojson-client";
import { filter, filterAttachedWeight, presimplify, simplify } from "topojson-simplify";
import type { MultiPolygon, Polygon, Topology } from "topojson-specification";
import type { Plugin } from "vite";
import { encodeLines, type Position } from "./src/board/map/polyline.ts";
import { near } from "./src/board/map/projection.ts";

const NAME = "virtual:outlines";
/** Rollup's mark of a module that is no file. */
const ID = `\0${NAME}`;

/** Square degrees: a vertex that changes the outline by less is left out. At this size Europe and the United States are themselves. */
const LEAST_CHANGE = 0.035;
const LEAST_CHANGE_OF_STATES = 0.02;
/** Square degrees: smaller islands are left out. */
const LEAST_ISLAND = 0.1;
/** Nobody pays there by card, and it is a tenth of all coasts. */
const WITHOUT = "Antarctica";

type Area = Polygon | MultiPolygon;
type Areas = Topology<{ areas: { type: "GeometryCollection"; geometries: Area[] } }>;

export function outlines(): Plugin {
  return {
    name: "outlines",
    resolveId: (id) => (id === NAME ? ID : null),
    load: async (id) => {
      if (id !== ID) return null;
      const made = Object.entries(await makeOutlines());
      return made.map(([name, lines]) => `export const ${name} = ${JSON.stringify(lines)};\n`).join("");
    },
  };
}

export async function makeOutlines(): Promise<{ LAND: string; BORDERS: string; STATES: string }> {
  const atlas = await read("world-atlas/countries-50m.json", "countries");
  const areas = atlas.objects.areas.geometries.filter(({ properties }) => nameOf(properties) !== WITHOUT);
  const world = simplified(
    { ...atlas, objects: { areas: { type: "GeometryCollection", geometries: areas } } },
    LEAST_CHANGE,
  );
  const shown = filter(world, filterAttachedWeight(world, LEAST_ISLAND));
  const land = shown.objects.areas;
  if (!("geometries" in land)) throw new Error("no land is left of the world's outlines");
  const america = simplified(await read("us-atlas/states-10m.json", "states"), LEAST_CHANGE_OF_STATES);
  return {
    LAND: encodeLines(positions(merge(shown, land.geometries).coordinates.flat())),
    BORDERS: encodeLines(positions(mesh(shown, land, isBetween).coordinates)),
    STATES: encodeLines(positions(mesh(america, america.objects.areas, isBetween).coordinates)),
  };
}

function simplified(areas: Areas, leastChange: number): Areas {
  return simplify(presimplify(areas), leastChange);
}

function nameOf(properties: object | undefined): unknown {
  return properties !== undefined && "name" in properties ? properties.name : undefined;
}

/** A border belongs to two areas, a coast to one. */
function isBetween(one: unknown, other: unknown): boolean {
  return one !== other;
}

function positions(lines: readonly (readonly number[])[][]): Position[][] {
  return lines.map((line) => unbroken(line.map(([long = 0, lat = 0]) => [long, lat])));
}

/** Goes on beyond 180 where the atlas jumps to −180, or Siberia would be drawn right across the world. */
function unbroken(line: readonly Position[]): Position[] {
  let before = line[0]?.[0] ?? 0;
  return line.map(([long, lat]) => {
    before = near(long, before);
    return [before, lat];
  });
}

/** Reads one collection, such as the countries, from a file of the atlas. */
async function read(file: string, collection: string): Promise<Areas> {
  const { objects, ...rest } = JSON.parse(await readFile(createRequire(import.meta.url).resolve(file), "utf8"));
  return { ...rest, objects: { areas: objects[collection] } };
}
