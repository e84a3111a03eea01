// Cloudflare's API, as far as a deploy needs it. A call that fails for a reason that passes is made again.
import { z } from "zod";
import { retryAfterOf } from "../../../worker/retryAfter.ts";
import { Mendable } from "../../errorSentence.ts";

export type Reply = { ok: true; result: unknown } | { ok: false; status: number; code: number; message: string };

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** `path` is within the account, such as /d1/database. */
export type Call = (method: Method, path: string, body?: unknown) => Promise<Reply>;

export interface ApiSettings {
  /** Such as https://api.cloudflare.com/client/v4. */
  baseUrl: string;
  headers: Record<string, string>;
  fetch: typeof fetch;
  nowMs: () => number;
  wait: (ms: number) => Promise<void>;
}

const TRIES = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const PATIENCE_MS = 60_000;

export const callerFor =
  (settings: ApiSettings, accountId: string): Call =>
  (method, path, body) =>
    callApi(settings, method, `/accounts/${accountId}${path}`, body);

export async function callApi(
  { baseUrl, headers, fetch, nowMs, wait }: ApiSettings,
  method: Method,
  path: string,
  body?: unknown,
): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const request = {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await fetch(`${baseUrl}${path}`, request).catch((error: unknown) => {
      if (attempt === TRIES) throw error;
      return null;
    });
    if (response !== null && response.status !== 429 && response.status < 500) return replyOf(response);
    if (response !== null && attempt === TRIES) {
      const limit = response.status === 429 ? "takes no more requests just now" : "does not work just now";
      throw new Mendable(
        `Cloudflare's API ${limit} (${response.status} to ${method} ${path}): run this again in some minutes, it goes on where it stopped`,
      );
    }
    const askedMs = retryAfterOf(response?.headers.get("retry-after"), nowMs(), LONGEST_PAUSE_MS) ?? 0;
    await wait(Math.max(askedMs, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const said = readEnvelope(text);
  if (said === null) {
    const what = text.slice(0, 80).replaceAll(/\s+/g, " ");
    throw new Mendable(
      `CLOUDFLARE_API_BASE_URL does not lead to Cloudflare's API: it answers ${response.status} "${what}"`,
    );
  }
  if (said.success) return { ok: true, result: said.result };
  const [error] = said.errors ?? [];
  return {
    ok: false,
    status: response.status,
    code: error?.code ?? 0,
    message: error?.message ?? `it answered ${response.status}`,
  };
}

const envelope = z.object({
  success: z.boolean(),
  result: z.unknown(),
  errors: z.array(z.object({ code: z.number().optional(), message: z.string().optional() })).nullish(),
});

function readEnvelope(text: string): z.infer<typeof envelope> | null {
  try {
    return envelope.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** `what` completes "… did not work". */
export function resultOf(reply: Reply, what: string): unknown {
  if (reply.ok) return reply.result;
  throw new Mendable(`${what} did not work: ${reply.message} (${reply.status}, code ${reply.code})`);
}

/** Null where there is no such thing. */
export function resultIfThere(reply: Reply, what: string): unknown {
  return !reply.ok && reply.status === 404 ? null : resultOf(reply, what);
}
