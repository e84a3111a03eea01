// What the outbox page asks over HTTP. A refused token leads to the login page and back; any other failure is words.
import type { MessageInFull, MessageList, MessageView } from "../../../worker/http/messages.ts";

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: string };
export type StateFilter = "all" | MessageView["state"];

export const PAGE_ROWS = 50;
const DEADLINE_MS = 15_000;

export function askMessages(state: StateFilter, cursor: string | null): Promise<Answer<MessageList>> {
  const query = new URLSearchParams({ limit: String(PAGE_ROWS) });
  if (state !== "all") query.set("state", state);
  if (cursor !== null) query.set("cursor", cursor);
  return ask(`/api/alerts?${query}`);
}

export function askMessage(id: string): Promise<Answer<MessageInFull>> {
  return ask(messagePath(id));
}

/** `again`: even where it may have been sent. */
export function askRetry(id: string, again: boolean): Promise<Answer<MessageView>> {
  return ask(`${messagePath(id)}/retry?again=${again}`, "POST");
}

export function messagePath(id: string): string {
  return `/api/alerts/${encodeURIComponent(id)}`;
}

async function ask<T>(path: string, method = "GET"): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 401) location.assign(`/login?to=/outbox${location.hash}`);
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { ok: false, problem: sentence(typeof value.error === "string" ? value.error : `error ${response.status}`) };
  } catch {
    return { ok: false, problem: "The server can’t be reached." };
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
