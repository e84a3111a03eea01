// Lists of cards, merchants and other values that people keep: what is always blocked or allowed, what alerts nobody, and what rules
// ask for by name.

export const LIST_KINDS = ["card", "merchant", "category", "source"] as const;
/** What a value of a list is of a payment. `card`: the card's id. */
export type ListKind = (typeof LIST_KINDS)[number];

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
