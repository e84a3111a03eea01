// The board's requests to the server.
import type { z } from "@hono/zod-openapi";
import type { rejectList } from "../../../worker/wire/answers.ts";
import type { deadLetterList } from "../../../worker/wire/deadLetters.ts";
import { type Answer, ask } from "../shared/ask.ts";
import { queryOf, type View } from "../shared/view.ts";
import type { Page } from "./boardState.ts";

export type RejectView = z.infer<typeof rejectList>["rejects"][number];

export type DeadLetterView = z.infer<typeof deadLetterList>["deadLetters"][number];

export const REJECTS_SHOWN = 100;

export function fetchPage(view: View, limit: number, cursor: string | null): Promise<Answer<Page>> {
  return ask<Page>(`/api/payments?${queryOf(view, limit, cursor)}`);
}

export async function fetchRejects(): Promise<Answer<RejectView[]>> {
  const answer = await ask<{ rejects: RejectView[] }>(`/api/rejects?limit=${REJECTS_SHOWN}`);
  return answer.ok ? { ok: true, value: answer.value.rejects } : answer;
}

export async function fetchDeadLetters(): Promise<Answer<DeadLetterView[]>> {
  const answer = await ask<z.infer<typeof deadLetterList>>("/api/dead-letters");
  return answer.ok ? { ok: true, value: answer.value.deadLetters } : answer;
}

export function replayDeadLetter(id: string): Promise<Answer<{ id: string }>> {
  return ask(`/api/dead-letters/${id}/replay`, { method: "POST" });
}

/** Most dead letters that one request sends again. */
export function replayDeadLetters(): Promise<Answer<{ sent: number; left: number }>> {
  return ask("/api/dead-letters/replay", { method: "POST" });
}

export function discardDeadLetter(id: string): Promise<Answer<{ id: string }>> {
  return ask(`/api/dead-letters/${id}/discard`, { method: "POST" });
}
