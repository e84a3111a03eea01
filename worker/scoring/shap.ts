// What each feature added to a margin: exact, path-dependent TreeSHAP (Lundberg et al. 2018), which XGBoost calls
// `pred_contribs`. The contributions and the bias sum to the margin.
//
// A leaf counts for a set S of known features with its value times, for each distinct feature on its path, 1 or 0 if the
// feature is in S (does the row go this way?), else the share of the training data that goes this way. Shapley's average
// over all S then needs only the features that the row agrees with: those it doesn't must be outside S, and share alike.
import { LEAF, type Trees } from "./trees.ts";

interface Walk {
  trees: Trees;
  row: Float32Array;
  added: Float64Array;
  /** The distinct features of the path so far, the training share that follows it by each, and whether the row does. */
  feature: Int16Array;
  share: Float64Array;
  agrees: Uint8Array;
  /** Coefficients of the product of (share + x) over the agreeing features: all subsets of them, by size. */
  subsets: Float64Array;
}

interface Prepared {
  bias: number;
  deepest: number;
}

const preparedTrees = new WeakMap<Trees, Prepared>();

/** Contributions by feature in log odds, and last the bias: the margin of a payment that nothing is known of. */
export function contributions(trees: Trees, row: Float32Array): Float64Array {
  const { bias, deepest } = prepared(trees);
  const walk: Walk = {
    trees,
    row,
    added: new Float64Array(row.length + 1),
    feature: new Int16Array(deepest),
    share: new Float64Array(deepest),
    agrees: new Uint8Array(deepest),
    subsets: new Float64Array(deepest + 1),
  };
  for (const root of trees.roots) descend(walk, root, 0);
  walk.added[row.length] = bias;
  return walk.added;
}

function descend(walk: Walk, node: number, length: number): void {
  const { trees, feature, share, agrees } = walk;
  const tested = trees.feature[node] ?? LEAF;
  const value = trees.value[node] ?? 0;
  if (tested === LEAF) {
    if (length > 0) settle(walk, length, value);
    return;
  }
  const yes = trees.yes[node] ?? 0;
  const no = trees.no[node] ?? 0;
  const x = walk.row[tested] ?? Number.NaN;
  const toYes = Number.isNaN(x) ? trees.missingYes[node] === 1 : x < value;

  // A feature that comes again on a path stays one feature, with both tests together.
  let place = 0;
  while (place < length && feature[place] !== tested) place++;
  const again = place < length;
  const earlierShare = again ? (share[place] ?? 1) : 1;
  const earlierAgrees = again ? (agrees[place] ?? 1) : 1;
  const nextLength = again ? length : length + 1;
  const cover = trees.cover[node] ?? 1;

  feature[place] = tested;
  share[place] = (earlierShare * (trees.cover[yes] ?? 0)) / cover;
  agrees[place] = toYes ? earlierAgrees : 0;
  descend(walk, yes, nextLength);
  feature[place] = tested;
  share[place] = (earlierShare * (trees.cover[no] ?? 0)) / cover;
  agrees[place] = toYes ? 0 : earlierAgrees;
  descend(walk, no, nextLength);
  share[place] = earlierShare;
  agrees[place] = earlierAgrees;
}

/** Adds one leaf's part to each feature on its path. */
function settle({ feature, share, agrees, subsets, added }: Walk, length: number, value: number): void {
  let agreeing = 0;
  let disagreeingShare = 1;
  subsets[0] = 1;
  for (let i = 0; i < length; i++) {
    const z = share[i] ?? 0;
    if (agrees[i] === 0) {
      disagreeingShare *= z;
      continue;
    }
    agreeing++;
    subsets[agreeing] = subsets[agreeing - 1] ?? 0;
    for (let k = agreeing - 1; k > 0; k--) subsets[k] = z * (subsets[k] ?? 0) + (subsets[k - 1] ?? 0);
    subsets[0] = z * (subsets[0] ?? 0);
  }
  const weights = shapleyWeights(length);
  const leaf = value * disagreeingShare;

  if (agreeing < length) {
    let sum = 0;
    for (let k = 0; k <= agreeing; k++) sum += (weights[k] ?? 0) * (subsets[k] ?? 0);
    for (let i = 0; i < length; i++) {
      const of = feature[i] ?? 0;
      if (agrees[i] === 0) added[of] = (added[of] ?? 0) - leaf * sum;
    }
  }
  for (let i = 0; i < length; i++) {
    if (agrees[i] === 0) continue;
    const z = share[i] ?? 0;
    // Divides (share + x) out of the product, from the highest power down.
    let without = 0;
    let sum = 0;
    for (let k = agreeing; k > 0; k--) {
      without = (subsets[k] ?? 0) - z * without;
      sum += (weights[k - 1] ?? 0) * without;
    }
    const of = feature[i] ?? 0;
    added[of] = (added[of] ?? 0) + leaf * (1 - z) * sum;
  }
}

const weightTables: Float64Array[] = [];

/** By subset size s, of n features: s! (n − s − 1)! / n! */
function shapleyWeights(features: number): Float64Array {
  const known = weightTables[features];
  if (known !== undefined) return known;
  const weights = new Float64Array(features);
  weights[0] = 1 / features;
  for (let size = 1; size < features; size++) {
    weights[size] = ((weights[size - 1] ?? 0) * size) / (features - size);
  }
  weightTables[features] = weights;
  return weights;
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
