// How degrees become pixels: Mercator's projection, fitted to the places that are shown. Shapes keep their angles in it at any size,
// so that a country looks like itself whether the world is shown or a corner of it. Pure.
import type { Position } from "./polyline.ts";

export interface Place {
  lat: number;
  long: number;
}

export interface Frame {
  width: number;
  height: number;
}

export interface Projection {
  /** Pixels a degree of longitude, everywhere. */
  scale: number;
  /** Pixels from the left and from the top. Longitudes are taken as they are, without going around the world. */
  project: (position: Position) => [x: number, y: number];
  /** The same for a place, which is shown on whichever side of the world the map is. */
  locate: (place: Place) => [x: number, y: number];
}

/** Mercator's map has no poles. Nobody pays farther north. */
const FARTHEST_NORTH = 83;
/** Degrees that are shown around a single place: enough to see in which part of which country it lies. */
const LEAST_DEGREES = 14;
/** Share of the frame that is left free on each side. */
const MARGIN = 0.09;
/** Where nothing is to be shown: the lands where most people live. */
const EVERYWHERE: readonly Place[] = [
  { lat: -55, long: -175 },
  { lat: 75, long: 175 },
];

export function projectionFor(places: readonly Place[], { width, height }: Frame): Projection {
  const shown = places.length === 0 ? EVERYWHERE : places;
  const middle = middleLong(shown.map(({ long }) => long));
  const xs = shown.map(({ long }) => near(long, middle));
  const ys = shown.map(({ lat }) => northing(lat));
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const inner = 1 - 2 * MARGIN;
  const scale = Math.min(
    (width * inner) / Math.max(right - left, LEAST_DEGREES),
    (height * inner) / Math.max(top - bottom, LEAST_DEGREES),
  );
  const [centreX, centreY] = [(left + right) / 2, (bottom + top) / 2];
  const project = ([long, lat]: Position): [number, number] => [
    width / 2 + (long - centreX) * scale,
    height / 2 - (northing(lat) - centreY) * scale,
  ];
  return {
    scale,
    project,
    locate: ({ lat, long }) => project([near(long, centreX), lat]),
  };
}

/** How far north of the equator Mercator draws a latitude, in degrees of longitude. */
export function northing(lat: number): number {
  const held = Math.max(-FARTHEST_NORTH, Math.min(FARTHEST_NORTH, lat));
  return (Math.log(Math.tan(((90 + held) * Math.PI) / 360)) * 180) / Math.PI;
}

/** The middle of the shortest way around the world that passes all longitudes: Fiji and Samoa are neighbours. */
export function middleLong(longs: readonly number[]): number {
  const sorted = longs.map((long) => ((long % 360) + 360) % 360).sort((a, b) => a - b);
  const first = sorted[0] ?? 0;
  let [gap, begin] = [first + 360 - (sorted.at(-1) ?? 0), first];
  for (const [at, long] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before === undefined || long - before <= gap) continue;
    [gap, begin] = [long - before, long];
  }
  return near(begin + (360 - gap) / 2, 0);
}

/** The same longitude, at most half a world away from another. */
export function near(long: number, other: number): number {
  return long - 360 * Math.round((long - other) / 360);
}
