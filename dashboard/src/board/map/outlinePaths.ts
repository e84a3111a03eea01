// The outlines as paths of an SVG, in the pixels of a projection. Pure.
import type { Position } from "./polyline.ts";
import type { Frame, Projection } from "./projection.ts";

/** One world beside the other, so that a map across the date line is whole. */
const TURNS = [-360, 0, 360];

/** Lines that lie outside of the frame are left out. `closed`: rings, which are filled. */
export function pathOf(lines: readonly Position[][], { project }: Projection, frame: Frame, closed: boolean): string {
  let path = "";
  for (const turn of TURNS) {
    for (const line of lines) {
      const points = line.map(([long, lat]) => project([long + turn, lat]));
      if (isSeen(points, frame)) path += drawn(points, closed);
    }
  }
  return path;
}

function isSeen(points: readonly [number, number][], { width, height }: Frame): boolean {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right >= 0 && left <= width && bottom >= 0 && top <= height;
}

function drawn(points: readonly [number, number][], closed: boolean): string {
  const steps = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
  return `M${steps}${closed ? "Z" : ""}`;
}
