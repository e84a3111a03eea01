// What each feature added to a margin: exact, path-dependent TreeSHAP (Lundberg et al. 2018), which XGBoost calls
// `pred_contribs`. The contributions and the bias sum to the margin.
//
// Shapley's weight of a set of s out of n − 1 other features, s! (n − 1 − s)! / n!, is the integral of
// t^s (1 − t)^(n − 1 − s) over t from 0 to 1. Feature i therefore adds the integral of M(1) − M(0), where M is a tree's mean if
// every other feature is known with chance t by itself, and i is known (1) or not (0). Along a path M is a polynomial in t
// of lower degree than the path has distinct features: a few Gauss points give the integral exactly (Linear TreeSHAP, Yu
// et al. 2022, evaluates at points likewise).
//
// For one t a tree is a chain of chances. A known feature sends the row its own way (o is 1 if that is "yes", else 0). An
// unknown one sends it to "yes" with r, that side's share of the training data. If the row agreed with a feature's earlier
// tests on the path, whose joint share is z, the feature is known with chance t / f, where f = t + z (1 − t). If it
// disagreed, the feature is out of play: its chance of being known is 0. "Yes" is taken with chance c = r + (o − r) t / f.
// The slope of t / f is z / f², so a test in play adds
//   ∫ (chance of coming here) (z / f²) (o − r) (mean of yes − mean of no) dt.
import { LEAF, type Trees } from "./trees.ts";

interface Points {
  /** Gauss points in (0, 1), and their weights. */
  at: Float64Array;
  weights: Float64Array;
}

/** The parts of a tree that are the same for every row. */
interface Plan {
  root: number;
  /**
   * Nodes that test a feature, parents first. Leaves are left out: a branch on "test or leaf" would be mispredicted at
   * every node.
   */
  tests: Int32Array;
  /** As many points as the deepest path needs. */
  points: Points;
  /** The mean below each node, by node and point; at a leaf always its value. */
  mean: Float64Array;
}

interface Prepared {
  bias: number;
  plans: Plan[];
  /** By test: the share of the training data that goes to `yes`. */
  shareYes: Float64Array;
  /**
   * By test: the last node on the path that an earlier test of the same feature led to, or NONE; and the share left up
   * to there.
   */
  earlier: Int32Array;
  earlierShare: Float64Array;
  /** By node, for the current row: 1 when the row agrees with all tests so far of the feature that the parent tests. */
  agrees: Uint8Array;
  /**
   * By node of one tree and point: the weighted chance of reaching the node (later times z / f²), and the chance of `yes`. Both
   * only where the node's test is in play.
   */
  reach: Float64Array;
  chance: Float64Array;
}

const NONE = -1;
const preparedTrees = new WeakMap<Trees, Prepared>();

/** Contributions by feature in log odds, and last the bias: the margin of a payment of which nothing is known. */
export function contributions(trees: Trees, row: Float32Array): Float64Array {
  const known = preparedTrees.get(trees) ?? prepare(trees);
  preparedTrees.set(trees, known);
  const added = new Float64Array(row.length + 1);
  for (const plan of known.plans) {
    walkDown(trees, known, plan, row);
    walkUp(trees, known, plan, added);
  }
  added[row.length] = known.bias;
  return added;
}

/** Computes chances from the root to the leaves. Children follow their parents, and a tree's nodes lie together. */
function walkDown(trees: Trees, known: Prepared, { root, tests, points }: Plan, row: Float32Array): void {
  const { feature, value, yes, no, missingYes } = trees;
  const { shareYes, earlier, earlierShare, agrees, reach, chance } = known;
  const { at, weights } = points;
  const count = at.length;
  // A loop: for so few numbers the call of `set` takes longer than copying them.
  for (let q = 0; q < count; q++) reach[q] = weights[q] ?? 0;
  for (let i = 0; i < tests.length; i++) {
    const node = tests[i] ?? 0;
    const x = row[feature[node] ?? 0] ?? Number.NaN;
    // Numbers instead of branches, which could not be predicted either. A missing feature is below no threshold.
    const o = Number(x < (value[node] ?? 0)) | (Number(Number.isNaN(x)) & (missingYes[node] ?? 0));
    const yesNode = yes[node] ?? 0;
    const noNode = no[node] ?? 0;
    const before = earlier[node] ?? NONE;
    const inPlay = before === NONE ? 1 : (agrees[before] ?? 0);
    agrees[yesNode] = inPlay & o;
    agrees[noNode] = inPlay & (1 - o);

    const r = shareYes[node] ?? 0;
    const here = (node - root) * count;
    const atYes = (yesNode - root) * count;
    const atNo = (noNode - root) * count;
    // Two of five tests are out of play, and need a third less work: the chance is `r` at every point, and they add nothing.
    if (inPlay === 0) {
      for (let q = 0; q < count; q++) {
        const coming = reach[here + q] ?? 0;
        reach[atYes + q] = coming * r;
        reach[atNo + q] = coming * (1 - r);
      }
      continue;
    }
    const z = earlierShare[node] ?? 1;
    for (let q = 0; q < count; q++) {
      const coming = reach[here + q] ?? 0;
      const t = at[q] ?? 0;
      const perF = 1 / (t + z * (1 - t));
      const c = r + (o - r) * t * perF;
      chance[here + q] = c;
      reach[atYes + q] = coming * c;
      reach[atNo + q] = coming * (1 - c);
      reach[here + q] = coming * z * perF * perF;
    }
  }
}

