// Lists of cards, merchants and other values that people keep: what is always blocked or allowed, what alerts nobody, and what rules
// ask for by name.

export const LIST_KINDS = ["card", "merchant", "category", "source", "bin", "country"] as const;
/**
 * What a value of a list is of a payment. `card`: the card's id. `source`: `poll`, `push`, or the name of the source that sent it.
 * `bin`: the first digits of the card's number; `country`: where the card was issued.
 */
export type ListKind = (typeof LIST_KINDS)[number];

const LEAST_BIN = 6;

/** The values with which an entry is met: those of a payment itself; and an entry of six digits is one of all longer numbers that begin so. */
export function metBy(kind: ListKind, value: string): string[] {
  if (kind !== "bin") return [value];
  const values: string[] = [];
  for (let digits = value.length; digits >= LEAST_BIN; digits -= 1) values.push(value.slice(0, digits));
  return values;
}

/** `block`: declined, `allow`: approved, `snooze`: alerts nobody, and decisions stay. */
export const BUILT_IN_LISTS = ["block", "allow", "snooze"] as const;
export type BuiltInList = (typeof BUILT_IN_LISTS)[number];

/** A list that rules can ask for: `card in lists.NAME`. All its values are of one kind. */
export interface OwnList {
  name: string;
  kind: ListKind;
  note: string | null;
}

export interface ListEntry {
  id: string;
  /** One of BUILT_IN_LISTS, or the name of one's own. */
  list: string;
  kind: ListKind;
  value: string;
  note: string | null;
  by: string;
  via: string;
  /** Epoch ms at which it was put there. */
  at: number;
  /** Epoch ms from which on it no longer holds. Null: it holds without end. */
  until: number | null;
}

export const MOST_OWN_LISTS = 50;
/** In all lists together: each decider keeps them in memory. */
export const MOST_ENTRIES = 20_000;
export const LIST_NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** Characters of a value. */
export const VALUE_LENGTH = 200;
