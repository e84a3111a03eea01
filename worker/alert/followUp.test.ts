// Asking for the fate of accepted mails, at a provider with Resend's rules.
import { afterEach, expect, test, vi } from "vitest";
import { errorAnswer, fakeResend, type LastEvent, SENDING_ONLY } from "../../test/fakeResend.ts";
import type { AcceptedMail, FateResult } from "../store/outbox.ts";
import { afterFate } from "./afterAcceptance.ts";
import { type FollowUpPorts, followUp } from "./followUp.ts";
import { resendProvider } from "./resendProvider.ts";

const START = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A number of mails that were accepted at the start, to `a0@example.org`, `a1@example.org`, … */
function world(count: number, { apiKey = "re_full", interruptedAfter = Number.POSITIVE_INFINITY } = {}) {
  const clock = { now: START };
  const provider = fakeResend(() => clock.now);
  const rows = new Map<string, AcceptedMail & { state: string; problem: string | null }>();
  for (let at = 0; at < count; at += 1) {
    const id = `mail-${at + 1}`;
    const to = [`a${at}@example.org`];
    provider.accepted.push({ id, key: "", from: "", to, subject: "", text: "", html: "", at: START });
    const first = afterFate({ dueAt: START, sentAt: START }, null, START);
    const fateDueAt = first.fateDueAt ?? 0;
    rows.set(id, { id, reference: id, sentAt: START, ...first, fateDueAt });
  }
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const answer = provider.handle({ method: init.method ?? "GET", url, headers: new Headers(init.headers), body: "" });
    if (answer !== null) return new Response(answer.body, answer);
    clock.now += 10_000;
    throw new DOMException("The operation timed out", "TimeoutError");
  });
  const wait = async (ms: number) => {
    clock.now += ms;
  };
  const now = () => clock.now;
  const settings = { apiKey, baseUrl: "https://resend.test", from: "", to: [], dailyLimit: 1 };
  const isDue = (row: AcceptedMail & { state: string }) => row.state === "sent" && row.fateDueAt !== null;
  const store: FollowUpPorts["store"] = {
    acceptedMails: async (limit) =>
      [...rows.values()]
        .filter(isDue)
        .sort((a, b) => a.fateDueAt - b.fateDueAt)
        .slice(0, limit),
    endFate: async ({ id, ...result }: FateResult) => {
      Object.assign(rows.get(id) ?? {}, result);
    },
  };
  const ports = {
    ...resendProvider(settings, { now, wait }),
    store,
    now,
    wait,
    isInterrupted: async () => provider.requests.length >= interruptedAfter,
  };
  return { clock, provider, rows, round: (pausedUntil = 0) => followUp(ports, pausedUntil) };
}

test("a mail that bounced is failed with the reason, and its neighbours have arrived", async () => {
  const at = world(3);
  at.provider.fates.set("a1@example.org", "bounced");
  expect(await at.round()).toEqual({ nextAt: START + MINUTE, pausedUntil: 0 });
  expect(at.provider.requests).toEqual([]);
  at.clock.now = START + MINUTE;
  expect(await at.round()).toEqual({ nextAt: null, pausedUntil: 0 });
  expect([...at.rows.values()].map(({ state, fate }) => [state, fate])).toEqual([
    ["sent", "delivered"],
    ["failed", "bounced"],
    ["sent", "delivered"],
  ]);
  expect(at.rows.get("mail-2")?.problem).toMatch(/^Resend accepted it, but/);
});

test("what is under way is asked for again, until it has arrived or three days are over", async () => {
  for (const last of ["delivered", "suppressed", "sent"] satisfies LastEvent[]) {
    const at = world(1);
    at.provider.fates.set("mail-1", "delivery_delayed");
    for (let round = 0; ; round += 1) {
      if (round === 4) at.provider.fates.set("mail-1", last);
      const { nextAt } = await at.round();
      if (nextAt === null) break;
      at.clock.now = nextAt;
    }
    expect(at.provider.requests).toHaveLength(last === "sent" ? 7 : 4);
    expect(at.rows.get("mail-1")?.state).toBe(last === "suppressed" ? "failed" : "sent");
    expect(Math.floor((at.clock.now - START) / HOUR)).toBe(last === "sent" ? 72 : 2);
  }
});

test("the provider is asked twenty times a round and four times a second at most", async () => {
  const at = world(50);
  at.clock.now = START + MINUTE;
  const { nextAt } = await at.round();
  expect(at.provider.requests).toHaveLength(20);
  expect(nextAt).toBe(at.clock.now);
  const gaps = at.provider.requests.map((request, place, all) => request.at - (all[place - 1]?.at ?? START));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
});

test("asking ends as soon as something is to be sent", async () => {
  const at = world(10, { interruptedAfter: 3 });
  at.clock.now = START + MINUTE;
  expect(await at.round()).toEqual({ nextAt: at.clock.now, pausedUntil: 0 });
  expect(at.provider.requests).toHaveLength(3);
});

test("a provider that does not answer, or asks for rest, is left alone, and nothing is concluded", async () => {
  for (const [fault, restMs] of [
    [{ kind: "answer", ...errorAnswer(500, "internal_server_error", "oops") }, MINUTE],
    [{ kind: "silence", accepted: true }, MINUTE],
    [{ kind: "garbled", body: "<html>" }, MINUTE],
    [{ kind: "answer", ...errorAnswer(403, "suspended_api_key", "Suspended.") }, MINUTE],
    [
      { kind: "answer", ...errorAnswer(429, "rate_limit_exceeded", "Too many."), headers: { "retry-after": "600" } },
      10 * MINUTE,
    ],
  ] as const) {
    const at = world(2);
    at.provider.faults.push(fault);
    at.clock.now = START + MINUTE;
    const { nextAt, pausedUntil } = await at.round();
    expect(pausedUntil).toBe(at.clock.now + restMs);
    expect(nextAt).toBe(pausedUntil);
    expect([...at.rows.values()].map(({ state, fate }) => [state, fate])).toEqual(Array(2).fill(["sent", null]));
    expect(await at.round(pausedUntil)).toEqual({ nextAt, pausedUntil });
    expect(at.provider.requests).toHaveLength(1);
    at.clock.now = pausedUntil;
    await at.round(pausedUntil);
    expect([...at.rows.values()].map(({ fate }) => fate)).toEqual(Array(2).fill("delivered"));
  }
});

test("a key that may only send is found out by one request an hour, and the mails say so", async () => {
  const at = world(3, { apiKey: SENDING_ONLY });
  at.clock.now = START + MINUTE;
  const { pausedUntil } = await at.round();
  expect(at.provider.requests).toHaveLength(1);
  expect(pausedUntil).toBe(at.clock.now + HOUR);
  expect([...at.rows.values()].map(({ state, fate }) => [state, fate])).toEqual(Array(3).fill(["sent", "not_allowed"]));
});

test("a mail that the provider has forgotten is not asked for again", async () => {
  const at = world(1);
  at.provider.accepted.length = 0;
  at.clock.now = START + MINUTE;
  expect(await at.round()).toEqual({ nextAt: null, pausedUntil: 0 });
  expect(at.rows.get("mail-1")).toMatchObject({ state: "sent", fate: null, fateDueAt: null });
});
