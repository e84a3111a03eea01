// Writes the trained trees as an ONNX file: one TreeEnsembleRegressor whose output is the raw margin.
import protobuf from "protobufjs/minimal.js";
import { LEAF, type Trees } from "../worker/scoring/trees.ts";

const FLOAT = 1;
const TYPE_INT = 2;
const TYPE_STRING = 3;
const TYPE_FLOATS = 6;
const TYPE_INTS = 7;
const TYPE_STRINGS = 8;
const IR_VERSION = 8;
const ONNX_OPSET = 15;
const ML_OPSET = 3;

type Message = (writer: protobuf.Writer) => void;

/** The same trees give the same bytes. Covers go into `nodes_hitrates`, which runtimes ignore and TreeSHAP needs. */
export function encodeOnnx(trees: Trees, featureCount: number): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1, 0)).int64(IR_VERSION);
  writer.uint32(tag(2, 2)).string("vigie");
  message(writer, 7, (graph) => {
    message(graph, 1, (node) => treeNode(node, trees));
    graph.uint32(tag(2, 2)).string("fraud");
    message(graph, 11, valueInfo("features", featureCount));
    message(graph, 12, valueInfo("margin", 1));
  });
  message(writer, 8, opset("", ONNX_OPSET));
  message(writer, 8, opset("ai.onnx.ml", ML_OPSET));
  return writer.finish();
}

function treeNode(node: protobuf.Writer, trees: Trees): void {
  const nodes = Array.from(trees.feature, (_, i) => i);
  const treeOf = new Int32Array(nodes.length);
  const rootOf = new Int32Array(nodes.length);
  trees.roots.forEach((root, tree) => {
    const end = trees.roots[tree + 1] ?? nodes.length;
    treeOf.fill(tree, root, end);
    rootOf.fill(root, root, end);
  });
  const isLeaf = (i: number): boolean => trees.feature[i] === LEAF;
  const leaves = nodes.filter(isLeaf);
  const at = (column: ArrayLike<number>, i: number): number => column[i] ?? 0;
  const idOf = (i: number): number => i - at(rootOf, i);

  node.uint32(tag(1, 2)).string("features");
  node.uint32(tag(2, 2)).string("margin");
  node.uint32(tag(3, 2)).string("trees");
  node.uint32(tag(4, 2)).string("TreeEnsembleRegressor");
  node.uint32(tag(7, 2)).string("ai.onnx.ml");
  integer(node, "n_targets", 1);
  text(node, "aggregate_function", "SUM");
  text(node, "post_transform", "NONE");
  integers(
    node,
    "nodes_treeids",
    nodes.map((i) => at(treeOf, i)),
  );
  integers(node, "nodes_nodeids", nodes.map(idOf));
  integers(
    node,
    "nodes_featureids",
    nodes.map((i) => (isLeaf(i) ? 0 : at(trees.feature, i))),
  );
  floats(
    node,
    "nodes_values",
    nodes.map((i) => (isLeaf(i) ? 0 : at(trees.value, i))),
  );
  texts(
    node,
    "nodes_modes",
    nodes.map((i) => (isLeaf(i) ? "LEAF" : "BRANCH_LT")),
  );
  integers(
    node,
    "nodes_truenodeids",
    nodes.map((i) => (isLeaf(i) ? 0 : idOf(at(trees.yes, i)))),
  );
  integers(
    node,
    "nodes_falsenodeids",
    nodes.map((i) => (isLeaf(i) ? 0 : idOf(at(trees.no, i)))),
  );
  integers(
    node,
    "nodes_missing_value_tracks_true",
    nodes.map((i) => at(trees.missingYes, i)),
  );
  floats(
    node,
    "nodes_hitrates",
    nodes.map((i) => at(trees.cover, i)),
  );
  integers(
    node,
    "target_ids",
    leaves.map(() => 0),
  );
  integers(
    node,
    "target_treeids",
    leaves.map((i) => at(treeOf, i)),
  );
  integers(node, "target_nodeids", leaves.map(idOf));
  floats(
    node,
    "target_weights",
    leaves.map((i) => at(trees.value, i)),
  );
}

function attribute(node: protobuf.Writer, name: string, type: number, value: Message): void {
  message(node, 5, (writer) => {
    writer.uint32(tag(1, 2)).string(name);
    value(writer);
    writer.uint32(tag(20, 0)).int32(type);
  });
}

function integer(node: protobuf.Writer, name: string, value: number): void {
  attribute(node, name, TYPE_INT, (writer) => writer.uint32(tag(3, 0)).int64(value));
}

function text(node: protobuf.Writer, name: string, value: string): void {
  attribute(node, name, TYPE_STRING, (writer) => writer.uint32(tag(4, 2)).string(value));
}

function integers(node: protobuf.Writer, name: string, values: number[]): void {
  attribute(node, name, TYPE_INTS, (writer) =>
    message(writer, 8, (packed) => {
      for (const value of values) packed.int64(value);
    }),
  );
}

function floats(node: protobuf.Writer, name: string, values: number[]): void {
  attribute(node, name, TYPE_FLOATS, (writer) =>
    message(writer, 7, (packed) => {
      for (const value of values) packed.float(value);
    }),
  );
}

function texts(node: protobuf.Writer, name: string, values: string[]): void {
  attribute(node, name, TYPE_STRINGS, (writer) => {
    for (const value of values) writer.uint32(tag(9, 2)).string(value);
  });
}

/** A float tensor of any number of rows. */
function valueInfo(name: string, width: number): Message {
  return (writer) => {
    writer.uint32(tag(1, 2)).string(name);
    message(writer, 2, (type) =>
      message(type, 1, (tensor) => {
        tensor.uint32(tag(1, 0)).int32(FLOAT);
        message(tensor, 2, (shape) => {
          message(shape, 1, (rows) => rows.uint32(tag(2, 2)).string("rows"));
          message(shape, 1, (columns) => columns.uint32(tag(1, 0)).int64(width));
        });
      }),
    );
  };
}

function opset(domain: string, version: number): Message {
  return (writer) => {
    writer.uint32(tag(1, 2)).string(domain);
    writer.uint32(tag(2, 0)).int64(version);
  };
}

function message(writer: protobuf.Writer, field: number, content: Message): void {
  writer.uint32(tag(field, 2)).fork();
  content(writer);
  writer.ldelim();
}

function tag(field: number, wireType: number): number {
  return field * 8 + wireType;
}
