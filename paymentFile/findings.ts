// What could not be read in a file of payments: counted by column, with the first example, and judged.
import { DAY_MS } from "../worker/duration.ts";
import { CATEGORIES } from "../worker/payment/payment.ts";
import { UnusableFile } from "./unusable.ts";

/** A column with a larger unreadable share is not the one that was meant, and results from it would be wrong. */
const MOST_UNREAD = 1 / 2;
/** With fewer rows, all may be at midnight by chance; with fewer cards, all may look rounded by chance. */
const MIDNIGHTS_ARE_TOLD_FROM = 10;
const CHANCE_ENDS_AT = 3;
/**
 * This share of holders may have a number in common with another holder, as on a family's card. A larger share is
 * reported, and a much larger one ends the run.
 */
const SHARED = { isSaid: 1 / 100, isRuin: 1 / 20 };

interface Unread {
  times: number;
  example: string;
  where: string;
}

export interface Findings {
  rows: number;
  /** Cells that count as missing or unknown, by column. */
  unread: Map<string, Unread>;
  /** Rows that are no payment, by the column that makes them none. */
  leftOut: Map<string, Unread>;
  /** Non-empty cells of columns that may be empty. */
  filled: Map<string, number>;
  rounded: { times: number; unnamed: number; example: string; where: string };
  midnights: number;
  /** Card numbers with 16 digits and more. */
  longCards: Set<string>;
  /** The holders named beside each card number. */
  holders: Map<string, Set<string>>;
  /** Sentences about the whole file. */
  remarks: Set<string>;
}

export function noFindings(): Findings {
  return {
    rows: 0,
    unread: new Map(),
    leftOut: new Map(),
    filled: new Map(),
    rounded: { times: 0, unnamed: 0, example: "", where: "" },
    midnights: 0,
    longCards: new Set(),
    holders: new Map(),
    remarks: new Set(),
  };
}

export function noteFilled({ filled }: Findings, column: string): void {
  filled.set(column, (filled.get(column) ?? 0) + 1);
}

export function noteUnread({ unread }: Findings, column: string, cell: unknown, where: () => string): void {
  noteIn(unread, column, cell, where);
}

export function noteLeftOut({ leftOut }: Findings, column: string, cell: unknown, where: () => string): void {
  noteIn(leftOut, column, cell, where);
}

function noteIn(notes: Map<string, Unread>, column: string, cell: unknown, where: () => string): void {
  const found = notes.get(column);
  if (found !== undefined) found.times += 1;
  else notes.set(column, { times: 1, example: shown(cell), where: where() });
}

/** `named`: the holder is known, so that the card can be told from others that are rounded to the same number. */
export function noteRounded({ rounded }: Findings, cell: unknown, named: boolean, where: () => string): void {
  if (rounded.times === 0) Object.assign(rounded, { example: shown(cell), where: where() });
  rounded.times += 1;
  if (!named) rounded.unnamed += 1;
}

export function notePayment(findings: Findings, wallMs: number, cardNumber: string): void {
  if (wallMs % DAY_MS === 0) findings.midnights += 1;
  if (cardNumber.length >= 16) findings.longCards.add(cardNumber);
}

export function noteHolder({ holders }: Findings, cardNumber: string, holder: string): void {
  const known = holders.get(cardNumber);
  if (known === undefined) holders.set(cardNumber, new Set([holder]));
  else known.add(holder);
}

/** Sentences for people to know even though the result is right. */
export function sentencesOf(findings: Findings): string[] {
  const { unread, rounded, leftOut, remarks } = findings;
  const sentences = [...unread].map(([column, found]) => {
    const consequence = column === "category" ? "are unknown to the model" : "count as missing";
    return `${column}: ${countOf(findings, column, found)} and ${consequence}`;
  });
  sentences.push(...remarks);
  const { holders, sharing } = sharingOf(findings);
  if (sharing >= CHANCE_ENDS_AT && sharing > holders * SHARED.isSaid) {
    sentences.push(
      `cc_num: ${counted(sharing)} of ${counted(holders)} holders have the card number of another; their payments count as ` +
        "those of one card",
    );
  }
  if (rounded.times > 0) {
    sentences.push(
      `${counted(rounded.times)} rows had a rounded or hidden card number (first: ${rounded.where}, ${rounded.example}), and got one ` +
        "in its place that follows from the holder's name and date of birth",
    );
  }
  const rows = [...leftOut.values()].reduce((sum, { times }) => sum + times, 0);
  if (rows > 0) {
    const reasons = [...leftOut].map(
      ([column, { times, example, where }]) => `${counted(times)} for ${column} (first: ${where}, ${example})`,
    );
    sentences.push(`${counted(rows)} rows left out: ${reasons.join(", ")}`);
  }
  return sentences;
}

