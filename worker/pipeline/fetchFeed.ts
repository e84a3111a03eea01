// The feed adapter: one bounded GET of the payments API. Every fault of the network ends here, as a value.
import { TooLate, within } from "../deadline.ts";
import { readAtMost } from "../readAtMost.ts";
import { retryAfterOf } from "../retryAfter.ts";
import { SIMULATOR_HEADER } from "./origin.ts";
import { LONGEST_LEFT_ALONE_MS } from "./pollPace.ts";

/** Counted in decoded bytes. The real feed answers with about 600. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export type FeedAnswer =
  | { ok: true; body: string; simulated: boolean }
  | {
      ok: false;
      /** Words for a person. They hold nothing from the answer's content. */
      problem: string;
      /** True when one more try within the same tick may help. */
      transient: boolean;
      /** How long the feed asked not to be called, at most five minutes (pollPace.ts); null when it did not say. */
      retryAfterMs: number | null;
    };

export interface FeedRequest {
  url: string;
  deadlineMs: number;
  nowMs: number;
  /** Such as a key. They go to this address alone, since redirects are refused. */
  headers?: Readonly<Record<string, string>>;
}

export async function fetchFeed(request: FeedRequest, fetcher: typeof fetch): Promise<FeedAnswer> {
  try {
    return await within(request.deadlineMs, (signal) => ask(request, signal, fetcher));
  } catch (error) {
    if (error instanceof TooLate) return failure(`did not answer within ${request.deadlineMs / 1000} s`);
    return { ...failure("could not be reached"), transient: true };
  }
}

async function ask(
  { url, nowMs, headers = {} }: FeedRequest,
  signal: AbortSignal,
  fetcher: typeof fetch,
): Promise<FeedAnswer> {
  const response = await fetcher(url, {
    signal,
    // A redirect could lead anywhere, link-local addresses included.
    redirect: "manual",
    headers: { accept: "application/json", "user-agent": "vigie", ...headers },
  });
  const refusal = refusalOf(response, nowMs);
  if (refusal !== null) {
    response.body?.cancel().catch(() => undefined);
    return refusal;
  }
  const { bytes, isWhole } = await readAtMost(MAX_BODY_BYTES, response, signal);
  if (!isWhole) return failure(`answered more than ${MAX_BODY_BYTES / 1024 / 1024} MB`);
  const body = decodeUtf8(bytes);
  if (body === null) return failure("answered text that is not UTF-8");
  if (/^\s*</.test(body)) return failure("answered an HTML page where JSON was expected");
  return { ok: true, body, simulated: response.headers.has(SIMULATOR_HEADER) };
}

function refusalOf({ status, headers }: Response, nowMs: number): FeedAnswer | null {
  const retryAfterMs = retryAfterOf(headers.get("retry-after"), nowMs, LONGEST_LEFT_ALONE_MS);
  if (status === 429) return { ...failure("asked us to slow down (429)"), retryAfterMs };
  if (status >= 300 && status < 400) return failure(`answered a redirect (${status}), which is refused`);
  if (status >= 500) return { ...failure(`failed (${status})`), transient: retryAfterMs === null, retryAfterMs };
  return status === 200 ? null : failure(`answered status ${status}`);
}

function failure(problem: string): Extract<FeedAnswer, { ok: false }> {
  return { ok: false, problem, transient: false, retryAfterMs: null };
}

/** Drops a byte order mark. Null when the body is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
