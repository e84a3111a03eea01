// Which category stands for which, as the page shows and changes it. Pure.
import { folded } from "../../../worker/payment/folded.ts";
import { MCC_TABLE, type MccRow } from "../../../worker/payment/mcc.ts";
import { CATEGORIES } from "../../../worker/payment/payment.ts";

/** From a category, or a merchant category code of four digits, to a category that the model reads. */
export type CategoryTable = Readonly<Record<string, string>>;

export type EntryMade = { ok: true; from: string } | { ok: false; problem: string };

export const MOST_CHARACTERS = 64;

/** The category or code that a person typed as the left side of an entry, or why it cannot be one. */
export function entryOf(text: string): EntryMade {
  const from = text.replace(/\s+/g, " ").trim();
  if (from === "") return { ok: false, problem: "Give a category as it comes in, or a merchant category code." };
  if (Array.from(from).length > MOST_CHARACTERS)
    return { ok: false, problem: `A category has at most ${MOST_CHARACTERS} characters.` };
  if (CATEGORIES.some((known) => known === from.toLowerCase())) {
    return { ok: false, problem: `The model knows ${from.toLowerCase()}, and reads it as it is.` };
  }
  return { ok: true, from };
}

/** The decider looks a category up in any case, and without its accents: an entry takes the place of one that is the same so. */
export function withEntry(table: CategoryTable, from: string, to: string): Record<string, string> {
  const others = Object.entries(table).filter(([each]) => folded(each) !== folded(from));
  return Object.fromEntries([...others, [from, to]]);
}

export function withoutEntry(table: CategoryTable, from: string): Record<string, string> {
  return Object.fromEntries(Object.entries(table).filter(([each]) => each !== from));
}

export function isCode(from: string): boolean {
  return /^\d{4}$/.test(from);
}

/** Entries in alphabetical order, codes last. */
export function entriesIn(table: CategoryTable): [from: string, to: string][] {
  return Object.entries(table).toSorted(
    ([a], [b]) => Number(isCode(a)) - Number(isCode(b)) || a.localeCompare(b, "en"),
  );
}

/** Rows of the shipped table with a code, a category or a word that fits. */
export function mccRows(search: string): readonly MccRow[] {
  const sought = search.trim().toLowerCase();
  if (sought === "") return MCC_TABLE;
  if (/^\d{1,4}$/.test(sought)) {
    const [least, most] = [sought.padEnd(4, "0"), sought.padEnd(4, "9")];
    return MCC_TABLE.filter(({ from, to }) => from <= most && to >= least);
  }
  return MCC_TABLE.filter(({ what, category }) => `${what} ${category}`.toLowerCase().includes(sought));
}

export function codesOf({ from, to }: MccRow): string {
  return from === to ? from : `${from} to ${to}`;
}
