// What became of one cell. Damage that takes information away is a problem; damage with one meaning is undone, and said.

export type Reading =
  /** `undone`: what was found and mended, in words that go on after the column's name; left out for a cell without damage. */
  | { value: unknown; undone?: string }
  /** Goes on after the column's name: what is wrong, and what to do. */
  | { problem: string };

/** Which of two ways a column is written, where a cell alone could mean both. */
export type Order = "day-first" | "month-first";
export type DecimalSign = "comma" | "point";

/** Habits of a whole column, by which each of its cells has one meaning. */
export interface Habits {
  dates: Order | "both" | null;
  decimals: DecimalSign | "both" | null;
  /** Every number of the column ends in `.0`, as a data frame writes whole numbers beside empty cells. */
  allPointZero: boolean;
}

export const NO_HABITS: Habits = { dates: null, decimals: null, allPointZero: false };

/** Texts that Excel shows in place of a value that it cannot show or work out. */
const SHEET_ERROR = /^\s*(#{3,}|#(REF|VALUE|NAME|DIV\/0|NUM|NULL|SPILL|CALC|GETTING_DATA)[!?]?)\s*$/i;

export function sheetError(cell: unknown): string | null {
  if (typeof cell !== "string" || !SHEET_ERROR.test(cell)) return null;
  return cell.trim().startsWith("##")
    ? "holds the signs of a column that was too narrow to show its values: widen it, and save the file again"
    : "holds an error of a spreadsheet in place of a value: mend the formula there, and save the file again";
}
