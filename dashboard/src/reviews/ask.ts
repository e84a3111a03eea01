// The page's requests to the server.
import type { z } from "@hono/zod-openapi";
import type { ReviewSort } from "../../../worker/store/reviews.ts";
import type { paymentList } from "../../../worker/wire/answers.ts";
import type { ClaimView, Review, ReviewList } from "../../../worker/wire/reviews.ts";
import { type Answer, ask, type Failure } from "../shared/ask.ts";
import { client } from "./client.ts";

export const SHOWN = 100;
const OF_CARD = 6;

export function fetchQueue(sort: ReviewSort, cursor: string | null): Promise<Answer<ReviewList>> {
  const more = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  return ask<ReviewList>(`/api/reviews?sort=${sort}&limit=${SHOWN}&client=${client()}${more}`);
}

export function takeNext(sort: ReviewSort, skip: readonly string[]): Promise<Answer<{ review: Review | null }>> {
  return ask("/api/reviews/next", { method: "POST", body: { sort, client: client(), skip } });
}

export function claim(id: string): Promise<Answer<{ claim: ClaimView }>> {
  return ask(`/api/reviews/${encodeURIComponent(id)}/claim`, { method: "POST", body: { client: client() } });
}

export function giveBackPath(id: string): string {
  return `/api/reviews/${encodeURIComponent(id)}/claim?client=${client()}`;
}

export function giveBack(id: string): Promise<Answer<unknown>> {
  return ask(giveBackPath(id), { method: "DELETE" });
}

export function fetchOfCard(card: string): Promise<Answer<z.infer<typeof paymentList>>> {
  return ask(`/api/payments?limit=${OF_CARD}&card=${encodeURIComponent(card)}`);
}

/** Who has it, where that is why a claim was refused. */
export function holderOf({ status, said }: Failure): ClaimView | null {
  if (status !== 409 || typeof said !== "object" || said === null || !("claim" in said)) return null;
  return isClaim(said.claim) ? said.claim : null;
}

function isClaim(value: unknown): value is ClaimView {
  return typeof value === "object" && value !== null && "by" in value && "until" in value;
}
