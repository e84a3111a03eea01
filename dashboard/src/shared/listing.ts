// Cards and merchants put on lists from beside one of their payments: what is offered, and how it is told. Pure but for its requests.
import type { BuiltInList, ListKind } from "../../../worker/policy/lists.ts";
import type { ListEntryView } from "../../../worker/wire/policy.ts";
import { type Answer, ask } from "./ask.ts";
import { ANY, change } from "./changePolicy.ts";
import { ENDINGS, type EndingChoice, untilWords } from "./ending.ts";

/** An entry that a payment meets, with its list. */
export type Listed = ListEntryView & { list: string };

export interface Offer {
  list: BuiltInList;
  kind: Extract<ListKind, "card" | "merchant">;
  /** The button's words. */
  words: string;
}

export const OFFERS: readonly Offer[] = [
  { list: "block", kind: "card", words: "Block card" },
  { list: "allow", kind: "card", words: "Allow card" },
  { list: "block", kind: "merchant", words: "Block merchant" },
  { list: "allow", kind: "merchant", words: "Allow merchant" },
  { list: "snooze", kind: "card", words: "Snooze card" },
  { list: "snooze", kind: "merchant", words: "Snooze merchant" },
];

const MEANINGS: Readonly<Record<BuiltInList, (kind: string) => string>> = {
  block: (kind) => `Each further payment of this ${kind} is declined.`,
  allow: (kind) => `Each further payment of this ${kind} is approved, whatever rules and model say.`,
  snooze: (kind) => `Nobody is alerted of this ${kind} meanwhile. Decisions stay as they are.`,
};

export function meaningOf({ list, kind }: Offer): string {
  return MEANINGS[list](kind);
}

/** A snooze is short, and has an end. */
export function endingsOf({ list }: Offer): readonly EndingChoice[] {
  return list === "snooze" ? ["1 h", "24 h", "7 d"] : ENDINGS.filter((each) => each !== "kept");
}

export function isOffered({ list, kind }: Offer, listed: readonly Listed[]): boolean {
  return !listed.some((entry) => entry.list === list && entry.kind === kind);
}

const NAMES: Readonly<Record<string, string>> = { block: "on the block list", allow: "on the allow list" };

/** "This card is on the block list, without end." */
export function listedWords(
  { list, kind, until }: Pick<Listed, "list" | "kind" | "until">,
  nowMs: number,
  zone: string,
): string {
  const end = untilWords(until, nowMs, zone);
  if (list === "snooze") return `This ${kind} is quiet ${end}: it alerts nobody.`;
  return `This ${kind} is ${NAMES[list] ?? `in the list ${list}`}, ${end}.`;
}

export function putOn(
  { list, kind }: Offer,
  { value, note, until }: Pick<ListEntryView, "value" | "note" | "until">,
): Promise<Answer<{ entry: ListEntryView }>> {
  return change(`/api/lists/${list}`, { method: "POST", body: { kind, value, note, until } }, ANY);
}

export function takeOff({ list, id }: Pick<Listed, "list" | "id">): Promise<Answer<unknown>> {
  return change(`/api/lists/${encodeURIComponent(list)}/${encodeURIComponent(id)}`, { method: "DELETE" }, ANY);
}

/** The rules of now by id: for payments that name the rules they met. */
export async function askRuleNames(): Promise<ReadonlyMap<string, string> | null> {
  const answer = await ask<{ rules: { id: string; name: string }[] }>("/api/rules");
  return answer.ok ? new Map(answer.value.rules.map(({ id, name }) => [id, name])) : null;
}
