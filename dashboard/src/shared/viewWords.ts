// The filters and the order of a list in words. Pure.
import { type PaidEnd, readPaid } from "../../../worker/payment/query/paid.ts";
import type { Order, Sort } from "../../../worker/payment/query/sorting.ts";
import { category, dayIn, plainDay, timeOfDay } from "./format.ts";
import type { View } from "./view.ts";

type Field = "amount" | "paid" | "category" | "card";

/** The filters besides the name and the outcome, which the toolbar shows itself. `last4`: the digits of the card. */
export function filtersInWords(view: View, zone: string | null, last4: string | null): { field: Field; words: string }[] {
  const words: Record<Field, string> = {
    amount: view.amount === "" ? "" : `amount ${view.amount.replaceAll("..", "–")}`,
    paid: view.paid === "" ? "" : paidInWords(view.paid, zone),
    category: view.category === "" ? "" : category(view.category),
    card: view.card === "" ? "" : `card ${last4 === null ? view.card : `•••• ${last4}`}`,
  };
  return (["amount", "paid", "category", "card"] as const).flatMap((field) =>
    words[field] === "" ? [] : { field, words: words[field] },
  );
}

function paidInWords(paid: string, zone: string | null): string {
  const read = readPaid(paid);
  if (!read.ok) return `paid ${paid}`;
  const { from, to } = read.value;
  const [first, last] = [from, to].map((end) => (end === null ? null : endInWords(end, zone)));
  if (first == null) return `paid until ${last}`;
  if (last == null) return `paid since ${first}`;
  if (first === last) return `paid on ${first}`;
  const [day] = first.split(", ");
  // Two times of one day name it once.
  return `paid ${first} to ${last.startsWith(`${day}, `) ? last.slice(`${day}, `.length) : last}`;
}

function endInWords(end: PaidEnd, zone: string | null): string {
  if ("date" in end) return plainDay(end.date);
  const iso = new Date(end.at).toISOString();
  return `${dayIn(iso, zone ?? undefined)}, ${timeOfDay(iso, zone ?? undefined)}`;
}

export const SORT_WORDS: Readonly<Record<Sort, Readonly<Record<Order, string>>>> = {
  time: { desc: "newest first", asc: "oldest first" },
  amount: { desc: "largest amount first", asc: "smallest amount first" },
  score: { desc: "highest score first", asc: "lowest score first" },
};
