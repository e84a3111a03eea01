// The door: a row becomes a payment, a refund or a reject. The card's number or token, name and street go no further than here.
import { FIRST_CURRENCY } from "../money.ts";
import { maskCardNumbers } from "../text.ts";
import { ageYears } from "./age.ts";
import { minorIn, moneyOf } from "./amount.ts";
import { type Card, cardIn, holdsCard, last4Of } from "./cardCells.ts";
import { cardIdOf } from "./cardId.ts";
import { categoryIn } from "./category.ts";
import type { Read } from "./cell.ts";
import { currencyIn } from "./currency.ts";
import { distanceKm } from "./distance.ts";
import { extraIn } from "./extra.ts";
import { idIn, merchantIn } from "./idAndMerchant.ts";
import { kindIn } from "./kind.ts";
import { categoryOfMcc } from "./mcc.ts";
import { notesOf, unreadNotes } from "./notes.ts";
import { labelOf, optionalCells } from "./optionalCells.ts";
import { timeIn, untimely } from "./paidAt.ts";
import type { Note, Payment, Reject, RejectCode } from "./payment.ts";
import type { Columns, Row } from "./readRows.ts";
import { holdsInPieces, isCardNumberAsId } from "./redact.ts";
import type { Refund } from "./refund.ts";
import { refused, refusedAsUnread } from "./refuse.ts";
import { NOWHERE, tenthsOf } from "./tenths.ts";

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
  /** What amounts are summed and judged in, and what a row's amount is in that names no currency. Dollars when not set. */
  currency?: string;
  /** Where it was paid is not kept. */
  dropsPlace?: boolean;
  /** Ids of cards that were met before, by number or token: where many rows of a card come, each is hashed once. */
  cardIds?: Map<string, string>;
  /** Columns that hold ids of the sender's own making, as its system is known: a long number there is no card's. */
  ownIds?: readonly string[];
}

/** `notes`: what could not be read in a row that was taken all the same; left out when there is none. */
export type Admission =
  | { ok: true; payment: Payment; refund?: never; notes?: Note[] }
  | { ok: true; refund: Refund; payment?: never; notes?: Note[] }
  | { ok: false; reject: Reject };

/** Reads one row. Never throws, whatever the row holds. */
export function admit(row: Row, door: Door): Admission {
  if ("problem" in row) return { ok: false, reject: unreadable("row", row.problem, "") };
  return admitColumns(row.columns, door);
}

