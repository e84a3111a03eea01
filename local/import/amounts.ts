// Amounts as people and spreadsheets write them: signs of currencies, separators of thousands, commas for points. Pure.
import { textOf } from "../../paymentFile/cells.ts";
import type { DecimalSign, Habits, Reading } from "./reading.ts";

/** Spaces of every width, which some languages write between thousands. */
const SPACES = /[\s\u00a0\u2007\u202f]/g;
/** Signs that mean one currency. Others, such as $ and ¥, are signs of several. */
const ONE_MEANING: Readonly<Record<string, string>> = {
  "€": "EUR",
  "£": "GBP",
  "₹": "INR",
  "₩": "KRW",
  "₽": "RUB",
  "₺": "TRY",
  "₪": "ILS",
  "₫": "VND",
  "₱": "PHP",
  "₴": "UAH",
  "₦": "NGN",
  US$: "USD",
  CA$: "CAD",
  C$: "CAD",
  A$: "AUD",
  AU$: "AUD",
  NZ$: "NZD",
  HK$: "HKD",
  S$: "SGD",
  R$: "BRL",
  zł: "PLN",
  Kč: "CZK",
  Ft: "HUF",
};
/** An ISO code or a sign that is written beside an amount. */
const BESIDE = /^([^\d\s.,'’()+-]{1,4})?([-+]?[\d.,'’]+)([^\d\s.,'’()+-]{1,4})?$/;
const DIGITS = /^\d+$/;
/** As nearly all amounts are: nothing has to be found out about them. */
const PLAIN = /^-?\d+(?:\.\d{1,2})?$/;

const NO_AMOUNT = "is not an amount such as 12.34";
const BOTH_SIGNS =
  "could have a decimal comma or thousands, and the file has commas in some rows and points in others: save it again from one program";
const NO_SIGN =
  "could have a decimal comma or thousands, and no other row shows which: say --decimals comma, or --decimals point";

export interface AmountCell {
  /** With a point, and without anything else. */
  decimal: string;
  negative: boolean;
  /** ISO 4217 where a sign or a code beside the amount says so; the sign itself where it means several. */
  currency: string | { sign: string } | null;
  undone: string | null;
}

/** The decimal sign of a column, as far as one cell shows it; null where it could be either. */
export function decimalsIn(cell: unknown): DecimalSign | null {
  if (typeof cell !== "string") return null;
  if (PLAIN.test(cell)) return cell.includes(".") ? "point" : null;
  const bare = bareOf(cell);
  if (bare === null) return null;
  const { number } = bare;
  const [comma, point] = [number.lastIndexOf(","), number.lastIndexOf(".")];
  if (comma >= 0 && point >= 0) return comma > point ? "comma" : "point";
  const sign = comma >= 0 ? "," : point >= 0 ? "." : null;
  if (sign === null) return null;
  const [first = "", ...rest] = number.split(sign);
  const isGrouped = rest.every((group) => group.length === 3) && first.length <= 3;
  const other = sign === "," ? "point" : "comma";
  const same = sign === "," ? "comma" : "point";
  if (rest.length > 1) return isGrouped ? other : null;
  return isGrouped && !/^0?$/.test(first) ? null : same;
}

export function amountOf(cell: unknown, { decimals }: Pick<Habits, "decimals">): AmountCell | { problem: string } {
  if (typeof cell === "number") {
    if (!Number.isFinite(cell)) return { problem: "is no number" };
    return { decimal: String(Math.abs(cell)), negative: cell < 0, currency: null, undone: null };
  }
  const text = String(cell);
  if (PLAIN.test(text) && (decimals === null || decimals === "point" || !text.includes("."))) {
    const negative = text.startsWith("-");
    return { decimal: negative ? text.slice(1) : text, negative, currency: null, undone: null };
  }
  if (/\de[+-]?\d/i.test(text)) {
    return {
      problem:
        "is written with an exponent, so digits may be lost: format the column as a number with decimals, and save the file again",
    };
  }
  const bare = bareOf(text);
  if (bare === null) return { problem: NO_AMOUNT };
  const decimal = withPoint(bare.number, decimals);
  if (typeof decimal !== "string") return decimal;
  const undone = [
    bare.number !== decimal ? "had a decimal comma or separators of thousands" : "",
    bare.currency === null ? "" : "had a currency beside them",
    bare.isOdd ? "had their minus in an unusual place" : "",
  ].filter(Boolean);
  return {
    ...{ decimal, negative: bare.negative, currency: bare.currency },
    undone: undone.length === 0 ? null : `${undone.join(" and ")}, and were read so`,
  };
}

function withPoint(number: string, decimals: Habits["decimals"]): string | { problem: string } {
  const plain = number.replace(/['’]/g, "");
  if (DIGITS.test(plain)) return plain;
  const own = decimalsIn(number);
  // A cell with one meaning has it, whatever its column shows.
  const sign = own ?? (decimals === "both" ? null : decimals);
  if (sign === null) {
    if (!/^\d{1,3}[.,]\d{3}$/.test(plain)) return { problem: NO_AMOUNT };
    return { problem: decimals === "both" ? BOTH_SIGNS : NO_SIGN };
  }
  const [group, point] = sign === "comma" ? [".", ","] : [",", "."];
  const [whole = "", fraction, ...more] = plain.split(point);
  const groups = whole.split(group);
  // Groups of two, before the last one, are lakhs.
  const isGrouped = groups.every((each, at) =>
    (at === 0
      ? groups.length === 1
        ? /^\d*$/
        : /^\d{1,3}$/
      : at === groups.length - 1
        ? /^\d{3}$/
        : /^\d{2,3}$/
    ).test(each),
  );
  const isWhole = more.length === 0 && isGrouped && (fraction === undefined || DIGITS.test(fraction));
  if (!isWhole) return { problem: NO_AMOUNT };
  return fraction === undefined ? groups.join("") : `${groups.join("") || "0"}.${fraction}`;
}

/** The digits and separators, without what people write around them. Null when it is no amount. */
function bareOf(cell: string) {
  const text = textOf(cell).replace(SPACES, "").replace(/[−–]/g, "-");
  const inParentheses = /^\((.*)\)$/.exec(text)?.[1];
  const inner = inParentheses ?? text;
  const behind = /^([^-].*)-$/.exec(inner)?.[1];
  const before = /^-(.+)$/.exec(behind ?? inner)?.[1];
  const [, left = "", signed = "", right = ""] = BESIDE.exec(before ?? behind ?? inner) ?? [];
  const number = signed.replace(/^[-+]/, "");
  if (!/\d/.test(number) || (left !== "" && right !== "" && left !== right)) return null;
  const isNegativeInside = signed.startsWith("-");
  const beside = left || right;
  const negative = inParentheses !== undefined || behind !== undefined || before !== undefined || isNegativeInside;
  const isOdd =
    /[−–]/.test(cell) || inParentheses !== undefined || behind !== undefined || (isNegativeInside && left !== "");
  return { number, negative, isOdd, currency: beside === "" ? null : currencyOf(beside) };
}

function currencyOf(beside: string): string | { sign: string } {
  const known = ONE_MEANING[beside] ?? ONE_MEANING[beside.toUpperCase()];
  if (known !== undefined) return known;
  return /^[A-Z]{3}$/i.test(beside) ? beside.toUpperCase() : { sign: beside };
}

/** `currency`: what the row itself, or the person, says; null when nothing does. */
export function amountReading(cell: unknown, habits: Habits, currency: string | null): Reading & { currency?: string } {
  const read = amountOf(cell, habits);
  if ("problem" in read) return read;
  const value = `${read.negative ? "-" : ""}${read.decimal}`;
  const said = read.currency;
  const undone = read.undone === null ? {} : { undone: read.undone };
  if (said === null) return { value, ...undone };
  if (typeof said === "string") {
    if (currency !== null && currency !== said) {
      return { problem: `is in ${said} where the row's currency is another: mend one of both` };
    }
    return { value, currency: said, ...undone };
  }
  if (currency !== null) return { value, ...undone };
  return { problem: `has the sign ${said.sign}, which is no one currency's: say which, as --currency USD` };
}
