// Lists in words. Pure.
import { LIST_KINDS, type ListKind } from "../../../worker/policy/lists.ts";
import type { ListView } from "../../../worker/wire/policy.ts";
import type { EndingChoice } from "../shared/ending.ts";
import { ENDINGS } from "../shared/ending.ts";
import { count, counted } from "../shared/format.ts";

const BUILT_IN: Readonly<Record<string, { title: string; meaning: string }>> = {
  block: {
    title: "Block",
    meaning: "Payments of these are declined, whatever rules and model say.",
  },
  allow: {
    title: "Allow",
    meaning: "Payments of these are approved, whatever rules and model say. Only the block list comes before.",
  },
  snooze: {
    title: "Snoozes",
    meaning: "Nobody is alerted of these for a while. Decisions stay as they are, and the board shows every payment.",
  },
};

export function titleOf({ name }: Pick<ListView, "name">): string {
  return BUILT_IN[name]?.title ?? name;
}

export function meaningOf({ name, kind, note }: ListView): string {
  const built = BUILT_IN[name];
  if (built !== undefined) return built.meaning;
  const asked = `Rules can ask for it: ${kind} in lists.${name}`;
  return note === null ? asked : `${note}. ${asked}`;
}

export const KIND_WORDS: Readonly<Record<ListKind, string>> = {
  card: "Card",
  merchant: "Merchant",
  category: "Category",
  source: "Source",
  bin: "First digits",
  country: "Country",
};

/** What a person gives as a value. */
export const VALUE_HINTS: Readonly<Record<ListKind, string>> = {
  card: "The card’s id, as its payments show it on the board; never its number",
  merchant: "The merchant’s whole name, as its payments have it",
  category: "Such as shopping_net",
  source: "poll, push, or the name of a source, such as stripe",
  bin: "The first 6 to 8 digits of card numbers (BIN). Payments meet it whose sender tells theirs; 6 digits stand for all numbers that begin so",
  country: "Where cards were issued: two letters, such as FR. Payments meet it whose sender tells",
};

export function kindsOf({ name, kind }: ListView): readonly ListKind[] {
  if (kind !== null) return [kind];
  return name === "snooze" ? ["card", "merchant"] : LIST_KINDS;
}

/** A snooze has an end. */
export function endingsOf({ name }: Pick<ListView, "name">): readonly EndingChoice[] {
  return ENDINGS.filter((each) => each !== "kept" && (name !== "snooze" || each !== "never"));
}

export function addedWords({ added, same }: { added: number; same: number }): string {
  const there = same === 0 ? "" : same === 1 ? "; 1 was there already" : `; ${count(same)} were there already`;
  return `${counted(added, "entry is", "entries are")} in the list now${there}.`;
}