function admitColumns(columns: Columns, door: Door): Admission {
  const ours = door.currency ?? FIRST_CURRENCY;
  const currency = currencyIn(columns, ours);
  const minor = minorIn(columns, currency.ok ? currency.value : ours);
  const kind = kindIn(columns, minor.ok && minor.value < 0);
  /** A refund has the card and the merchant of its payment, where it names that. */
  const mayLack = kind.ok && kind.value.refundOf !== null;
  const id = idIn(columns, "trans_num");
  const card = orNull(cardIn(columns), mayLack);
  const merchant = orNull(merchantIn(columns), mayLack);
  const category = categoryIn(columns.category);
  const time = timeIn(columns, door.feedZone ?? "UTC");
  const refuse = (code: RejectCode, field: string, what: string): Admission => {
    return { ok: false, reject: refused(columns, door.cardKey, { code, field, what }) };
  };
  if (!id.ok || !card.ok || !merchant.ok || !category.ok || !minor.ok || !time.ok || !currency.ok || !kind.ok) {
    const cells = [id, card, merchant, category, minor, time, currency, kind];
    return { ok: false, reject: refusedAsUnread(columns, door.cardKey, cells) };
  }
  const label = labelOf(columns.is_fraud);
  if (label === undefined) return refuse("invalid", "is_fraud", "must be 0 or 1");
  const paidAt = time.value;
  const late = untimely(paidAt, door);
  if (late !== null) return refuse(late.code, "current_time", late.what);
  const texts = { trans_num: id.value, category: category.value, refund_of: kind.value.refundOf ?? "" };
  const leak = leakIn(columns, texts, card.value, door.ownIds ?? []);
  if (leak !== null) return refuse("invalid", leak.field, leak.what);

  const optional = optionalCells(columns);
  const { gender, dob, city_pop, lat, long, merch_lat, merch_long, mcc, bin, country } = optional;
  const last4 = last4Of(columns.last4, card.value);
  const common = {
    id: id.value,
    cardId: card.value === null ? "" : idOfCard(card.value, door),
    last4: last4 ?? "",
    merchant: merchant.value ?? "",
    ...moneyOf(Math.abs(minor.value), currency.value, ours),
    paidAt,
  };
  if (kind.value.isRefund) {
    const notes = unreadNotes(columns, ["last4"], { last4 });
    const refund = { ...common, paymentId: kind.value.refundOf };
    return notes.length === 0 ? { ok: true, refund } : { ok: true, refund, notes };
  }
  const { extra, notes: extraNotes } = extraIn(columns.extra, card.value);
  const isPlaced = lat !== null && long !== null && merch_lat !== null && merch_long !== null;
  const payment: Payment = {
    ...common,
    category: category.value || ((mcc === null ? null : categoryOfMcc(mcc)) ?? ""),
    gender,
    ageYears: dob === null ? null : ageYears(dob, paidAt),
    // The store keeps a whole number. It would refuse a fraction, and with it everything committed in the same batch.
    cityPopulation: city_pop === null ? null : Math.round(city_pop),
    distanceKm: isPlaced ? distanceKm({ lat, long }, { lat: merch_lat, long: merch_long }) : null,
    label,
    ...(mcc === null ? {} : { mcc }),
    ...(bin === null ? {} : { bin }),
    ...(country === null ? {} : { country }),
    ...(door.dropsPlace ? NOWHERE : tenthsOf(merch_lat, merch_long)),
    ...(extra === null ? {} : { extra }),
  };
  const notes = [...notesOf(columns, { ...optional, last4, dob: payment.ageYears }, payment), ...extraNotes];
  return notes.length === 0 ? { ok: true, payment } : { ok: true, payment, notes };
}

function idOfCard({ secret }: Card, { cardKey, cardIds }: Door): string {
  const id = cardIds?.get(secret) ?? cardIdOf(secret, cardKey);
  cardIds?.set(secret, id);
  return id;
}

/** A missing cell counts as null where its value is known from elsewhere. */
function orNull<Value>(cell: Read<Value>, isKnownElsewhere: boolean): Read<Value | null> {
  return !cell.ok && cell.problem === null && isKnownElsewhere ? { ok: true, value: null } : cell;
}

/** The first column that holds a card's number or token. */
function leakIn(
  columns: Columns,
  texts: Record<"trans_num" | "category" | "refund_of", string>,
  card: Card | null,
  ownIds: readonly string[],
): { field: string; what: string } | null {
  if (card !== null) {
    const what = card.isNumber ? "must not hold the card number" : "must not hold the card's token";
    const { trans_num, category, refund_of } = texts;
    if (holdsCard(trans_num, card)) return { field: "trans_num", what };
    if (typeof columns.merchant === "string" && holdsInPieces(columns.merchant, card))
      return { field: "merchant", what };
    if (holdsCard(category, card)) return { field: "category", what };
    if (holdsCard(refund_of, card)) return { field: "refund_of", what };
  }
  for (const field of ["trans_num", "category", "refund_of"] as const) {
    if (!ownIds.includes(field) && isCardNumberAsId(texts[field])) return { field, what: CARD_NUMBER_AS_ID };
  }
  const isMasked = maskCardNumbers(texts.category) !== texts.category;
  return isMasked ? { field: "category", what: "must not hold a card number, or one as long" } : null;
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
