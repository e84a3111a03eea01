// What a sender is told of a payment that was taken: each cell that holds something nobody can use. Without a note they would
// believe that it was read.
import { isKnownCategory } from "./category.ts";
import { isBlank } from "./cell.ts";
import { EXPECTED } from "./optionalCells.ts";
import { CATEGORIES, type Note, type Payment } from "./payment.ts";
import type { Columns } from "./readRows.ts";

const UNKNOWN_CATEGORY = `is none of ${new Intl.ListFormat("en-GB").format(CATEGORIES)}: a model that has not learned it judges the payment without it`;
const NO_CATEGORY = "is not given: the payment is judged without it";
export const UNKNOWN_MCC = "stands for no category here: the payment is judged without it";

type Optional = keyof typeof EXPECTED;
const COLUMNS = Object.keys(EXPECTED) as Optional[];

export function unreadNotes<Name extends Optional>(
  columns: Columns,
  names: readonly Name[],
  cells: Record<Name, string | number | null>,
): Note[] {
  const notes: Note[] = [];
  for (const field of names) {
    if (cells[field] !== null || isBlank(columns[field])) continue;
    notes.push({ field, note: `could not be read, and counts as missing: ${EXPECTED[field]} is expected` });
  }
  return notes;
}

/** `cells`: what was read, null where nothing was. */
export function notesOf(
  columns: Columns,
  cells: Record<Optional, string | number | null>,
  { category, mcc = null }: Payment,
): Note[] {
  const notes = unreadNotes(columns, COLUMNS, cells);
  if (category !== "" && !isKnownCategory(category)) notes.push({ field: "category", note: UNKNOWN_CATEGORY });
  if (category === "")
    notes.push(mcc === null ? { field: "category", note: NO_CATEGORY } : { field: "mcc", note: UNKNOWN_MCC });
  return notes;
}
