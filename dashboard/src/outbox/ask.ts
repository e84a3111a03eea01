// The outbox page's requests to the server.
import type { MessageInFull, MessageList, MessageView, TriedAgain } from "../../../worker/wire/messages.ts";
import { type Answer, ask } from "../shared/ask.ts";

export type StateFilter = "all" | MessageView["state"];

export const PAGE_ROWS = 50;

export function askMessages(state: StateFilter, cursor: string | null): Promise<Answer<MessageList>> {
  const query = new URLSearchParams({ limit: String(PAGE_ROWS) });
  if (state !== "all") query.set("state", state);
  if (cursor !== null) query.set("cursor", cursor);
  return ask(`/api/alerts?${query}`);
}

export function askMessage(id: string): Promise<Answer<MessageInFull>> {
  return ask(messagePath(id));
}

/** `again` tries the message even where it may have been sent. */
export function askRetry(id: string, again: boolean): Promise<Answer<MessageView>> {
  return ask(`${messagePath(id)}/retry?again=${again}`, { method: "POST" });
}

/** Tries all failed messages again. */
export function askRetryAll(): Promise<Answer<TriedAgain>> {
  return ask("/api/alerts/again", { method: "POST" });
}

export function messagePath(id: string): string {
  return `/api/alerts/${encodeURIComponent(id)}`;
}
