// Columns of one's own in a row: `extra`, an object of numbers and texts. The door takes whatever can be kept of it; which columns are
// declared is known where the payment is decided (policy/ownColumns.ts).
import { cardNumbersIn } from "../cardNumber.ts";
import { cleanText, maskCardNumbers } from "../text.ts";
import { type Card, holdsCard } from "./cardCells.ts";
import { isBlank } from "./cell.ts";
import { parseJson } from "./json.ts";
import type { Extra, Note } from "./payment.ts";
import { holdsInPieces } from "./redact.ts";

/** Small letters, digits and underscores. */
export const COLUMN_NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** Characters of a text. */
export const COLUMN_TEXT_LENGTH = 60;
/** Names in a row, declared or not. More are no columns, but a whole document. */
const MOST_NAMES = 100;

const NO_OBJECT = 'could not be read, and counts as missing: an object such as {"channel":"app"} is expected';
const WRONG_NAME =
  "has a name that no column can have, and was left out: names are small letters, digits and _, at most 40, and begin with a letter";

export interface ExtraRead {
  /** Null: there is nothing. */
  extra: Extra | null;
  /** `field`: the column, as `extra.NAME`. */
  notes: Note[];
}

const NOTHING: ExtraRead = { extra: null, notes: [] };

/** `card`: of the row. What holds it is left out. */
export function extraIn(cell: unknown, card: Card | null): ExtraRead {
  if (isBlank(cell)) return NOTHING;
  const given = typeof cell === "string" ? objectIn(cell) : cell;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { extra: null, notes: [{ field: "extra", note: NO_OBJECT }] };
  const entries = Object.entries(given);
  if (entries.length > MOST_NAMES) {
    const note = `has ${entries.length} columns, and was left out: at most ${MOST_NAMES} are read`;
    return { extra: null, notes: [{ field: "extra", note }] };
  }
  const notes: Note[] = [];
  const read: [string, number | string][] = [];
  for (const [name, value] of entries) {
    // A name that cannot be a column's is not repeated: it may hold anything.
    if (!isColumnName(name)) {
      if (!notes.some(({ note }) => note === WRONG_NAME)) notes.push({ field: "extra", note: WRONG_NAME });
      continue;
    }
    if (isBlank(value)) continue;
    const kept = keptOf(value, card);
    if (typeof kept === "object") notes.push({ field: `extra.${name}`, note: kept.problem });
    else if (kept !== "") read.push([name, kept]);
  }
  return { extra: read.length === 0 ? null : Object.fromEntries(read), notes };
}

/** Whether a column may be called so. What holds a card's number may not. */
export function isColumnName(name: string): boolean {
  return COLUMN_NAME.test(name) && maskCardNumbers(name) === name;
}

function keptOf(value: unknown, card: Card | null): number | string | { problem: string } {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return { problem: "is too large, and was left out" };
    return cardNumbersIn(String(value), "id").length === 0 && !isOf(card, String(value))
      ? value
      : { problem: "looks like a card's number, and was left out" };
  }
  if (typeof value !== "string") return { problem: "must be a number or text, and was left out" };
  if (isOf(card, value)) return { problem: "holds the card, and was left out" };
  const text = cleanText(value.slice(0, 1_000));
  return Array.from(text).length > COLUMN_TEXT_LENGTH || value.length > 1_000
    ? { problem: `must be at most ${COLUMN_TEXT_LENGTH} characters, and was left out` }
    : text;
}

function isOf(card: Card | null, text: string): boolean {
  return card !== null && (text === card.secret || holdsCard(text, card) || holdsInPieces(text, card));
}

/** Files hold it as JSON text. */
function objectIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
