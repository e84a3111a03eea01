// Rows of JSON lines: one payment on each, with its own names. Whole numbers above 2^53 keep all their digits.
import { UnusableFile } from "../../paymentFile/unusable.ts";
import { parseJson } from "../../worker/payment/json.ts";
import type { RawRow, RawRows } from "./file.ts";

/** More characters than any payment has. */
const MOST_IN_LINE = 1_000_000;

export function jsonRows(path: string, text: () => AsyncIterable<string>): RawRows {
  return { unit: "line", columns: null, remarks: [], rows: () => rowsOf(path, text()) };
}

async function* rowsOf(path: string, text: AsyncIterable<string>): AsyncGenerator<RawRow> {
  let at = 0;
  for await (const line of linesOf(path, text)) {
    at += 1;
    const content = at === 1 ? line.replace(/^\uFEFF/, "") : line;
    if (content.trim() !== "") yield rowOf(at, content);
  }
}

function rowOf(at: number, line: string): RawRow {
  try {
    const value: unknown = parseJson(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { at, columns: { ...value } };
  } catch {
    // Told below: it is no JSON at all.
  }
  return { at, problem: "the line is not one JSON object: each line holds one payment, whole" };
}

async function* linesOf(path: string, text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  let lines = 0;
  for await (const piece of text) {
    const parts = (rest + piece).split("\n");
    rest = parts.pop() ?? "";
    lines += parts.length;
    yield* parts;
    if (rest.length > MOST_IN_LINE) {
      throw new UnusableFile(`${path}, line ${lines + 1}: the line is longer than any payment; each line holds one`);
    }
  }
  if (rest !== "") yield rest;
}
