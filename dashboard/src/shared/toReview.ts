// How many payments wait for a person, for the navigation of every page. It is asked for once a minute while the page is seen.
import { signal } from "@preact/signals";
import type { ReviewCounts } from "../../../worker/wire/reviews.ts";
import { ask } from "./ask.ts";

const EVERY_MS = 60_000;

/** Null while it is not known. */
export const openReviews = signal<Pick<ReviewCounts, "open" | "more"> | null>(null);

async function look(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  const answer = await ask<{ counts: ReviewCounts }>("/api/reviews?limit=1");
  if (answer.ok) openReviews.value = answer.value.counts;
}

export function followToReview(): () => void {
  void look();
  const timer = setInterval(() => void look(), EVERY_MS);
  return () => clearInterval(timer);
}
