// Columns that say what a payment's amount is in. Amounts are US dollars here: yen taken for dollars would be judged and summed
// wrongly, and nobody would notice.
import { isBlank } from "./optionalCells.ts";

/** As feeds, shops and banks spell its name. */
const NAME =
  /^(?:(?:iso|amt|amount|trans|transaction|tran|trx|txn|tx|payment|charge)[_ .-]?)?(?:currency(?:[_ .-]?(?:code|iso|num))?|ccy|curr)$/i;
const DOLLARS = /^\s*usd\s*$/i;

export function isCurrencyColumn(name: string): boolean {
  return NAME.test(name);
}

/** Or nothing: who says nothing means dollars. */
export function isDollars(cell: unknown): boolean {
  return isBlank(cell) || (typeof cell === "string" && DOLLARS.test(cell));
}
