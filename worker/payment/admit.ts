// The door: a row of the feed becomes a payment or a reject. The card number, name and street go no further than here.
import { createHmac } from "node:crypto";
import { ageYears } from "./age.ts";
import { cardIdOf } from "./cardId.ts";
import { isCurrencyColumn, isDollars } from "./currency.ts";
import { distanceKm } from "./distance.ts";
import { EXPECTED, isBlank, labelOf, optionalCells } from "./optionalCells.ts";
import { CATEGORIES, type Label, type Note, type Payment, type Reject, type RejectCode } from "./payment.ts";
import type { Columns, Row } from "./readRows.ts";
import { holdsCardNumber, holdsInPieces, isCardNumberAsId, shownId, snippetOf } from "./redact.ts";
import { EARLIEST_MS, isKnownCategory, type NeededCells, NO_DOLLARS, neededColumns } from "./rowSchema.ts";
import { NOWHERE, tenthsOf } from "./tenths.ts";
import { readTime } from "./time.ts";

/** A payment may be stamped this far ahead of our clock. A later stamp is wrong, and would poison histories. */
const MAX_AHEAD_MS = 60 * 60_000;
const LIST = new Intl.ListFormat("en-GB");
/** Exported, so that a sender hears the same words on every way in. */
export const TOO_OLD =
  "is longer ago than payments are kept here (RETENTION_DAYS): older ones are in the archive, which may hold it already";

const UNKNOWN_CATEGORY = `is none of ${LIST.format(CATEGORIES)}: a model that has not learned it judges the payment without it`;

const CARD_NUMBER_AS_ID =
  "must not hold a card number, and 13 to 19 of its digits have the beginning and the check digit of one";

export interface Door {
  cardKey: string;
  /** Epoch ms at which the row was seen. */
  nowMs: number;
  /** Zone of the wall clock that a time without an offset was read from; UTC when not set. */
  feedZone?: string;
  /** Epoch ms. Older payments have left for the archive, so a repetition of one could not be recognized. */
  oldestMs?: number;
  /** Where it was paid is not kept. */
  dropsPlace?: boolean;
}

/** `notes`: what could not be read in a payment that was taken all the same; left out when there is none. */
export type Admission = { ok: true; payment: Payment; notes?: Note[] } | { ok: false; reject: Reject };

/** Reads one row. Never throws, whatever the row holds. */
export function admit(row: Row, door: Door): Admission {
  if ("problem" in row) return { ok: false, reject: unreadable("row", row.problem, "") };
  return admitColumns(row.columns, door);
}

function admitColumns(columns: Columns, door: Door): Admission {
  const parsed = neededColumns.safeParse(columns);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? "row");
    const missing = parsed.error.issues.map(({ path }) => String(path[0])).filter((name) => columns[name] == null);
    if (!missing.includes(field)) return refuse(columns, door, "invalid", field, issue?.message);
    // All missing columns are named at once: otherwise the sender would learn of them one by one.
    if (missing.length > 1) return refuse(columns, door, "missing", field, "are missing", LIST.format(missing));
    return refuse(columns, door, "missing", field, "is missing");
  }
  const fields = parsed.data;
  const foreign = foreignColumn(columns);
  if (foreign !== undefined) return refuse(columns, door, "invalid", foreign, NO_DOLLARS);
  const label = labelOf(columns.is_fraud);
  if (label === undefined) return refuse(columns, door, "invalid", "is_fraud", "must be 0 or 1");
  const time = readTime(fields.current_time, door.feedZone ?? "UTC");
  if (!time.ok) return refuse(columns, door, "invalid", "current_time", time.problem);
  const paidAt = time.epochMs;
  if (paidAt > door.nowMs + MAX_AHEAD_MS) {
    return refuse(columns, door, "in_the_future", "current_time", "is more than an hour in the future");
  }
  if (paidAt < EARLIEST_MS) {
    return refuse(columns, door, "too_old", "current_time", "is before the year 2000; epoch milliseconds are expected");
  }
  if (door.oldestMs !== undefined && paidAt < door.oldestMs) {
    return refuse(columns, door, "too_old", "current_time", TOO_OLD);
  }
  for (const name of ["trans_num", "merchant", "category"] as const) {
    const holds =
      name === "merchant"
        ? holdsInPieces(String(columns.merchant), fields.cc_num)
        : holdsCardNumber(fields[name], fields.cc_num);
    if (holds) return refuse(columns, door, "invalid", name, "must not hold the card number");
  }
  for (const name of ["trans_num", "category"] as const) {
    if (isCardNumberAsId(fields[name])) return refuse(columns, door, "invalid", name, CARD_NUMBER_AS_ID);
  }
  const optional = optionalCells(columns);
  const payment = {
    ...toPayment(fields, optional, { paidAt, label, cardId: cardIdOf(fields.cc_num, door.cardKey) }),
    ...(door.dropsPlace ? NOWHERE : tenthsOf(optional.merch_lat, optional.merch_long)),
  };
  const notes = notesOf(columns, { ...optional, dob: payment.ageYears }, payment.category);
  return notes.length === 0 ? { ok: true, payment } : { ok: true, payment, notes };
}

