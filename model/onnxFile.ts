// Writes the trained trees as an ONNX file: one TreeEnsembleRegressor whose output is the raw margin.
import protobuf from "protobufjs/minimal.js";
import {
  ATTRIBUTE,
  DIMENSION,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TYPE,
  VALUE_INFO,
} from "../worker/scoring/onnxFields.ts";
import { LEAF, type Trees } from "../worker/scoring/trees.ts";

/** Element types of a tensor. */
const ELEMENT = { float: 1 } as const;
/** Types of an attribute. */
const KIND = { int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;
/** How a field's value is written: a number of variable length, or bytes after their length. */
const WIRE = { varint: 0, bytes: 2 } as const;
const IR_VERSION = 8;
const ONNX_OPSET = 15;
const ML_OPSET = 3;

type Message = (writer: protobuf.Writer) => void;

/** The same trees give the same bytes. Covers go into `nodes_hitrates`, which runtimes ignore and TreeSHAP needs. */
export function encodeOnnx(trees: Trees, featureCount: number): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(MODEL.irVersion, WIRE.varint)).int64(IR_VERSION);
  writer.uint32(tag(MODEL.producerName, WIRE.bytes)).string("vigie");
  message(writer, MODEL.graph, (graph) => {
    message(graph, GRAPH.node, (node) => treeNode(node, trees));
    graph.uint32(tag(GRAPH.name, WIRE.bytes)).string("fraud");
    message(graph, GRAPH.input, valueInfo("features", featureCount));
    message(graph, GRAPH.output, valueInfo("margin", 1));
  });
  message(writer, MODEL.opsetImport, opset("", ONNX_OPSET));
  message(writer, MODEL.opsetImport, opset("ai.onnx.ml", ML_OPSET));
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

  node.uint32(tag(NODE.input, WIRE.bytes)).string("features");
  node.uint32(tag(NODE.output, WIRE.bytes)).string("margin");
  node.uint32(tag(NODE.name, WIRE.bytes)).string("trees");
  node.uint32(tag(NODE.opType, WIRE.bytes)).string("TreeEnsembleRegressor");
  node.uint32(tag(NODE.domain, WIRE.bytes)).string("ai.onnx.ml");
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
  message(node, NODE.attribute, (writer) => {
    writer.uint32(tag(ATTRIBUTE.name, WIRE.bytes)).string(name);
    value(writer);
    writer.uint32(tag(ATTRIBUTE.type, WIRE.varint)).int32(type);
  });
}

function integer(node: protobuf.Writer, name: string, value: number): void {
  attribute(node, name, KIND.int, (writer) => writer.uint32(tag(ATTRIBUTE.int, WIRE.varint)).int64(value));
}

function text(node: protobuf.Writer, name: string, value: string): void {
  attribute(node, name, KIND.string, (writer) => writer.uint32(tag(ATTRIBUTE.string, WIRE.bytes)).string(value));
}

function integers(node: protobuf.Writer, name: string, values: number[]): void {
  attribute(node, name, KIND.ints, (writer) =>
    message(writer, ATTRIBUTE.ints, (packed) => {
      for (const value of values) packed.int64(value);
    }),
  );
}

function floats(node: protobuf.Writer, name: string, values: number[]): void {
  attribute(node, name, KIND.floats, (writer) =>
    message(writer, ATTRIBUTE.floats, (packed) => {
      for (const value of values) packed.float(value);
    }),
  );
}

function texts(node: protobuf.Writer, name: string, values: string[]): void {
  attribute(node, name, KIND.strings, (writer) => {
    for (const value of values) writer.uint32(tag(ATTRIBUTE.strings, WIRE.bytes)).string(value);
  });
}

/** A float tensor of any number of rows. */
function valueInfo(name: string, width: number): Message {
  return (writer) => {
    writer.uint32(tag(VALUE_INFO.name, WIRE.bytes)).string(name);
    message(writer, VALUE_INFO.type, (type) =>
      message(type, TYPE.tensorType, (tensor) => {
        tensor.uint32(tag(TENSOR.elementType, WIRE.varint)).int32(ELEMENT.float);
        message(tensor, TENSOR.shape, (shape) => {
          message(shape, SHAPE.dimension, (rows) => rows.uint32(tag(DIMENSION.parameter, WIRE.bytes)).string("rows"));
          message(shape, SHAPE.dimension, (columns) => columns.uint32(tag(DIMENSION.value, WIRE.varint)).int64(width));
        });
      }),
    );
  };
}

function opset(domain: string, version: number): Message {
  return (writer) => {
    writer.uint32(tag(OPSET.domain, WIRE.bytes)).string(domain);
    writer.uint32(tag(OPSET.version, WIRE.varint)).int64(version);
  };
}

function message(writer: protobuf.Writer, field: number, content: Message): void {
  writer.uint32(tag(field, WIRE.bytes)).fork();
  content(writer);
  writer.ldelim();
}

function tag(field: number, wireType: number): number {
  return field * 8 + wireType;
}
