// The state of categories: those that came lately and are unknown to the model, and changes.
import { signal } from "@preact/signals";
import type { Answer } from "../shared/ask.ts";
import { changeAsSeen } from "../shared/changePolicy.ts";
import { category } from "../shared/format.ts";
import { askCategories, putCategories, type UnreadCategory } from "./ask.ts";
import { type CategoryTable, withEntry, withoutEntry } from "./categories.ts";
import { changing, loadPolicy, noteProblem, policy } from "./state.ts";

/** Null: it is not known which ones came. */
export const unread = signal<readonly UnreadCategory[] | null>([]);

export async function loadCategories(): Promise<void> {
  const answer = await askCategories();
  noteProblem("categories", answer);
  if (answer.ok) unread.value = answer.value.unread;
}

async function loadBoth(): Promise<void> {
  await Promise.all([loadPolicy(), loadCategories()]);
}

/** One change of the categories, made on those that hold. `from`: the entry that must still be as the person saw it. */
function changeCategories(
  change: (table: CategoryTable) => Record<string, string>,
  from: string,
  said: string,
): Promise<Answer<unknown>> {
  const seen = policy.peek()?.categories[from];
  const send = (version: number) => putCategories(change(policy.peek()?.categories ?? {}), version);
  const look = async () => {
    await loadPolicy();
    const now = policy.peek();
    return now === null ? null : { version: now.version, isSame: now.categories[from] === seen };
  };
  return changing(changeAsSeen(send, policy.peek()?.version ?? 0, look), said, loadBoth);
}

export function setCategory(from: string, to: string): Promise<Answer<unknown>> {
  return changeCategories(
    (table) => withEntry(table, from, to),
    from,
    `Payments of “${from}” are read as ${category(to)} from now on.`,
  );
}

export function removeCategory(from: string): Promise<Answer<unknown>> {
  return changeCategories((table) => withoutEntry(table, from), from, `“${from}” is read as it is from now on.`);
}
