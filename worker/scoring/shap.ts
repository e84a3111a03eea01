// What each feature added to a margin: exact, path-dependent TreeSHAP (Lundberg et al. 2018, algorithm 2), which XGBoost
// calls `pred_contribs`. The contributions and the bias sum to the margin.
import { LEAF, type Trees } from "./trees.ts";

/**
 * The path from a root to where the walk is, as a list of its distinct features: for each the share of the training data
 * that would go on along the path (`zero`, the feature unknown), whether the row itself does (`one`, 0 or 1), and the
 * summed weight of all subsets of that size. Each level of the walk has a stretch of its own, so that going down copies
 * and coming back up undoes nothing.
 */
interface Walk {
  trees: Trees;
  row: Float32Array;
  added: Float64Array;
  /** Length of a level's stretch. */
  stride: number;
  feature: Int16Array;
  zero: Float64Array;
  one: Float64Array;
  weight: Float64Array;
}

interface Prepared {
  bias: number;
  deepest: number;
}

const preparedTrees = new WeakMap<Trees, Prepared>();

/** Contributions by feature in log odds, and last the bias: the margin of a payment that nothing is known of. */
export function contributions(trees: Trees, row: Float32Array): Float64Array {
  const { bias, deepest } = prepared(trees);
  // A path holds every feature at most once, and its beginning.
  const stride = Math.min(deepest, row.length) + 2;
  const size = stride * (deepest + 2);
  const walk: Walk = {
    trees,
    row,
    added: new Float64Array(row.length + 1),
    stride,
    feature: new Int16Array(size),
    zero: new Float64Array(size),
    one: new Float64Array(size),
    weight: new Float64Array(size),
  };
  for (const root of trees.roots) descend(walk, root, 0, 0, 1, 1, -1);
  walk.added[row.length] = bias;
  return walk.added;
}

function descend(
  walk: Walk,
  node: number,
  level: number,
  length: number,
  zero: number,
  one: number,
  feature: number,
): void {
  const { trees, stride } = walk;
  const at = level * stride;
  copyLevel(walk, at - stride, at, length);
  extend(walk, at, length, zero, one, feature);

  const tested = trees.feature[node] ?? LEAF;
  const value = trees.value[node] ?? 0;
  if (tested === LEAF) {
    for (let i = 1; i <= length; i++) {
      const place = at + i;
      const of = walk.feature[place] ?? 0;
      const difference = (walk.one[place] ?? 0) - (walk.zero[place] ?? 0);
      walk.added[of] = (walk.added[of] ?? 0) + unwoundSum(walk, at, length, i) * difference * value;
    }
    return;
  }

  const yes = trees.yes[node] ?? 0;
  const no = trees.no[node] ?? 0;
  const x = walk.row[tested] ?? Number.NaN;
  const toYes = Number.isNaN(x) ? trees.missingYes[node] === 1 : x < value;
  const cover = trees.cover[node] ?? 1;
  // A feature that is met again is taken out and put back with both tests combined.
  let [earlierZero, earlierOne, known] = [1, 1, length];
  for (let i = 1; i <= length; i++) {
    if (walk.feature[at + i] !== tested) continue;
    earlierZero = walk.zero[at + i] ?? 1;
    earlierOne = walk.one[at + i] ?? 1;
    unwind(walk, at, length, i);
    known = length - 1;
    break;
  }
  const yesZero = ((trees.cover[yes] ?? 0) / cover) * earlierZero;
  const noZero = ((trees.cover[no] ?? 0) / cover) * earlierZero;
  descend(walk, yes, level + 1, known + 1, yesZero, toYes ? earlierOne : 0, tested);
  descend(walk, no, level + 1, known + 1, noZero, toYes ? 0 : earlierOne, tested);
}

function copyLevel(walk: Walk, from: number, to: number, length: number): void {
  for (let i = 0; i < length; i++) {
    walk.feature[to + i] = walk.feature[from + i] ?? 0;
    walk.zero[to + i] = walk.zero[from + i] ?? 0;
    walk.one[to + i] = walk.one[from + i] ?? 0;
    walk.weight[to + i] = walk.weight[from + i] ?? 0;
  }
}

function extend({ feature, zero, one, weight }: Walk, at: number, length: number, z: number, o: number, f: number): void {
  feature[at + length] = f;
  zero[at + length] = z;
  one[at + length] = o;
  weight[at + length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    const own = weight[at + i] ?? 0;
    weight[at + i + 1] = (weight[at + i + 1] ?? 0) + (o * own * (i + 1)) / (length + 1);
    weight[at + i] = (z * own * (length - i)) / (length + 1);
  }
}

/** Takes place `k` out again, as if it had never been put on the path. */
function unwind({ feature, zero, one, weight }: Walk, at: number, length: number, k: number): void {
  const z = zero[at + k] ?? 0;
  const o = one[at + k] ?? 0;
  let next = weight[at + length] ?? 0;
  for (let i = length - 1; i >= 0; i--) {
    const own = weight[at + i] ?? 0;
    if (o !== 0) {
      const restored = (next * (length + 1)) / ((i + 1) * o);
      weight[at + i] = restored;
      next = own - (restored * z * (length - i)) / (length + 1);
    } else {
      weight[at + i] = (own * (length + 1)) / (z * (length - i));
    }
  }
  for (let i = k; i < length; i++) {
    feature[at + i] = feature[at + i + 1] ?? 0;
    zero[at + i] = zero[at + i + 1] ?? 0;
    one[at + i] = one[at + i + 1] ?? 0;
  }
}

/** Sum of the weights that `unwind` would leave, without changing anything. */
function unwoundSum({ zero, one, weight }: Walk, at: number, length: number, k: number): number {
  const z = zero[at + k] ?? 0;
  const o = one[at + k] ?? 0;
  let next = weight[at + length] ?? 0;
  let sum = 0;
  for (let i = length - 1; i >= 0; i--) {
    const own = weight[at + i] ?? 0;
    if (o !== 0) {
      const restored = next / ((i + 1) * o);
      sum += restored;
      next = own - restored * z * (length - i);
    } else {
      sum += own / (z * (length - i));
    }
  }
  return sum * (length + 1);
}

function prepared(trees: Trees): Prepared {
  const found = preparedTrees.get(trees);
  if (found !== undefined) return found;
  const means = new Float64Array(trees.feature.length);
  const heights = new Int16Array(trees.feature.length);
  // Children follow their parents, so that backwards every child is ready before its parent.
  for (let node = means.length - 1; node >= 0; node--) {
    if (trees.feature[node] === LEAF) {
      means[node] = trees.value[node] ?? 0;
      continue;
    }
    const [yes, no] = [trees.yes[node] ?? 0, trees.no[node] ?? 0];
    const [coverYes, coverNo] = [trees.cover[yes] ?? 0, trees.cover[no] ?? 0];
    means[node] = ((means[yes] ?? 0) * coverYes + (means[no] ?? 0) * coverNo) / (coverYes + coverNo);
    heights[node] = 1 + Math.max(heights[yes] ?? 0, heights[no] ?? 0);
  }
  let bias = 0;
  let deepest = 0;
  for (const root of trees.roots) {
    bias += means[root] ?? 0;
    deepest = Math.max(deepest, heights[root] ?? 0);
  }
  const answer = { bias, deepest };
  preparedTrees.set(trees, answer);
  return answer;
}
