// The outbox page's state: the list, the message in the address, and what is asked when.
import { batch, effect, signal, untracked } from "@preact/signals";
import type { MessageInFull, MessageList, MessageView } from "../../../worker/wire/messages.ts";
import { askMessage, askMessages, askRetry, askRetryAll, type StateFilter } from "./ask.ts";
import { isSettled } from "./words.ts";

/** Pause between two looks at the list, while someone looks at the page. */
const AGAIN_MS = 5_000;

export const filter = signal<StateFilter>("all");
/** The newest page of messages. Pages beyond it are in `older`. */
export const list = signal<MessageList | null>(null);
export const older = signal<{ messages: MessageView[]; next: string | null } | null>(null);
export const problem = signal<string | null>(null);
/** The message that is open; null for none. */
export const openId = signal<string | null>(idInAddress());
export const open = signal<MessageInFull | null>(null);
export const openProblem = signal<string | null>(null);
export const now = signal(Date.now());

export function messageHref(id: string): string {
  return `#${encodeURIComponent(id)}`;
}

function idInAddress(): string | null {
  try {
    const id = decodeURIComponent(location.hash.slice(1));
    return id.includes(">") ? id : null;
  } catch {
    return null;
  }
}

export function start(): void {
  addEventListener("hashchange", () => {
    openId.value = idInAddress();
  });
  effect(() => {
    filter.value;
    untracked(() => {
      older.value = null;
      void loadList();
    });
  });
  effect(() => {
    const id = openId.value;
    untracked(() => {
      batch(() => {
        open.value = null;
        openProblem.value = null;
      });
      if (id !== null) void loadOpen(id);
    });
  });
  setInterval(() => {
    now.value = Date.now();
    if (document.visibilityState === "visible") void again();
  }, AGAIN_MS);
}

async function again(): Promise<void> {
  await loadList();
  // A message that has arrived, or is kept here, does not change any more.
  if (open.value !== null && !isSettled(open.value.message)) await loadOpen(open.value.message.id);
}

async function loadList(): Promise<void> {
  const asked = filter.value;
  const answer = await askMessages(asked, null);
  if (filter.value !== asked) return;
  batch(() => {
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) list.value = answer.value;
  });
}

export async function loadOlder(): Promise<void> {
  const [asked, known] = [filter.value, older.value];
  const next = known === null ? (list.value?.next ?? null) : known.next;
  if (next === null) return;
  const answer = await askMessages(asked, next);
  if (filter.value !== asked || older.value !== known) return;
  if (!answer.ok) problem.value = answer.problem;
  else older.value = { messages: [...(known?.messages ?? []), ...answer.value.messages], next: answer.value.next };
}

async function loadOpen(id: string): Promise<void> {
  const answer = await askMessage(id);
  if (openId.value !== id) return;
  batch(() => {
    openProblem.value = answer.ok ? null : answer.problem;
    if (answer.ok) open.value = answer.value;
  });
}

export async function retry(id: string, resend: boolean): Promise<void> {
  const answer = await askRetry(id, resend);
  if (!answer.ok) openProblem.value = answer.problem;
  await again();
}

export async function retryAll(): Promise<void> {
  const answer = await askRetryAll();
  // The pages beyond the newest one are out of date now.
  older.value = null;
  await again();
  if (!answer.ok) problem.value = answer.problem;
}

/** The newest page and the pages beyond it. A message that has moved between them is shown once. */
export function shownMessages(): MessageView[] {
  const newest = list.value?.messages ?? [];
  const known = new Set(newest.map(({ id }) => id));
  return [...newest, ...(older.value?.messages ?? []).filter(({ id }) => !known.has(id))];
}
