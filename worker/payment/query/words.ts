// A search as a person types it, in one line: `>500 2026-11-20 category:travel corner shop`. Words that speak of an amount or
// a time do so by their look; the others together are a part of a name, or an id. Pure.
import { looksLikeAmount } from "./amount.ts";
import { looksLikePaid } from "./paid.ts";

/** What is searched for, each as it is written; empty where nothing is. The address and the API have the same fields. */
export interface SearchFields {
  /** Part of a merchant, of a category or of the last four digits; or a whole payment id or card id. */
  text: string;
  /** See amount.ts. */
  amount: string;
  /** See paid.ts. */
  paid: string;
  /** A category's whole name. */
  category: string;
  /** A whole card id. */
  card: string;
}

export const NO_SEARCH: SearchFields = { text: "", amount: "", paid: "", category: "", card: "" };

const NAMED = ["amount", "paid", "category", "card"] as const;
const WORD = /(?:amount|paid|category|card):"[^"]*"|"[^"]*"|\S+/g;

export function fieldsOf(line: string): SearchFields {
  const found: Record<keyof SearchFields, string[]> = { text: [], amount: [], paid: [], category: [], card: [] };
  // A space after a sign, as in "> 500", is no end of a word.
  for (const word of line.replace(/(^|\s)([<>]=?|[=≤≥])\s+(?=[\p{Sc}\d])/gu, "$1$2").match(WORD) ?? []) {
    const { field, value } = meaningOf(word);
    found[field].push(value);
  }
  return {
    text: found.text.join(" "),
    amount: found.amount.join(" "),
    paid: found.paid.join(" "),
    category: found.category.at(-1) ?? "",
    card: found.card.at(-1) ?? "",
  };
}

export function lineOf({ text, amount, paid, category, card }: SearchFields): string {
  const words = (field: string) => field.split(/\s+/).filter((word) => word !== "");
  const plainOr = (field: keyof SearchFields) => (word: string) =>
    meaningOf(word).field === field ? word : `${field}:${word}`;
  return [
    ...words(amount).map(plainOr("amount")),
    ...words(paid).map(plainOr("paid")),
    ...(category === "" ? [] : [named("category", category)]),
    ...(card === "" ? [] : [named("card", card)]),
    // Quotes keep a word of a name from being read as a filter.
    ...words(text).map((word) => (isFilter(word) ? `"${word}"` : word)),
  ].join(" ");
}

function named(field: string, value: string): string {
  return /\s/.test(value) ? `${field}:"${value}"` : `${field}:${value}`;
}

function meaningOf(word: string): { field: keyof SearchFields; value: string } {
  const field = NAMED.find((name) => word.startsWith(`${name}:`) && word.length > name.length + 1);
  if (field !== undefined) return { field, value: word.slice(field.length + 1).replace(/^"(.*)"$/s, "$1") };
  if (looksLikePaid(word)) return { field: "paid", value: word };
  if (looksLikeAmount(word)) return { field: "amount", value: word };
  const quoted = /^"(.*)"$/s.exec(word)?.[1];
  return { field: "text", value: quoted?.split(/\s+/).some(isFilter) === true ? quoted : word };
}

function isFilter(word: string): boolean {
  return meaningOf(word).field !== "text";
}
