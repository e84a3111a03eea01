// Columns that say which currency a payment's amount is in. Amounts are US dollars here: yen taken for dollars would be
// judged and summed wrongly, and nobody would notice.
import { isBlank } from "./optionalCells.ts";

/** Spellings of the column's name in feeds, shops and banks. */
const NAME =
  /^(?:(?:iso|amt|amount|trans|transaction|tran|trx|txn|tx|payment|charge)[_ .-]?)?(?:currency(?:[_ .-]?(?:code|iso|num))?|ccy|curr)$/i;
const DOLLARS = /^\s*usd\s*$/i;

export function isCurrencyColumn(name: string): boolean {
  return NAME.test(name);
}

/** A blank cell counts as dollars. */
export function isDollars(cell: unknown): boolean {
  return isBlank(cell) || (typeof cell === "string" && DOLLARS.test(cell));
}
