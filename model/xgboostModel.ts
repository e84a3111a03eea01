// Reads the model that XGBoost saves as JSON into plain trees.
import { LEAF, type Trees } from "../worker/scoring/trees.ts";

interface SavedTree {
  left_children: number[];
  right_children: number[];
  split_indices: number[];
  split_conditions: number[];
  default_left: number[];
  sum_hessian: number[];
}

interface SavedModel {
  learner: { gradient_booster: { model: { trees: SavedTree[] } } };
}

/**
 * `baseMargin` is added to the first tree's leaves, rounded to single precision as XGBoost's own sum would be. Nodes
 * are put in depth-first order, so that children follow their parents.
 */
export function readXgboostModel(json: string, baseMargin: number): Trees {
  // XGBoost writes bare NaN for a statistic without a value; none of those is read here.
  const model: SavedModel = JSON.parse(json.replace(/(?<=[[,:])-?(NaN|Infinity)(?=[\],}])/g, "null"));
  const roots: number[] = [];
  const feature: number[] = [];
  const value: number[] = [];
  const yes: number[] = [];
  const no: number[] = [];
  const missingYes: number[] = [];
  const cover: number[] = [];

  const put = (tree: SavedTree, node: number, base: number): number => {
    const at = feature.length;
    const left = tree.left_children[node] ?? -1;
    const right = tree.right_children[node] ?? -1;
    const isLeaf = left === -1;
    const condition = Math.fround(tree.split_conditions[node] ?? Number.NaN);
    feature.push(isLeaf ? LEAF : (tree.split_indices[node] ?? 0));
    value.push(isLeaf ? Math.fround(base + condition) : condition);
    missingYes.push(isLeaf ? 0 : Number(Boolean(tree.default_left[node])));
    cover.push(tree.sum_hessian[node] ?? 0);
    yes.push(0);
    no.push(0);
    if (!isLeaf) {
      yes[at] = put(tree, left, base);
      no[at] = put(tree, right, base);
    }
    return at;
  };
  model.learner.gradient_booster.model.trees.forEach((tree, i) => {
    roots.push(put(tree, 0, i === 0 ? baseMargin : 0));
  });
  return {
    roots: Int32Array.from(roots),
    feature: Int16Array.from(feature),
    value: Float32Array.from(value),
    yes: Int32Array.from(yes),
    no: Int32Array.from(no),
    missingYes: Uint8Array.from(missingYes),
    cover: Float32Array.from(cover),
  };
}
