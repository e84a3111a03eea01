// Payments as CSV (RFC 4180), for people with a spreadsheet and for programs. In both, a text that a spreadsheet would
// take for a formula is marked as text. Pure.

import { impersonal } from "../decision/decision.ts";
import { paidView } from "../payment/paid.ts";
import type { Origin, StoredPayment } from "../store/payments.ts";
import { isoTime } from "../wire/views.ts";
import { wallTime } from "../zone.ts";

const COLUMNS = [
  "id",
  "paid_at",
  "paid_at_local",
  "merchant",
  "category",
  "amount",
  "card_id",
  "card_last4",
  "score",
  "outcome",
  "reasons",
  "label",
  "verdict",
  "model",
  "source",
  "seen_at",
  "unfamiliar",
  "currency",
  "paid_amount",
  "paid_currency",
  "rate",
  "extra",
] as const;
/** One more column, in files of simulated payments only. */
const SIMULATED = { column: "simulated", cell: "yes" } as const;

/**
 * `spreadsheet`: opens correctly in a spreadsheet. It begins with a byte order mark, without which Excel takes UTF-8
 * for another encoding, and a text that would become another number or a date is written as a formula of a text.
 * `programs`: the values themselves.
 */
export const CSV_READERS = ["spreadsheet", "programs"] as const;
export type CsvReader = (typeof CSV_READERS)[number];

export const CSV_HEADER = lineOf(COLUMNS);
export const BYTE_ORDER_MARK = "\uFEFF";

/** `origin`: of the store's payments. */
export function csvHeaderFor(reader: CsvReader, origin: Origin | null = null): string {
  const header = origin === "simulated" ? lineOf([...COLUMNS, SIMULATED.column]) : CSV_HEADER;
  return reader === "spreadsheet" ? BYTE_ORDER_MARK + header : header;
}

/** A line with its line break. `zone`: the zone of `paid_at_local`. `currency`: of `amount`. `origin`: of the store's payments. */
export function csvLine(
  payment: StoredPayment,
  { zone, currency }: { zone: string; currency: string },
  reader: CsvReader = "programs",
  origin: Origin | null = null,
): string {
  const text = reader === "spreadsheet" ? spreadsheetText : csvText;
  const { amount, paid } = paidView(payment, currency);
  const cells: Record<(typeof COLUMNS)[number], string> = {
    id: text(payment.id),
    paid_at: isoTime(payment.paidAt),
    paid_at_local: wallTime(zone, payment.paidAt),
    merchant: text(payment.merchant),
    category: text(payment.category),
    amount: amount ?? "",
    card_id: text(payment.cardId),
    card_last4: text(payment.last4),
    score: payment.score === null ? "" : String(payment.score),
    outcome: payment.outcome,
    reasons: payment.reasons.length === 0 ? "" : csvText(payment.reasons.map(impersonal).join("; ")),
    label: payment.label ?? "",
    verdict: payment.verdict ?? "",
    model: text(payment.model),
    source: payment.source,
    seen_at: isoTime(payment.seenAt),
    unfamiliar: csvText((payment.unfamiliar ?? []).map(({ why }) => why).join("; ")),
    currency,
    paid_amount: paid?.amount ?? "",
    paid_currency: paid?.currency ?? "",
    rate: paid?.rate ?? "",
    // One cell for all: which columns there are changes with the policy, and an import takes this text.
    extra: payment.extra == null ? "" : csvText(JSON.stringify(payment.extra)),
  };
  const values = COLUMNS.map((name) => cells[name]);
  return lineOf(origin === "simulated" ? [...values, SIMULATED.cell] : values);
}

export function lineOf(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`;
}

/**
 * One cell. A Japanese or Chinese spreadsheet takes `＝` for `=`, so the first character is normalized before it is
 * judged.
 */
export function csvText(value: string): string {
  const isFormula = /^[=+\-@\t\r\n]/.test(value.slice(0, 1).normalize("NFKC"));
  const harmless = isFormula ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A whole number with this few digits looks the same as text and as a number. */
const SAME_AS_NUMBER = /^(0|[1-9]\d{0,10})$/;
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
/** Digits with only the signs of numbers, dates and times; a month's name with a number; a truth value. */
const CHANGED_BY_SPREADSHEETS = new RegExp(
  `^(?:[$€£¥]?\\s?[.\\d][\\d.,:/ -]*(?:e[+-]?\\d+)?\\s?(?:%|[ap]\\.?m\\.?)?|${MONTH}[-./ ]{0,2}\\d{1,4}|\\d{1,4}[-./ ]{0,2}${MONTH}[-./ ]{0,2}\\d{0,4}|true|false)$`,
  "i",
);

/** One cell that a spreadsheet would otherwise change: 0007 to 7, 219E01 to 2190, 7-11 to a day in July. */
export function spreadsheetText(value: string): string {
  if (SAME_AS_NUMBER.test(value) || !CHANGED_BY_SPREADSHEETS.test(value)) return csvText(value);
  return `"=""${value}"""`;
}
