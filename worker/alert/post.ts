// Posts to channels: webhooks signed as Standard Webhooks say, and chats, whose addresses are their secrets.
import { Webhook } from "standardwebhooks";
import { TooLate, within } from "../deadline.ts";
import { retryAfterOf } from "../retryAfter.ts";
import type { StoredMessage } from "../store/outbox.ts";
import { type Attempt, LONGEST_RETRY_AFTER_MS } from "./attempt.ts";
import { referenceOf } from "./reference.ts";
import type { Channel } from "./targets.ts";

const DEADLINE_MS = 10_000;
/** Answers of which it is sure that trying again changes nothing. */
const IMPOSSIBLE = [400, 401, 403, 404, 405, 410, 411, 413, 414, 415, 422];

export async function postTo(
  channel: Channel,
  message: StoredMessage,
  webhookSecret: string | null,
  nowMs: number,
  fetcher: typeof fetch,
): Promise<Attempt> {
  const headers = channel.kind === "webhook" ? signed(message, webhookSecret, nowMs) : {};
  try {
    const response = await within(DEADLINE_MS, async (signal) => {
      const response = await fetcher(channel.url, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "Vigie", ...headers },
        body: message.text,
        redirect: "manual",
        signal,
      });
      await response.body?.cancel();
      return response;
    });
    const { status } = response;
    if (status >= 200 && status < 300) return { kind: "accepted", reference: `HTTP ${status}` };
    const problem = `it answered ${status}`;
    const retryAfterMs = retryAfterOf(response.headers.get("retry-after"), nowMs, LONGEST_RETRY_AFTER_MS);
    if (status >= 300 && status < 400) return { kind: "impossible", problem: `${problem}: redirects are not followed` };
    if (IMPOSSIBLE.includes(status)) return { kind: "impossible", problem };
    return status === 429 ? { kind: "refused", problem, retryAfterMs } : { kind: "unknown", problem, retryAfterMs };
  } catch (error) {
    // Not the error's own words: they may quote the address.
    const problem =
      error instanceof TooLate ? `it did not answer within ${DEADLINE_MS / 1000} s` : "it cannot be reached";
    return { kind: "unknown", problem, retryAfterMs: null };
  }
}

/** The same id in every attempt, by which the receiver tells repeats; the time is the attempt's own. */
function signed(message: StoredMessage, secret: string | null, nowMs: number): Record<string, string> {
  if (secret === null) return {};
  const id = `msg_${referenceOf(message)}`;
  const at = new Date(nowMs);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(nowMs / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, message.text),
  };
}
