// A mail provider with Resend's rules, as far as they matter: keys are remembered for 24 hours, the same key with other
// bytes is a conflict, and what was accepted can be listed and read, with what became of it since. Faults are put in a queue,
// one a request.

export interface AcceptedMail {
  id: string;
  key: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** Epoch ms. */
  at: number;
}

export type Fault =
  | { kind: "none" }
  /** Refused, or answered by something in between: nothing is accepted. */
  | { kind: "answer"; status: number; headers?: Record<string, string>; body: string }
  /** No answer; `accepted`: but only the answer was lost. */
  | { kind: "silence"; accepted: boolean }
  /** Accepted, and answered with something that cannot be read. */
  | { kind: "garbled"; body: string };

/** What became of a mail last, as Resend says it. */
export type LastEvent = "sent" | "delivered" | "delivery_delayed" | "bounced" | "suppressed" | "failed" | "complained";

export interface FakeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface FakeRequest {
  method: string;
  url: string;
  headers: Headers;
  body: string;
}

const KEY_LIFE_MS = 24 * 3_600_000;
/** A key of this name may send, and nothing else. */
export const SENDING_ONLY = "re_sending_only";

export const errorAnswer = (statusCode: number, name: string, message: string): FakeAnswer => ({
  status: statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ statusCode, name, message }),
});

export function fakeResend(now: () => number) {
  const accepted: AcceptedMail[] = [];
  const faults: Fault[] = [];
  const requests: { method: string; path: string; at: number }[] = [];
  const keys = new Map<string, { body: string; id: string; at: number }>();
  /** By a mail's id, or by the address that it goes to; what is in neither is delivered. */
  const fates = new Map<string, LastEvent>();

  /** Null: no answer ever comes. */
  function handle({ method, url, headers, body }: FakeRequest): FakeAnswer | null {
    const { pathname, searchParams } = new URL(url);
    requests.push({ method, path: pathname, at: now() });
    const fault = faults.shift() ?? { kind: "none" };
    if (fault.kind === "answer") return { headers: {}, ...fault };
    if (fault.kind === "silence" && !fault.accepted) return null;
    const answer = serve(method, pathname, searchParams, headers, body);
    if (fault.kind === "silence") return null;
    return fault.kind === "garbled" ? { ...answer, body: fault.body } : answer;
  }

  function serve(method: string, path: string, query: URLSearchParams, headers: Headers, body: string): FakeAnswer {
    const [, token] = /^Bearer (re_\w+)$/.exec(headers.get("authorization") ?? "") ?? [];
    if (token === undefined) return errorAnswer(401, "missing_api_key", "Missing API key in the authorization header.");
    if (token.includes("wrong")) return errorAnswer(403, "invalid_api_key", "API key is invalid.");
    if (method === "POST" && path === "/emails") return send(headers.get("idempotency-key"), body);
    if (token === SENDING_ONLY) {
      return errorAnswer(401, "restricted_api_key", "This API key is restricted to only send emails.");
    }
    if (path === "/emails") return list(Number(query.get("limit") ?? 20), query.get("after"));
    const mail = accepted.find(({ id }) => path === `/emails/${id}`);
    return mail === undefined
      ? errorAnswer(404, "not_found", "Email not found")
      : json({ object: "email", ...view(mail), text: mail.text, html: mail.html });
  }

  function view({ id, from, to, subject, at }: AcceptedMail) {
    // As the real one writes times.
    const created_at = new Date(at).toISOString().replace("T", " ").replace(/Z$/, "000+00");
    const last_event = fates.get(id) ?? fates.get(to[0] ?? "") ?? "delivered";
    return { id, from, to, subject, created_at, bcc: null, cc: null, reply_to: null, last_event };
  }

  function send(key: string | null, body: string): FakeAnswer {
    const mail = JSON.parse(body);
    const known = key === null ? undefined : keys.get(key);
    if (known !== undefined && now() - known.at < KEY_LIFE_MS) {
      if (known.body === body) return json({ id: known.id });
      return errorAnswer(
        409,
        "invalid_idempotent_request",
        "This idempotency key has been used with a different body.",
      );
    }
    for (const field of ["from", "to", "subject"]) {
      if (!mail[field]?.length) return errorAnswer(422, "missing_required_field", `Missing \`${field}\` field.`);
    }
    if (/[\r\n]/.test(mail.subject))
      return errorAnswer(422, "validation_error", "The `\\n` is not allowed in the `subject` field.");
    if (String(mail.to).endsWith("@refused.example")) {
      return errorAnswer(403, "validation_error", "You can only send testing emails to your own email address.");
    }
    const id = `mail-${accepted.length + 1}`;
    const { from, to, subject, text, html } = mail;
    accepted.push({ id, key: key ?? "", from, to, subject, text, html, at: now() });
    if (key !== null) keys.set(key, { body, id, at: now() });
    return json({ id });
  }

  function list(limit: number, after: string | null): FakeAnswer {
    const newestFirst = accepted.toReversed();
    const from = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    return json({
      object: "list",
      has_more: from + limit < newestFirst.length,
      data: newestFirst.slice(from, from + limit).map(view),
    });
  }

  return { accepted, faults, fates, requests, handle };
}

function json(body: object): FakeAnswer {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
