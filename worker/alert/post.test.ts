import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import type { Channel } from "../notice/targets.ts";
import type { StoredMessage } from "../store/outbox.ts";
import { postTo } from "./post.ts";

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

const CHATS: Readonly<Record<string, Channel>> = {
  slack: { kind: "slack", url: "https://hooks.slack.com/services/T0/B0/abcdefghij" },
  discord: { kind: "discord", url: "https://discord.com/api/webhooks/123456789/abcdefghij" },
  teams: { kind: "teams", url: "https://acme.webhook.office.com/webhookb2/abcdefghij" },
};
const chat = (kind: string) => CHATS[kind] ?? HOOK;
const teamsFailed = (code: string) =>
  `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${code} with ContextId tcid=0,server=msgapi`;

test.each([
  ["slack", 200, "ok"],
  ["slack", 200, '{"ok":true}'],
  ["slack", 200, '{"success":true}'],
  ["discord", 204, null],
  ["discord", 200, '{"id":"1180000000000000000","type":0,"content":""}'],
  ["teams", 200, "1"],
  ["teams", 202, null],
  ["teams", 202, ""],
  ["webhook", 200, "an answer of any kind, even HTTP error 429"],
])("%s has taken the post when it answers %i with %j", async (kind, status, body) => {
  const { attempt } = await post(() => new Response(body, { status }), chat(kind));
  expect(attempt).toEqual({ kind: "accepted", reference: `HTTP ${status}` });
});

test.each([
  ["teams", 200, teamsFailed("429"), "refused"],
  ["teams", 200, teamsFailed("413"), "impossible"],
  ["teams", 200, teamsFailed("400"), "impossible"],
  ["teams", 200, teamsFailed("403"), "impossible"],
  ["teams", 200, teamsFailed("503"), "unknown"],
  // Between parts of Teams: it passes.
  ["teams", 200, teamsFailed("401"), "unknown"],
  ["teams", 202, teamsFailed("429"), "refused"],
  ["teams", 200, "Webhook message delivery failed with error: Error contacting Microsoft Teams endpoint", "unknown"],
  ["teams", 200, "", "unknown"],
  ["teams", 200, "0", "unknown"],
  ["slack", 200, "no_service", "unknown"],
  ["slack", 200, "", "unknown"],
  ["slack", 200, '{"ok":false,"error":"ratelimited"}', "unknown"],
  ["slack", 200, "<html><title>Sign in to the network</title></html>", "unknown"],
  ["slack", 200, '{"status":429}', "refused"],
  ["discord", 200, '{"message":"Unknown Webhook","code":10015}', "unknown"],
  ["discord", 200, "ok", "unknown"],
  ["discord", 201, '{"statusCode":400}', "impossible"],
])("%s has not taken the post when it answers %i with %j: %s", async (kind, status, body, expected) => {
  const { attempt } = await post(() => new Response(body, { status }), chat(kind));
  expect(attempt.kind).toBe(expected);
});

test("a chat that refuses within a 200 says for how long to leave it alone, as with a 429", async () => {
  const answer = () => new Response(teamsFailed("429"), { headers: { "retry-after": "7" } });
  expect((await post(answer, chat("teams"))).attempt).toMatchObject({ kind: "refused", retryAfterMs: 7_000 });
});

test.each([
  ["slack", 404, "channel_not_found", "it answered 404: channel_not_found"],
  ["discord", 400, '{"embeds":["0"]}', 'it answered 400: {"embeds":["0"]}'],
  ["discord", 400, '{\n  "embeds": ["0"]\n}', 'it answered 400: { "embeds": ["0"] }'],
  ["webhook", 401, "\r\n\r\nwrong signature\r\nat line 7", "it answered 401: wrong signature"],
  ["webhook", 500, "", "it answered 500"],
  ["webhook", 502, "<html>\n<head><title>502 Bad Gateway</title></head>", "it answered 502: 502 Bad Gateway"],
  ["slack", 200, "no_service", "it answered 200: no_service"],
  ["slack", 200, "", "it answered 200, and nothing else"],
  ["webhook", 404, "red\u202ered \u0000\u001b[31mred", "it answered 404: red red [31mred"],
])("what %s said with a %i is in the problem, in one plain line", async (kind, status, body, problem) => {
  const { attempt } = await post(() => new Response(body, { status }), chat(kind));
  expect(attempt).toMatchObject({ problem });
});

test("a long answer is cut, and no more of it is read than is shown", async () => {
  let chunks = 0;
  const endless = new ReadableStream({
    pull(controller) {
      chunks += 1;
      controller.enqueue(new TextEncoder().encode("é".repeat(1024)));
    },
  });
  const { attempt } = await post(() => new Response(endless, { status: 404 }));
  expect(attempt).toMatchObject({ kind: "impossible", problem: `it answered 404: ${"é".repeat(199)}…` });
  expect(chunks).toBeLessThan(10);
});

test.each([
  "POST https://hooks.slack.com/services/T0/B0/abcdefghij failed",
  "Cannot POST /services/T0/B0/abcdefghij",
  '{"path":"\\/services\\/T0\\/B0\\/abcdefghij"}',
  "no such token: abcdefghij",
  "%2Fservices%2FT0%2FB0%2Fabcdefghij is gone",
])("an answer that quotes the secret address does not give it away: %s", async (body) => {
  const { attempt } = await post(() => new Response(body, { status: 404 }), chat("slack"));
  expect(attempt).toMatchObject({ problem: expect.stringContaining("…") });
  expect(JSON.stringify(attempt)).not.toMatch(/abcdefghij|T0/);
});

test("secrets in an address's query and the webhook's own secret are not given away either", async () => {
  const channel: Channel = { kind: "teams", url: "https://prod-1.logic.azure.com/x?api=1&sig=a%2Bsecret" };
  const body = `sig a+secret or a%2Bsecret is wrong for ${SECRET}`;
  const { attempt } = await post(() => new Response(body, { status: 401 }), channel);
  expect(attempt).toMatchObject({ problem: "it answered 401: sig … or … is wrong for …" });
});

test("words that break off do not hide the status; where the words decide, the post is in doubt", async () => {
  const broken = (status: number) => () =>
    new Response(new ReadableStream({ start: (controller) => controller.error(new Error("cut off")) }), { status });
  expect((await post(broken(404))).attempt).toEqual({ kind: "impossible", problem: "it answered 404" });
  expect((await post(broken(200))).attempt).toEqual({ kind: "accepted", reference: "HTTP 200" });
  expect((await post(broken(200), chat("slack"))).attempt).toEqual({
    ...{ kind: "unknown", retryAfterMs: null },
    problem: "it answered 200, and what it said could not be read",
  });
});

test("a post does not follow a redirect: whoever stands there was not meant", async () => {
  const { request, attempt } = await post(() => new Response(null, { status: 307, headers: { location: "/on" } }));
  expect(request?.redirect).toBe("manual");
  expect(attempt).toEqual({ kind: "impossible", problem: "it answered 307: redirects are not followed" });
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
