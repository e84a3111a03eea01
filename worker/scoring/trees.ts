// The trees of the model file, read straight from the ONNX bytes, and the walk through them. ONNX Runtime does the
// scoring. The walk checks it, takes over when it does not start, and is the base of the reasons.
import { ATTRIBUTE, GRAPH, MODEL, NODE } from "./onnxFields.ts";
import { bytesOf, packedFloats, packedIntegers, textOf } from "./treesFile.ts";

/** All nodes of all trees in one set of columns; children are given by absolute position. */
export interface Trees {
  /** Position of each tree's root, in the order in which the leaves are summed. */
  roots: Int32Array;
  /** Index of the feature tested; LEAF at a leaf. */
  feature: Int16Array;
  /** The threshold (values below it go to `yes`), or a leaf's value. */
  value: Float32Array;
  yes: Int32Array;
  no: Int32Array;
  /** 1 where a missing feature goes to `yes`. */
  missingYes: Uint8Array;
  /** How much of the training data passed this node (sum of hessians). */
  cover: Float32Array;
}

export const LEAF = -1;
const TREE_OPERATOR = "TreeEnsembleRegressor";
/** Compared as bytes: there is one per node, and decoding 50,000 texts takes a tenth of the start. */
const MODE = { leaf: new TextEncoder().encode("LEAF"), below: new TextEncoder().encode("BRANCH_LT") };

/** Reads a model file as our trainer writes it: one tree-ensemble node, trees in order, `BRANCH_LT` tests, one target. */
export function parseTrees(onnxBytes: Uint8Array): Trees {
  const attributes = treeAttributes(onnxBytes);
  const attribute = (name: string): Uint8Array => {
    const found = attributes.get(name);
    if (found === undefined) throw new Error(`model file: ${TREE_OPERATOR} has no ${name}`);
    return found;
  };
  const integers = (name: string): ArrayLike<number> => {
    for (const packed of bytesOf(attribute(name), ATTRIBUTE.ints)) return packedIntegers(packed);
    return [];
  };
  const floats = (name: string): Float32Array => {
    for (const packed of bytesOf(attribute(name), ATTRIBUTE.floats)) return packedFloats(packed);
    return new Float32Array(0);
  };

  const treeIds = integers("nodes_treeids");
  const yesIds = integers("nodes_truenodeids");
  const noIds = integers("nodes_falsenodeids");
  // Read one by one along with the nodes: 50,000 of them at once would be garbage that V8 has to move.
  const modes = bytesOf(attribute("nodes_modes"), ATTRIBUTE.strings);
  const leafWeights = floats("target_weights");

  const nodes = treeIds.length;
  const roots: number[] = [];
  const feature = featuresIn(integers("nodes_featureids"));
  const value = floats("nodes_values");
  const yes = new Int32Array(nodes);
  const no = new Int32Array(nodes);
  let leaves = 0;
  let root = 0;
  for (let i = 0; i < nodes; i++) {
    if (i === 0 || treeIds[i] !== treeIds[i - 1]) {
      root = i;
      roots.push(root);
    }
    const mode = modes.next().value;
    if (isText(mode, MODE.leaf)) {
      feature[i] = LEAF;
      value[i] = leafWeights[leaves++] ?? Number.NaN;
    } else if (isText(mode, MODE.below)) {
      yes[i] = root + (yesIds[i] ?? 0);
      no[i] = root + (noIds[i] ?? 0);
      // Children come after their parent, so no loop is possible, whatever the file says.
      if ((yes[i] ?? 0) <= i || (no[i] ?? 0) <= i) throw new Error("model file: a node points backwards");
    } else {
      throw new Error(`model file: a node tests by ${new TextDecoder().decode(mode)}; only BRANCH_LT is known`);
    }
  }
  if (leaves !== leafWeights.length) throw new Error("model file: leaves and weights differ in number");
  return {
    roots: Int32Array.from(roots),
    feature,
    value,
    yes,
    no,
    missingYes: Uint8Array.from(integers("nodes_missing_value_tracks_true")),
    cover: floats("nodes_hitrates"),
  };
}

/** As short numbers, which are read fastest. A number that is longer would come to stand for another feature. */
function featuresIn(ids: ArrayLike<number>): Int16Array {
  const features = new Int16Array(ids.length);
  for (let i = 0; i < features.length; i++) {
    const id = ids[i] ?? 0;
    if (id < 0 || id > 0x7fff) throw new Error(`model file: a node tests feature ${id}, which is none`);
    features[i] = id;
  }
  return features;
}

function isText(bytes: Uint8Array | undefined, text: Uint8Array): boolean {
  if (bytes?.length !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text[i]) return false;
  return true;
}

function treeAttributes(onnxBytes: Uint8Array): Map<string, Uint8Array> {
  for (const graph of bytesOf(onnxBytes, MODEL.graph)) {
    for (const node of bytesOf(graph, GRAPH.node)) {
      if (textOf(node, NODE.opType) !== TREE_OPERATOR) continue;
      return new Map(
        [...bytesOf(node, NODE.attribute)].map((attribute) => [textOf(attribute, ATTRIBUTE.name), attribute]),
      );
    }
  }
  throw new Error(`model file: no ${TREE_OPERATOR} in it`);
}

/** The position of the leaf that a row falls into. */
function leafOf(trees: Trees, root: number, row: Float32Array, offset = 0): number {
  const { feature, value, yes, no, missingYes } = trees;
  let node = root;
  for (;;) {
    const tested = feature[node] ?? LEAF;
    if (tested === LEAF) return node;
    const x = row[offset + tested] ?? Number.NaN;
    const toYes = Number.isNaN(x) ? missingYes[node] === 1 : x < (value[node] ?? 0);
    node = (toYes ? yes[node] : no[node]) ?? 0;
  }
}

/**
 * The row's margin: the sum of its leaves in single precision, tree by tree. ONNX Runtime and the trainer give the
 * same, to the last bit.
 */
export function marginOf(trees: Trees, row: Float32Array, offset = 0): number {
  let sum = 0;
  for (const root of trees.roots) sum = Math.fround(sum + (trees.value[leafOf(trees, root, row, offset)] ?? 0));
  return sum;
}

/** The margins of rows that stand one after another. */
export function walkAll(trees: Trees, rows: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: rows.length / width }, (_, at) => marginOf(trees, rows, at * width));
}

/** All rows one after another. */
export function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((size, row) => size + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
