// Names and words, whose letters may have been decoded wrongly on their way. Pure.
import { textOf } from "../../paymentFile/cells.ts";
import type { Reading } from "./reading.ts";

/** UTF-8 that was read as Windows-1252: `CafÃ©`, `donâ€™t`. */
const TWICE =
  /[\u00c2\u00c3][\u0080-\u00bf\u0192\u0160\u0161\u0178\u017d\u017e\u2018-\u201e\u2020-\u2026\u2030\u2039\u203a\u20ac\u2122\u02c6\u02dc]|\u00e2[\u20ac\u201a\u0080]/;
/** Bytes 0x80 to 0x9f, as Windows-1252 shows them. */
const SHOWN = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));

export function textReading(cell: unknown): Reading {
  const text = textOf(cell);
  if (text.includes("\uFFFD")) {
    return { problem: "has letters that were lost when the file was written: save it again, as CSV UTF-8" };
  }
  const mended = TWICE.test(text) ? readOnce(text) : null;
  if (mended !== null)
    return { value: mended, undone: "had letters that were encoded twice (CafÃ© for Café), and were read right" };
  return { value: text };
}

/** The text before it was read as Windows-1252; null when it was not. */
function readOnce(text: string): string | null {
  const bytes = Array.from(text, (letter) => SHOWN.indexOf(letter));
  if (bytes.includes(-1)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}
