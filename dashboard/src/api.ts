// What the board asks over HTTP. A refused token leads to the login page; any other failure is a value with words.
import type { z } from "@hono/zod-openapi";
import type { PaymentView, VerdictView } from "../../worker/board/wire.ts";
import type { deadLetterList, paymentInFull, rejectList, verdictAnswer } from "../../worker/http/answers.ts";
import type { Page } from "./board.ts";
import { queryOf, type View } from "./view.ts";

export interface FeatureValue {
  name: string;
  value: number | null;
  meaning: string;
  unit: string;
}

export type AlertNote = z.infer<typeof paymentInFull>["alerts"][number];

export interface PaymentDetail {
  payment: PaymentView;
  features: FeatureValue[];
  alerts: AlertNote[];
  /** What people said of it, the earliest first. */
  verdicts: VerdictView[];
}

export type RejectView = z.infer<typeof rejectList>["rejects"][number];

export type DeadLetterView = z.infer<typeof deadLetterList>["deadLetters"][number];

export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; problem: string };

export const REJECTS_SHOWN = 100;
const DEADLINE_MS = 15_000;

export function fetchPage(view: View, limit: number, cursor: string | null): Promise<Answer<Page>> {
  return get<Page>(`/api/payments?${queryOf(view, limit, cursor)}`);
}

export function fetchPayment(id: string): Promise<Answer<PaymentDetail>> {
  return get<PaymentDetail>(`/api/payments/${encodeURIComponent(id)}`);
}

export async function fetchRejects(): Promise<Answer<RejectView[]>> {
  const answer = await get<{ rejects: RejectView[] }>(`/api/rejects?limit=${REJECTS_SHOWN}`);
  return answer.ok ? { ok: true, value: answer.value.rejects } : answer;
}

export async function fetchDeadLetters(): Promise<Answer<DeadLetterView[]>> {
  const answer = await get<z.infer<typeof deadLetterList>>("/api/dead-letters");
  return answer.ok ? { ok: true, value: answer.value.deadLetters } : answer;
}

export function replayDeadLetter(id: string): Promise<Answer<{ id: string }>> {
  return ask(`/api/dead-letters/${id}/replay`, { method: "POST" });
}

/** As many as one request can see to. */
export function replayDeadLetters(): Promise<Answer<{ sent: number; left: number }>> {
  return ask("/api/dead-letters/replay", { method: "POST" });
}

export function discardDeadLetter(id: string): Promise<Answer<{ id: string }>> {
  return ask(`/api/dead-letters/${id}/discard`, { method: "POST" });
}

/** Null takes back what was said. An empty note is none. */
export function sendVerdict(
  id: string,
  verdict: VerdictView["verdict"],
  note: string,
): Promise<Answer<z.infer<typeof verdictAnswer>>> {
  return ask(`/api/payments/${encodeURIComponent(id)}/verdict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verdict, note }),
  });
}

function get<T>(path: string): Promise<Answer<T>> {
  return ask(path, {});
}

async function ask<T>(path: string, { headers, ...init }: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      ...init,
      headers: { accept: "application/json", ...headers },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    // The fragment goes along, so that the login leads back to what was open.
    if (response.status === 401) location.assign(`/login${location.hash}`);
    if (!response.ok) return { ok: false, status: response.status, problem: problemOf(response.status) };
    return { ok: true, value: await response.json() };
  } catch {
    return { ok: false, status: 0, problem: "The server can't be reached." };
  }
}

function problemOf(status: number): string {
  if (status === 401) return "Signing in is needed.";
  if (status === 404) return "There is no such payment.";
  if (status === 503) return "The server answers, but is not ready (503).";
  return `The server answered with an error (${status}).`;
}
