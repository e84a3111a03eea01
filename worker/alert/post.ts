// Posts a message to a channel in one bounded request, and reads what its answer means.
import { TooLate, within } from "../deadline.ts";
import { CHANNELS } from "../notice/channels/all.ts";
import type { PostAnswer } from "../notice/channels/channel.ts";
import type { Channel } from "../notice/targets.ts";
import { readAtMost } from "../readAtMost.ts";
import { retryAfterOf } from "../retryAfter.ts";
import type { StoredMessage } from "../store/outbox.ts";
import { type Attempt, LONGEST_RETRY_AFTER_MS } from "./afterAttempt.ts";
import { firstWords } from "./answerWords.ts";

const DEADLINE_MS = 10_000;
/** Longest wait for the answer's text. A channel whose text is slow has answered all the same. */
const WORDS_DEADLINE_MS = 5_000;
/** More than any chat answers. Discord's description of the message that it made is the longest. */
const WORDS_BYTES = 8 * 1024;
/** Statuses after which trying again surely changes nothing. */
const IMPOSSIBLE = [400, 401, 403, 404, 405, 410, 411, 413, 414, 415, 422];

export async function postTo(
  channel: Channel,
  message: StoredMessage,
  webhookSecret: string | null,
  nowMs: number,
  fetcher: typeof fetch,
): Promise<Attempt> {
  const { proof } = CHANNELS[channel.kind];
  const proofs = proof === null || webhookSecret === null ? {} : proof(message, webhookSecret, nowMs);
  try {
    const response = await within(DEADLINE_MS, (signal) =>
      fetcher(channel.url, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "Vigie", ...proofs },
        body: message.text,
        redirect: "manual",
        signal,
      }),
    );
    const answer = { status: response.status, text: await textOf(response) };
    const retryAfterMs = retryAfterOf(response.headers.get("retry-after"), nowMs, LONGEST_RETRY_AFTER_MS);
    return attemptOf(answer, retryAfterMs, channel, webhookSecret);
  } catch (error) {
    // The error's own words are left out, because they may quote the address.
    const problem =
      error instanceof TooLate ? `it did not answer within ${DEADLINE_MS / 1000} s` : "it cannot be reached";
    return { kind: "unknown", problem, retryAfterMs: null };
  }
}

/** Null when the text was cut off or came too slowly. */
async function textOf(response: Response): Promise<string | null> {
  try {
    const { bytes } = await within(WORDS_DEADLINE_MS, (signal) => readAtMost(WORDS_BYTES, response, signal));
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

function attemptOf(
  answer: PostAnswer,
  retryAfterMs: number | null,
  channel: Channel,
  webhookSecret: string | null,
): Attempt {
  const isGood = answer.status >= 200 && answer.status < 300;
  const status = isGood ? CHANNELS[channel.kind].amountsTo(answer) : answer.status;
  if (status !== null && status >= 200 && status < 300) return { kind: "accepted", reference: `HTTP ${answer.status}` };
  const problem = problemOf(answer, channel, webhookSecret);
  if (status === null) return { kind: "unknown", problem, retryAfterMs };
  if (status >= 300 && status < 400) return { kind: "impossible", problem };
  if (IMPOSSIBLE.includes(status)) return { kind: "impossible", problem };
  return status === 429 ? { kind: "refused", problem, retryAfterMs } : { kind: "unknown", problem, retryAfterMs };
}

function problemOf({ status, text }: PostAnswer, { url }: Channel, webhookSecret: string | null): string {
  const answered = `it answered ${status}`;
  if (status >= 300 && status < 400) return `${answered}: redirects are not followed`;
  const words = firstWords(text ?? "", url, webhookSecret);
  if (words !== "") return `${answered}: ${words}`;
  if (status >= 400) return answered;
  return text === null ? `${answered}, and what it said could not be read` : `${answered}, and nothing else`;
}