function foreignColumn(columns: Columns): string | undefined {
  for (const name in columns) if (isCurrencyColumn(name) && !isDollars(columns[name])) return name;
  return undefined;
}

type OptionalCells = ReturnType<typeof optionalCells>;

function toPayment(
  needed: NeededCells,
  { gender, dob, city_pop, lat, long, merch_lat, merch_long }: OptionalCells,
  { cardId, paidAt, label }: { cardId: string; paidAt: number; label: Label | null },
): Payment {
  const isPlaced = lat !== null && long !== null && merch_lat !== null && merch_long !== null;
  return {
    id: needed.trans_num,
    cardId,
    last4: needed.cc_num.slice(-4),
    merchant: needed.merchant,
    category: needed.category,
    // Adding zero turns −0 into 0.
    amountCents: Math.round(needed.amt * 100) + 0,
    paidAt,
    gender,
    ageYears: dob === null ? null : ageYears(dob, paidAt),
    // The store keeps a whole number. It would refuse a fraction, and with it everything committed in the same batch.
    cityPopulation: city_pop === null ? null : Math.round(city_pop),
    distanceKm: isPlaced ? distanceKm({ lat, long }, { lat: merch_lat, long: merch_long }) : null,
    label,
  };
}

/** Notes each cell that holds something the model cannot use: without a note its sender would believe it was read. */
function notesOf(
  columns: Columns,
  read: Record<keyof typeof EXPECTED, string | number | null>,
  category: string,
): Note[] {
  const notes: Note[] = [];
  let field: keyof typeof EXPECTED;
  for (field in EXPECTED) {
    if (read[field] !== null || isBlank(columns[field])) continue;
    notes.push({ field, note: `could not be read, and counts as missing: ${EXPECTED[field]} is expected` });
  }
  if (!isKnownCategory(category)) notes.push({ field: "category", note: UNKNOWN_CATEGORY });
  return notes;
}

function refuse(
  columns: Columns,
  door: Door,
  code: RejectCode,
  field: string,
  what = "cannot be read",
  subject = field,
): Admission {
  // A list or an object is wrong in every column, so its content, however deep, is left out.
  const cells = Object.entries(columns).map(([name, cell]) => [name, typeof cell === "object" && cell ? {} : cell]);
  const content = JSON.stringify(cells);
  const reject: Reject = {
    // Keyed, since the row may hold a card number.
    id: createHmac("sha256", door.cardKey).update(content).digest("base64url").slice(0, 22),
    code,
    field,
    reason: `${subject} ${what}`,
    snippet: snippetOf(columns),
    paymentId: shownId(columns),
  };
  return { ok: false, reject };
}

/** A body that could not be read at all is kept as a reject too: its size and kind, never its text. */
export function rejectOfBody(body: string, problem: string): Reject {
  return unreadable("body", problem, `${body.length} characters`);
}

/**
 * Its id is made from the fault, not from a hash of the content: card numbers cannot be recognized in it, and a broken
 * feed stays one reject.
 */
function unreadable(what: "body" | "row", problem: string, snippet: string): Reject {
  return {
    id: `unreadable ${what}: ${problem}`,
    code: "unreadable",
    field: null,
    reason: problem,
    snippet,
    paymentId: null,
  };
}
