// The feed adapter: one bounded GET of the payments API. Everything that a network can do to us ends here, as a value.

/** Decoded bytes; the real feed answers about 600. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_RETRY_AFTER_MS = 5 * 60_000;

export type FeedAnswer =
  | { ok: true; body: string; simulated: boolean }
  | {
      ok: false;
      /** For a person; holds nothing of the answer's content. */
      problem: string;
      /** Worth one more try within the same tick. */
      transient: boolean;
      /** How long the feed asked to be left alone, clamped to five minutes; null when it did not say. */
      retryAfterMs: number | null;
    };

export interface FeedRequest {
  url: string;
  deadlineMs: number;
  nowMs: number;
}

export async function fetchFeed(request: FeedRequest, fetcher: typeof fetch): Promise<FeedAnswer> {
  const deadline = new AbortController();
  // Cleared at the end (AbortSignal.timeout cannot be): a timer left running keeps the object that polls awake.
  const timer = setTimeout(() => deadline.abort(), request.deadlineMs);
  const { signal } = deadline;
  try {
    const response = await fetcher(request.url, {
      signal,
      // A redirect could lead anywhere, link-local addresses included.
      redirect: "manual",
      headers: { accept: "application/json", "user-agent": "vigie" },
    });
    const refusal = refusalOf(response, request.nowMs);
    if (refusal !== null) {
      response.body?.cancel().catch(() => undefined);
      return refusal;
    }
    const bytes = await readCapped(response, signal);
    if (bytes === null) return failure(`answered more than ${MAX_BODY_BYTES / 1024 / 1024} MB`);
    const body = decodeUtf8(bytes);
    if (body === null) return failure("answered text that is not UTF-8");
    if (/^\s*</.test(body)) return failure("answered an HTML page where JSON was expected");
    return { ok: true, body, simulated: response.headers.has("x-vigie-simulator") };
  } catch {
    if (signal.aborted) return failure(`did not answer within ${request.deadlineMs / 1000} s`);
    return { ...failure("could not be reached"), transient: true };
  } finally {
    clearTimeout(timer);
  }
}

function refusalOf(response: Response, nowMs: number): FeedAnswer | null {
  const { status } = response;
  if (status === 429) {
    return { ...failure("asked us to slow down (429)"), retryAfterMs: retryAfterMs(response.headers, nowMs) };
  }
  if (status >= 300 && status < 400) return failure(`answered a redirect (${status}), which is refused`);
  if (status >= 500) {
    const wait = response.headers.has("retry-after") ? retryAfterMs(response.headers, nowMs) : null;
    return { ...failure(`failed (${status})`), transient: wait === null, retryAfterMs: wait };
  }
  return status === 200 ? null : failure(`answered status ${status}`);
}

function failure(problem: string): Extract<FeedAnswer, { ok: false }> {
  return { ok: false, problem, transient: false, retryAfterMs: null };
}

/** Retry-After in seconds or as a date, clamped to 0…5 minutes; null when it is neither. */
function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  // Only what ends like an HTTP date: Date.parse would find a date in nearly anything, "-5" included.
  const ms = seconds !== null ? seconds * 1000 : / GMT$/.test(value) ? Date.parse(value) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** Null when there are too many bytes; rejects at the deadline. */
async function readCapped(response: Response, signal: AbortSignal): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array();
  signal.throwIfAborted();
  const reader = response.body.getReader();
  // The fetch's own signal does not reach a body that drips: each read races the same deadline.
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  expired.catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), expired]);
      if (done) return joined(chunks, size);
      size += value.byteLength;
      if (size > MAX_BODY_BYTES) return null;
      chunks.push(value);
    }
  } finally {
    // Not awaited: a body that hangs may hang here too.
    reader.cancel().catch(() => undefined);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Without a byte order mark; null when it is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