/** Computes means from the leaves to the root, and from them what each test adds. */
function walkUp(trees: Trees, known: Prepared, { root, tests, points, mean }: Plan, added: Float64Array): void {
  const { feature, yes, no } = trees;
  const { shareYes, earlier, agrees, reach, chance } = known;
  const count = points.at.length;
  for (let i = tests.length - 1; i >= 0; i--) {
    const node = tests[i] ?? 0;
    const tested = feature[node] ?? 0;
    const here = (node - root) * count;
    const yesNode = yes[node] ?? 0;
    const noNode = no[node] ?? 0;
    const atYes = (yesNode - root) * count;
    const atNo = (noNode - root) * count;
    const before = earlier[node] ?? NONE;
    if (before !== NONE && agrees[before] === 0) {
      const r = shareYes[node] ?? 0;
      for (let q = 0; q < count; q++) {
        const meanNo = mean[atNo + q] ?? 0;
        mean[here + q] = meanNo + r * ((mean[atYes + q] ?? 0) - meanNo);
      }
      continue;
    }
    let sum = 0;
    for (let q = 0; q < count; q++) {
      const meanNo = mean[atNo + q] ?? 0;
      const apart = (mean[atYes + q] ?? 0) - meanNo;
      mean[here + q] = meanNo + (chance[here + q] ?? 0) * apart;
      sum += (reach[here + q] ?? 0) * apart;
    }
    added[tested] = (added[tested] ?? 0) + ((agrees[yesNode] ?? 0) - (shareYes[node] ?? 0)) * sum;
  }
}

function prepare(trees: Trees): Prepared {
  const { feature, value, yes, no, cover, roots } = trees;
  const nodes = feature.length;
  const parent = new Int32Array(nodes).fill(NONE);
  const distinct = new Int16Array(nodes);
  const share = new Float64Array(nodes);
  const shareYes = new Float64Array(nodes);
  const earlier = new Int32Array(nodes).fill(NONE);
  const earlierShare = new Float64Array(nodes).fill(1);
  for (let node = 0; node < nodes; node++) {
    if (feature[node] === LEAF) continue;
    let below = node;
    let above = parent[node] ?? NONE;
    while (above !== NONE && feature[above] !== feature[node]) [below, above] = [above, parent[above] ?? NONE];
    if (above !== NONE) {
      earlier[node] = below;
      earlierShare[node] = share[below] ?? 1;
    }
    const [toYes, toNo] = [yes[node] ?? 0, no[node] ?? 0];
    const both = (cover[toYes] ?? 0) + (cover[toNo] ?? 0);
    const part = both > 0 ? (cover[toYes] ?? 0) / both : 0.5;
    shareYes[node] = part;
    share[toYes] = (earlierShare[node] ?? 1) * part;
    share[toNo] = (earlierShare[node] ?? 1) * (1 - part);
    for (const child of [toYes, toNo]) {
      parent[child] = node;
      distinct[child] = (distinct[node] ?? 0) + (above === NONE ? 1 : 0);
    }
  }

  const means = new Float64Array(value);
  for (let node = nodes - 1; node >= 0; node--) {
    if (feature[node] === LEAF) continue;
    const meanNo = means[no[node] ?? 0] ?? 0;
    means[node] = meanNo + (shareYes[node] ?? 0) * ((means[yes[node] ?? 0] ?? 0) - meanNo);
  }
  let bias = 0;
  let scratch = 0;
  const plans: Plan[] = [];
  const pointsByCount = new Map<number, Points>();
  roots.forEach((root, i) => {
    const end = roots[i + 1] ?? nodes;
    let deepest = 1;
    for (let node = root; node < end; node++) deepest = Math.max(deepest, distinct[node] ?? 0);
    const count = Math.ceil(deepest / 2); // n points integrate a polynomial of degree 2 n − 1 exactly.
    const tests: number[] = [];
    const mean = new Float64Array((end - root) * count);
    for (let node = root; node < end; node++) {
      if (feature[node] !== LEAF) tests.push(node);
      else mean.fill(value[node] ?? 0, (node - root) * count, (node - root + 1) * count);
    }
    const points = pointsByCount.get(count) ?? gaussPoints(count);
    pointsByCount.set(count, points);
    plans.push({ root, tests: new Int32Array(tests), points, mean });
    bias += means[root] ?? 0;
    scratch = Math.max(scratch, (end - root) * count);
  });
  const chances = { reach: new Float64Array(scratch), chance: new Float64Array(scratch) };
  return { bias, plans, shareYes, earlier, earlierShare, agrees: new Uint8Array(nodes), ...chances };
}

/** Gauss–Legendre points and weights for (0, 1): the roots of the Legendre polynomial, found by Newton's method. */
function gaussPoints(count: number): Points {
  const [at, weights] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 10; round++) {
      let [last, now] = [1, x];
      for (let n = 2; n <= count; n++) [last, now] = [now, ((2 * n - 1) * x * now - (n - 1) * last) / n];
      slope = (count * (x * now - last)) / (x * x - 1);
      x -= now / slope;
    }
    at[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { at, weights };
}
