// Cells of a row: when one is blank, and how one is read that a payment needs.

/** How writers in other languages spell a missing value: pandas, Python and R, SQL. */
const BLANK = /^\s*(nan|nat|none|null|n\/?a|<na>)?\s*$/i;

/** True when the cell holds nothing, or a word for nothing. */
export function isBlank(cell: unknown): boolean {
  return cell == null || (typeof cell === "string" && cell.length < 100 && BLANK.test(cell));
}

export type Read<Value> = { ok: true; value: Value } | Unread;

export interface Unread {
  ok: false;
  /** The column at fault. */
  field: string;
  /** Continues after the column's name: "must be …". Null: the cell is missing. */
  problem: string | null;
  /** The column in words, where another one does as well: "amt or amount_minor". */
  subject?: string;
}

export function read<Value>(value: Value): Read<Value> {
  return { ok: true, value };
}

export function wrong(field: string, problem: string): Unread {
  return { ok: false, field, problem };
}

export function missing(field: string, subject = field): Unread {
  return { ok: false, field, problem: null, subject };
}
