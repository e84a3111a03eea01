// The filters and the order of a list in words. Pure.

import { type PaidEnd, readPaid } from "../../../worker/payment/query/paid.ts";
import type { Order, Sort } from "../../../worker/payment/query/sorting.ts";
import type { PlaceView } from "../../../worker/wire/board.ts";
import { category, dayIn, plainDay, score, timeOfDay } from "./format.ts";
import { money } from "./money.ts";
import type { View } from "./view.ts";

type Field = "amount" | "paid" | "category" | "card";

/** The filters besides the name and the outcome, which the toolbar shows itself. `last4`: the digits of the card. */
export function filtersInWords(view: View, zone: string, last4: string | null): { field: Field; words: string }[] {
  const words: Record<Field, string> = {
    amount: view.amount === "" ? "" : `Amount ${view.amount.replaceAll("..", "–")}`,
    paid: view.paid === "" ? "" : paidInWords(view.paid, zone),
    category: view.category === "" ? "" : category(view.category),
    card: view.card === "" ? "" : `Card ${last4 === null || last4 === "" ? view.card : `•••• ${last4}`}`,
  };
  return (["amount", "paid", "category", "card"] as const).flatMap((field) =>
    words[field] === "" ? [] : { field, words: words[field] },
  );
}

function paidInWords(paid: string, zone: string): string {
  const read = readPaid(paid);
  if (!read.ok) return `Paid ${paid}`;
  const { from, to } = read.value;
  const [first, last] = [from, to].map((end) => (end === null ? null : endInWords(end, zone)));
  if (first == null) return `Paid until ${last}`;
  if (last == null) return `Paid since ${first}`;
  if (first === last) return `Paid on ${first}`;
  const [day] = first.split(", ");
  // Two times of one day name it once.
  return `Paid ${first} to ${last.startsWith(`${day}, `) ? last.slice(`${day}, `.length) : last}`;
}

function endInWords(end: PaidEnd, zone: string): string {
  if ("date" in end) return plainDay(end.date);
  const iso = new Date(end.at).toISOString();
  return `${dayIn(iso, zone)}, ${timeOfDay(iso, zone)}`;
}

export const SORT_WORDS: Readonly<Record<Sort, Readonly<Record<Order, string>>>> = {
  time: { desc: "newest first", asc: "oldest first" },
  amount: { desc: "largest amount first", asc: "smallest amount first" },
  score: { desc: "highest score first", asc: "lowest score first" },
};

/** How far a list has come. */
export function placeInWords({ sort, order }: View, place: PlaceView, zone: string): string {
  switch (sort) {
    case "time": {
      const at = `${dayIn(place.paidAt, zone)}, ${timeOfDay(place.paidAt, zone)}`;
      return `${order === "desc" ? "back to" : "up to"} ${at}`;
    }
    case "amount":
      return `${order === "desc" ? "down" : "up"} to ${money(place.amount ?? "0")}`;
    case "score":
      return `${order === "desc" ? "down" : "up"} to the score ${score(place.score)}`;
  }
}
