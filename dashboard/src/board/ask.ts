// The board's requests to the server.
import type { z } from "@hono/zod-openapi";
import type { FraudType } from "../../../worker/store/verdicts.ts";
import type { paymentInFull, rejectList, verdictAnswer } from "../../../worker/wire/answers.ts";
import type { VerdictView } from "../../../worker/wire/board.ts";
import type { deadLetterList } from "../../../worker/wire/deadLetters.ts";
import { type Answer, ask } from "../shared/ask.ts";
import { queryOf, type View } from "../shared/view.ts";
import type { Page } from "./boardState.ts";

export type PaymentDetail = z.infer<typeof paymentInFull>;

export type FeatureValue = PaymentDetail["features"][number];

export type AlertNote = PaymentDetail["alerts"][number];

export type RejectView = z.infer<typeof rejectList>["rejects"][number];

export type DeadLetterView = z.infer<typeof deadLetterList>["deadLetters"][number];

export const REJECTS_SHOWN = 100;

export function fetchPage(view: View, limit: number, cursor: string | null): Promise<Answer<Page>> {
  return ask<Page>(`/api/payments?${queryOf(view, limit, cursor)}`);
}

export function fetchPayment(id: string): Promise<Answer<PaymentDetail>> {
  return ask<PaymentDetail>(`/api/payments/${encodeURIComponent(id)}`);
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

/** A null verdict takes back the earlier one. An empty note counts as none. Only a fraud is of a kind; undefined leaves it as it is. */
export function sendVerdict(
  id: string,
  verdict: VerdictView["verdict"],
  note: string,
  fraudType?: FraudType | null,
): Promise<Answer<z.infer<typeof verdictAnswer>>> {
  return ask(`/api/payments/${encodeURIComponent(id)}/verdict`, {
    method: "POST",
    body: { verdict, note, ...(verdict === "fraud" ? { fraudType } : {}) },
  });
}
