// What all links in mails share: one that is not whole, has expired, or cannot be followed just now says so on a page.
import type { Context } from "hono";
import type { App } from "../context.ts";
import { messagePage } from "./plainPage.ts";

type Reading<Linked> = ({ ok: true } & Linked) | { ok: false; problem: "wrong" | "expired" };

interface LinkAnswers<Linked> {
  /** What can be done without the link, once it has expired. */
  instead: string;
  answer: (linked: Linked) => Promise<Response>;
  onFailure: (error: unknown) => void;
}

export async function withLink<Linked>(
  context: Context<App>,
  reading: Reading<Linked>,
  { instead, answer, onFailure }: LinkAnswers<Linked>,
): Promise<Response> {
  if (!reading.ok && reading.problem === "expired") {
    return context.html(messagePage("This link has expired", `Links in mails hold for 30 days. ${instead}`), 410);
  }
  if (!reading.ok) {
    return context.html(
      messagePage("This link is not whole", "Open it from the mail itself; it may have been cut when it was copied."),
      404,
    );
  }
  try {
    return await answer(reading);
  } catch (error) {
    onFailure(error);
    const words = "Nothing is lost: open the link again in a moment.";
    return context.html(messagePage("It did not work just now", words), 503, { "retry-after": "5" });
  }
}
