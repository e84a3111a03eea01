import { expect, test } from "vitest";
import { readPointer, valueAt } from "./pointer.ts";

/** The example of RFC 6901. */
const DOCUMENT = JSON.parse(
  String.raw`{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}`,
);

function at(pointer: string, document: unknown = DOCUMENT): unknown {
  const read = readPointer(pointer);
  return read.ok ? valueAt(document, read.tokens) : read.problem;
}

test.each([
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
])("%s finds what the RFC says", (pointer, value) => {
  expect(at(pointer)).toEqual(value);
});

test("the empty pointer is the whole document", () => {
  expect(at("")).toBe(DOCUMENT);
});

test.each([
  "/foo/-",
  "/foo/2",
  "/foo/00",
  "/foo/1.0",
  "/foo/length",
  "/constructor",
  "/__proto__",
  "/foo/0/x",
  "/nothing/here",
])("%s finds nothing", (pointer) => {
  expect(at(pointer)).toBeUndefined();
});

test("a name that the language knows is a name like any other", () => {
  expect(at("/__proto__/id", JSON.parse('{"__proto__":{"id":"a"}}'))).toBe("a");
});

test.each([
  ["data.object.id", "must begin with a slash, such as /data/object/id"],
  ["/a~2b", "must write ~ as ~0, and a slash within a name as ~1"],
  ["/a~", "must write ~ as ~0, and a slash within a name as ~1"],
  [`/${"a".repeat(300)}`, "must be at most 300 characters"],
  ["/a".repeat(21), "must go at most 20 steps deep"],
])("%s is refused with its mend", (pointer, problem) => {
  expect(at(pointer)).toBe(problem);
});
