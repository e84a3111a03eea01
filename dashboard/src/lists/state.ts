// The lists page's state: which lists there are, the entries of the one that is shown, and what is asked when.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { EntryListView, ListEntryView, ListView } from "../../../worker/wire/policy.ts";
import type { Answer } from "../shared/ask.ts";
import { changeAsSeen, isMoved } from "../shared/changePolicy.ts";
import { counted } from "../shared/format.ts";
import { loadMe } from "../shared/me.ts";
import {
  askEntries,
  askLists,
  askPaymentOf,
  deleteEntry,
  deleteList,
  ENTRIES_SHOWN,
  type EntryBody,
  type ListBody,
  type ListList,
  postCsv,
  postEntry,
  postList,
} from "./ask.ts";
import { addedWords, titleOf } from "./words.ts";

const AGAIN_MS = 30_000;
/** Cards whose last digits are asked for at once. */
const CARDS_AT_ONCE = 4;

export const DONE = "done";
export const SKIPPED_TO = "lists";

export const lists = signal<ListList | null>(null);
export const problem = signal<string | null>(null);
export const done = signal<string | null>(null);
/** What was just taken out, to be put back. */
export const removed = signal<{ list: string; entry: ListEntryView } | null>(null);
/** The list that is shown, by name. */
export const opened = signal<string>(openedInAddress());
export const entries = signal<EntryListView | null>(null);
export const entriesProblem = signal<string | null>(null);
/** Last digits by card id. Null: no stored payment tells them. */
export const lastDigits = signal<ReadonlyMap<string, string | null>>(new Map());

export const current = computed<ListView | null>(
  () => lists.value?.lists.find(({ name }) => name === opened.value) ?? null,
);

function openedInAddress(): string {
  const text = location.hash.slice(1);
  return text === "" || text === SKIPPED_TO ? "block" : text;
}

export function start(): void {
  addEventListener("hashchange", () => {
    if (location.hash !== `#${SKIPPED_TO}`) opened.value = openedInAddress();
  });
  effect(() => {
    opened.value;
    untracked(() => {
      batch(() => {
        entries.value = null;
        entriesProblem.value = null;
      });
      void load();
    });
  });
  setInterval(() => {
    if (document.visibilityState === "visible") void load();
  }, AGAIN_MS);
}

export async function load(): Promise<void> {
  const list = opened.peek();
  // As many as are shown already, so that nothing vanishes below the person's hand.
  const many = Math.min(500, Math.max(ENTRIES_SHOWN, entries.peek()?.entries.length ?? 0));
  const [all, page] = await Promise.all([askLists(), askEntries(list, null, many), loadMe()]);
  if (opened.peek() !== list) return;
  const isShowingMore = (entries.peek()?.entries.length ?? 0) > many;
  batch(() => {
    problem.value = all.ok ? null : all.problem;
    if (all.ok) lists.value = all.value;
    entriesProblem.value = page.ok ? null : page.problem;
    if (page.ok && !isShowingMore) entries.value = page.value;
  });
  void loadDigits();
}

/** Goes on where the shown entries end. */
export async function loadMore(): Promise<void> {
  const list = opened.peek();
  const known = entries.peek();
  if (known === null || known.next === null) return;
  const page = await askEntries(list, known.next, ENTRIES_SHOWN);
  if (opened.peek() !== list || entries.peek() !== known) return;
  batch(() => {
    entriesProblem.value = page.ok ? null : page.problem;
    if (page.ok) entries.value = { ...page.value, entries: [...known.entries, ...page.value.entries] };
  });
  void loadDigits();
}

let isLoadingDigits = false;

async function loadDigits(): Promise<void> {
  if (isLoadingDigits) return;
  isLoadingDigits = true;
  const unknown = () =>
    (entries.peek()?.entries ?? []).filter(({ kind, value }) => kind === "card" && !lastDigits.peek().has(value));
  for (let next = unknown(); next.length > 0; next = unknown()) {
    const cards = [...new Set(next.map(({ value }) => value))].slice(0, CARDS_AT_ONCE);
    const found = await Promise.all(cards.map(async (card) => [card, await askPaymentOf(card)] as const));
    lastDigits.value = new Map([
      ...lastDigits.peek(),
      ...found.map(
        ([card, answer]) => [card, answer.ok ? (answer.value.payments[0]?.card.last4 ?? null) : null] as const,
      ),
    ]);
  }
  isLoadingDigits = false;
}

async function changing<T>(asking: Promise<Answer<T>>, said: (value: T) => string): Promise<Answer<T>> {
  batch(() => {
    done.value = null;
    removed.value = null;
  });
  const answer = await asking;
  if (!answer.ok) return answer;
  await load();
  done.value = said(answer.value);
  return answer;
}

export function add(list: ListView, body: EntryBody): Promise<Answer<unknown>> {
  const adding = postEntry(list.name, body);
  return changing(adding, () => `It is in the list ${titleOf(list)} now.`);
}

export async function remove(list: ListView, entry: ListEntryView): Promise<Answer<unknown>> {
  const answer = await changing(deleteEntry(list.name, entry.id), () => `It is out of the list ${titleOf(list)}.`);
  if (answer.ok) removed.value = { list: list.name, entry };
  return answer;
}

export function putBack({ list, entry }: { list: string; entry: ListEntryView }): Promise<Answer<unknown>> {
  const { kind, value, note, until } = entry;
  return changing(postEntry(list, { kind, value, note, until }), () => "It is back in the list.");
}

export async function make(body: ListBody): Promise<Answer<unknown>> {
  const answer = await changing(postList(body), () => `The list ${body.name} is there now. Rules can ask for it.`);
  if (answer.ok) location.hash = `#${body.name}`;
  return answer;
}

export async function drop(list: ListView): Promise<Answer<unknown>> {
  const look = async () => {
    await load();
    const now = lists.peek();
    const same = now?.lists.find(({ name }) => name === list.name);
    return now === null ? null : { version: now.policy, isSame: same?.entries === list.entries };
  };
  const dropping = changeAsSeen((seen) => deleteList(list.name, seen), lists.peek()?.policy ?? 0, look);
  const answer = await changing(
    dropping,
    () => `The list ${list.name} is deleted, with ${counted(list.entries, "entry", "entries")}.`,
  );
  if (answer.ok) location.hash = "#block";
  return !answer.ok && isMoved(answer)
    ? {
        ...answer,
        problem: "Someone else has changed this list meanwhile. Look again, and press once more if you still want to.",
      }
    : answer;
}

export function takeCsv(list: ListView, csv: Blob): Promise<Answer<unknown>> {
  return changing(postCsv(list.name, csv), addedWords);
}
