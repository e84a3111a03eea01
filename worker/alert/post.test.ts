import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import type { StoredMessage } from "../store/outbox.ts";
import { postTo } from "./post.ts";
import type { Channel } from "./targets.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const HOOK: Channel = { kind: "webhook", url: "https://hooks.example/vigie" };
const MESSAGE: StoredMessage = {
  ...{ id: "fraud:p1>webhook:abc", notice: "fraud:p1", kind: "fraud", target: "webhook:abc", subject: "Fraud" },
  ...{ text: '{"type":"fraud.detected"}', html: null, createdAt: 1, dueAt: 1, state: "pending", attempts: 0, keys: 1 },
  ...{ doubtSince: null, sentAt: null, reference: null, problem: null, fate: null, fateDueAt: null },
};

async function post(answer: () => Response, channel = HOOK) {
  const requests: Request[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    requests.push(new Request(input, init));
    return answer();
  };
  const attempt = await postTo(channel, MESSAGE, SECRET, Date.now(), fetcher);
  return { attempt, request: requests[0] };
}

test("a webhook is signed as Standard Webhooks say, by the same id in each attempt", async () => {
  const { attempt, request } = await post(() => new Response("ok"));
  expect(attempt).toEqual({ kind: "accepted", reference: "HTTP 200" });
  const headers = Object.fromEntries(request?.headers ?? []);
  const body = (await request?.text()) ?? "";
  expect(new Webhook(SECRET).verify(body, headers)).toEqual({ type: "fraud.detected" });
  const again = await post(() => new Response(null, { status: 204 }));
  expect(again.request?.headers.get("webhook-id")).toBe(headers["webhook-id"]);
});

test("a chat gets no signature", async () => {
  const { request } = await post(() => new Response("ok"), {
    kind: "slack",
    url: "https://hooks.slack.com/services/x",
  });
  expect(request?.headers.has("webhook-signature")).toBe(false);
});

test.each([
  [404, "impossible"],
  [400, "impossible"],
  [302, "impossible"],
  [429, "refused"],
  [500, "unknown"],
  [408, "unknown"],
])("an answer of %i makes it %s", async (status, kind) => {
  const { attempt } = await post(
    () => new Response(null, { status, headers: { location: "http://169.254.169.254/" } }),
  );
  expect(attempt.kind).toBe(kind);
});

test("a place that asks to be left alone is obeyed, an hour at most", async () => {
  const { attempt } = await post(() => new Response(null, { status: 429, headers: { "retry-after": "99999" } }));
  expect(attempt).toEqual({ kind: "refused", problem: "it answered 429", retryAfterMs: 3_600_000 });
});

test("no word of the secret address is in what went wrong", async () => {
  const { attempt } = await post(() => {
    throw new TypeError("fetch failed: https://hooks.example/vigie");
  });
  expect(attempt).toEqual({ kind: "unknown", problem: "it cannot be reached", retryAfterMs: null });
});
