// Card numbers, tokens, ids and codes: texts of which no digit may be lost. Pure.
import { cardOf, textOf } from "../../paymentFile/cells.ts";
import type { Habits, Reading } from "./reading.ts";

const AS_TEXT = "format the column as text in the file that nothing had rounded yet, and save it again";
/** As spreadsheets and data frames write large numbers: `4.11111E+15`, `1E+18`. Tokens such as 12e5 stay as they are. */
const EXPONENT = /^\d(?:[.,]\d+)?e\+\d{2,3}$/i;
const POINT_ZERO = /^(\d+)\.0+$/;

export function cardNumberReading(cell: unknown): Reading {
  const card = cardOf(cell);
  if (card === null) return { problem: `is no card number: ${AS_TEXT}` };
  if ("rounded" in card) {
    const isHidden = card.rounded.known === "";
    return {
      problem: isHidden
        ? "hides digits of the card number, so cards cannot be told apart: send the whole number, or a token as card"
        : `has lost digits of the card number, as spreadsheets and data frames do with long numbers: ${AS_TEXT}`,
    };
  }
  return changed(
    cell,
    card.number,
    "had signs, a point or an exponent around card numbers that are whole, and were read so",
  );
}

export function idReading(cell: unknown, { allPointZero }: Pick<Habits, "allPointZero">): Reading {
  if (typeof cell === "number" && !Number.isSafeInteger(cell) && Number.isInteger(cell)) return { problem: LOST };
  const text = textOf(cell);
  if (EXPONENT.test(text)) return { problem: LOST };
  const [, whole] = POINT_ZERO.exec(text) ?? [];
  if (whole === undefined || !allPointZero) return changed(cell, text, APOSTROPHE);
  if (Number(whole) > Number.MAX_SAFE_INTEGER) return { problem: LOST };
  return {
    value: whole,
    undone: "ended in .0, as a data frame writes whole numbers beside empty cells, and were read without it",
  };
}

const LOST = `has lost digits, as spreadsheets and data frames do with long numbers: ${AS_TEXT}`;
const APOSTROPHE =
  "had an apostrophe or a formula around them, which keeps a spreadsheet from changing them, and were read without it";

export function isPointZero(cell: unknown): boolean {
  return POINT_ZERO.test(textOf(cell));
}

/** A code of so many digits, whose leading zeros a spreadsheet takes for nothing. */
export function codeReading(cell: unknown, digits: number): Reading {
  const text = textOf(cell);
  const [, whole = text] = POINT_ZERO.exec(text) ?? [];
  const isShort = /^\d+$/.test(whole) && whole.length < digits;
  if (isShort)
    return {
      value: whole.padStart(digits, "0"),
      undone: `had lost their leading zeros, and were read with ${digits} digits`,
    };
  return changed(cell, whole, "ended in .0 or had an apostrophe, and were read without it");
}

function changed(cell: unknown, value: string, undone: string): Reading {
  return value === String(cell).trim() ? { value } : { value, undone };
}
