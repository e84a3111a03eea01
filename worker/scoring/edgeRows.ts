// Made-up rows that a tree ensemble can err on: values on the edges of its trees, and odd ones.
import { LEAF, type Trees } from "./trees.ts";

/** `width`: features in a row. `random`: 0…1. Returns the rows one after another. */
export function edgeRows(trees: Trees, width: number, count: number, random: () => number): Float32Array {
  const thresholds = Array.from({ length: width }, (): number[] => []);
  trees.feature.forEach((feature, node) => {
    if (feature !== LEAF) thresholds[feature]?.push(trees.value[node] ?? 0);
  });
  const odd = [Number.NaN, Number.NaN, 0, -0, 1e30, -1e30, 1e-40];
  const rows = new Float32Array(count * width);
  for (let i = 0; i < rows.length; i++) {
    const own = thresholds[i % width] ?? [];
    const threshold = own[Math.floor(random() * own.length)];
    const choice = random();
    if (threshold === undefined || choice < 0.15) rows[i] = odd[Math.floor(random() * odd.length)] ?? 0;
    else rows[i] = choice < 0.5 ? threshold : neighbour(threshold, choice < 0.75 ? 1 : -1);
  }
  return rows;
}

/** The next single-precision number, up or down. */
function neighbour(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * 1.401298464324817e-45;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  view.setInt32(0, view.getInt32(0) + (value > 0 ? direction : -direction));
  return view.getFloat32(0);
}
