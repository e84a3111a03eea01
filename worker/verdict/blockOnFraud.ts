// A verdict of fraud may block its card: where that is asked for, or set (`blockOnFraud`). Pure.
import type { ListEntry } from "../policy/lists.ts";
import type { Policy } from "../policy/policy.ts";
import { hasEnded } from "../policy/rule.ts";
import type { Recording, Word } from "./recordVerdict.ts";

/** What came of a verdict for the card. */
export interface Blocking {
  /** The card is on the block list now, whoever put it there. */
  blocked: boolean;
  /** Why it is not, although it was asked for or is set. Null otherwise. */
  blockProblem: string | null;
}

export type Told = Exclude<Recording, { status: "unknown" | "waiting" }>;
export type SaidStatus = Recording["status"];
export type Said = Exclude<Recording, Told> | (Told & Blocking);

/** `asked`: by whom the block was asked for; null where it was not. */
export function isToBlock(word: Word, told: Told, asked: string | null, policy: Pick<Policy, "blockOnFraud">): boolean {
  if (word.verdict !== "fraud" || told.status === "contradicted") return false;
  if (told.status !== "used") return asked !== null || policy.blockOnFraud;
  // A link that was used can still block, as long as its word stands.
  return asked !== null && told.payment.verdict === "fraud";
}

/** The entry that blocks a card now. */
export function blockOf(entries: readonly ListEntry[], cardId: string, nowMs: number): ListEntry | null {
  const isBlock = ({ list, kind, value }: ListEntry) => list === "block" && kind === "card" && value === cardId;
  return entries.find((entry) => isBlock(entry) && !hasEnded(entry, nowMs)) ?? null;
}

/** A link blocks its card once: after somebody has unblocked it, it does not block it again. */
export function blockIdOf({ id }: Pick<Word, "id">): string | null {
  return id === null ? null : `block:${id}`;
}
