import { expect, test } from "vitest";
import { matchIn } from "./ifMatch.ts";

test("the version that was seen, also as what compresses answers sends it back", () => {
  expect(matchIn('"3"')).toEqual({ ok: true, from: 3 });
  expect(matchIn('W/"3"')).toEqual({ ok: true, from: 3 });
  expect(matchIn(" * ")).toEqual({ ok: true, from: null });
});

test.each(["3", '"-1"', '"1","2"', '""', '"９"', '*, "3"', 'w/"3"'])("%s is no version", (header) => {
  expect(matchIn(header)).toMatchObject({ ok: false, status: 400 });
});

test("without it nothing is written", () => {
  expect(matchIn(undefined)).toMatchObject({ ok: false, status: 428 });
});