/**
 * Throws when a result would be wrong. `cards`: null when it does not matter which payments belong to one card.
 * `mostRounded`: the share of rows that may have a rounded card number, since their holders are named.
 */
export function refuseIfRuined(findings: Findings, file: string, cards: { mostRounded: number } | null): void {
  const { rows, unread, leftOut, rounded, midnights } = findings;
  for (const [column, found] of [...leftOut, ...unread]) {
    if (found.times > (findings.filled.get(column) ?? rows) * MOST_UNREAD) {
      const known = column === "category" ? `. Vigie knows ${CATEGORIES.join(", ")}` : "";
      throw new UnusableFile(`${file}: ${column} is not what is expected: ${countOf(findings, column, found)}${known}`);
    }
  }
  if (rows >= MIDNIGHTS_ARE_TOLD_FROM && midnights === rows) {
    throw new UnusableFile(`${file}: trans_date_trans_time has dates but no time of day: every payment is at midnight`);
  }
  if (cards === null) return;
  if (rounded.unnamed > 0 || rounded.times > rows * cards.mostRounded) {
    throw new UnusableFile(
      `${file}: card numbers are rounded or hidden in ${counted(rounded.times)} of ${counted(rows)} rows (first: ` +
        `${rounded.where}, cc_num ${rounded.example}), as spreadsheets and columns of fractions do, so payments of one card ` +
        `cannot be told. ${REMEDY}`,
    );
  }
  const { holders, sharing } = sharingOf(findings);
  if (sharing >= CHANCE_ENDS_AT && sharing > holders * SHARED.isRuin) {
    throw new UnusableFile(
      `${file}: cc_num does not tell cards apart: ${counted(holders)} holders are named beside ` +
        `${counted(findings.holders.size)} card numbers. ${REMEDY}`,
    );
  }
  if (lookRounded([...findings.longCards])) {
    throw new UnusableFile(
      `${file}: the long card numbers in cc_num were rounded before they were written: all but a few are what is left ` +
        `of one in a spreadsheet or a column of fractions. ${REMEDY}`,
    );
  }
}

const REMEDY = "Write cc_num as text, from the file that nothing had rounded yet";

/**
 * The number of holders, and how many share a number with another holder. Shared numbers show that digits were cut off
 * or rounded in a way that nothing else recognizes.
 */
function sharingOf({ holders }: Findings): { holders: number; sharing: number } {
  let all = 0;
  for (const named of holders.values()) all += named.size;
  return { holders: all, sharing: all - holders.size };
}

/**
 * True when the numbers look as spreadsheets show them in full (zeros after fifteen digits), or as a data frame made
 * them whole again.
 */
export function lookRounded(longCards: string[]): boolean {
  const most = (cards: string[], looks: (digits: string) => boolean) => {
    const looking = cards.filter(looks).length;
    return looking >= CHANCE_ENDS_AT && looking > cards.length * MOST_UNREAD;
  };
  const longer = longCards.filter((digits) => /^\d{18,}$/.test(digits));
  return (
    most(longCards, (digits) => /^\d{15}0+$/.test(digits)) ||
    most(longer, (digits) => BigInt(Number(digits)) === BigInt(digits))
  );
}

function countOf({ filled, rows }: Findings, column: string, { times, example, where }: Unread): string {
  return `${counted(times)} of ${counted(filled.get(column) ?? rows)} values could not be read (first: ${where}, ${example})`;
}

function counted(count: number): string {
  return count.toLocaleString("en");
}

function shown(cell: unknown): string {
  const text = cell instanceof Date ? String(cell) : typeof cell === "bigint" ? String(cell) : JSON.stringify(cell);
  return (text ?? String(cell)).slice(0, 60);
}
