// Columns that say which currency a payment's amount is in. Without them yen would be taken for dollars, judged and summed wrongly,
// and nobody would notice.
import { decimalsOf } from "../currencies.ts";
import { isBlank, type Read, read, wrong } from "./cell.ts";
import type { Columns } from "./readRows.ts";

/** Spellings of the column's name in feeds, shops and banks. */
const NAME =
  /^(?:(?:iso|amt|amount|trans|transaction|tran|trx|txn|tx|payment|charge)[_ .-]?)?(?:currency(?:[_ .-]?(?:code|iso|num))?|ccy|curr)$/i;
const DOLLARS = /^\s*usd\s*$/i;
const NO_CURRENCY = "must be a currency by its three letters (ISO 4217), such as EUR";

export function isCurrencyColumn(name: string): boolean {
  return NAME.test(name);
}

/** A blank cell counts as dollars. */
export function isDollars(cell: unknown): boolean {
  return isBlank(cell) || (typeof cell === "string" && DOLLARS.test(cell));
}

/** The currency that a row names, in capitals. Where it names none, amounts are in `otherwise`. */
export function currencyIn(columns: Columns, otherwise: string): Read<string> {
  let found: { name: string; code: string } | null = null;
  for (const name in columns) {
    const cell = columns[name];
    if (!isCurrencyColumn(name) || isBlank(cell)) continue;
    const code = typeof cell === "string" ? cell.trim().toUpperCase() : "";
    if (decimalsOf(code) === null) return wrong(name, NO_CURRENCY);
    if (found !== null && found.code !== code) return wrong(name, `must be the currency that stands in ${found.name}`);
    found ??= { name, code };
  }
  return read(found?.code ?? otherwise);
}
