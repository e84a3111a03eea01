// The relay against a provider with Resend's rules, killed at every single step it takes.
import { afterEach, describe, expect, test, vi } from "vitest";
import { errorAnswer, type Fault, fakeResend, SENDING_ONLY } from "../../test/fakeResend.ts";
import { referenceOf } from "../notice/reference.ts";
import { isMail } from "../notice/targets.ts";
import type { StoredMessage } from "../store/outbox.ts";
import { type SendResult, sendResultOf } from "./afterAttempt.ts";
import { type RelayPorts, relay } from "./relay.ts";
import { resendProvider } from "./resendProvider.ts";

const START = Date.UTC(2026, 10, 20, 10);
const HOUR = 3_600_000;

afterEach(() => {
  vi.unstubAllGlobals();
});

const FAULTS: Record<string, Fault> = {
  nothing: { kind: "none" },
  "a lost answer to an accepted mail": { kind: "silence", accepted: true },
  "no answer, and nothing accepted": { kind: "silence", accepted: false },
  "a 500": { kind: "answer", ...errorAnswer(500, "internal_server_error", "An unexpected error occurred.") },
  "an HTML page with 200 in place of its answer": { kind: "garbled", body: "<html>gateway</html>" },
  "a gateway's HTML page": { kind: "answer", status: 502, body: "<html>Bad gateway</html>" },
  "a gateway's JSON": { kind: "answer", status: 503, body: '{"error":"overloaded"}' },
  "too many requests": {
    kind: "answer",
    ...errorAnswer(429, "rate_limit_exceeded", "Too many requests."),
    headers: { "retry-after": "2" },
  },
  "a spent daily plan": {
    kind: "answer",
    ...errorAnswer(429, "daily_quota_exceeded", "You have reached your daily quota."),
  },
  "another request under the same key": {
    kind: "answer",
    ...errorAnswer(409, "concurrent_idempotent_requests", "Same key, still in progress."),
  },
  "a redirect": { kind: "answer", status: 302, headers: { location: "https://elsewhere.example/" }, body: "" },
};

class Killed extends Error {}

interface World {
  provider: ReturnType<typeof fakeResend>;
  rows: Map<string, StoredMessage>;
  /** Runs rounds until nothing is pending, or so many. */
  run(rounds?: number): Promise<void>;
  clock: { now: number };
  steps: () => number;
  /** The results of the attempts, as they were heard. */
  heard: SendResult[];
}

/** `kill`: the step at which everything stops, before or after it took effect, and for how long nothing runs then. */
function world(
  messages: StoredMessage[],
  kill: { at: number; after: boolean; downMs: number } | null = null,
  { apiKey = "re_full", from = "Vigie <vigie@example.org>", dailyLimit = 1000 } = {},
): World {
  const clock = { now: START };
  const provider = fakeResend(() => clock.now);
  const rows = new Map(messages.map((message) => [message.id, message]));
  let steps = 0;
  let dead = false;

  async function step<T>(effect: () => T): Promise<T> {
    if (dead) throw new Killed();
    steps += 1;
    clock.now += 1;
    if (kill === null || steps !== kill.at) return effect();
    dead = true;
    if (kill.after) effect();
    throw new Killed();
  }
  const pending = (except: string[]) =>
    [...rows.values()].filter(
      ({ state, target }) => state === "pending" && !except.includes(isMail(target) ? "mail" : target),
    );
  const store: RelayPorts["store"] = {
    dueMessages: (now, limit, except) =>
      step(() =>
        structuredClone(
          pending(except)
            .filter(({ dueAt }) => dueAt <= now)
            .sort((a, b) => a.dueAt - b.dueAt)
            .slice(0, limit),
        ),
      ),
    nextDueAt: (except) =>
      step(
        () =>
          pending(except)
            .map(({ dueAt }) => dueAt)
            .sort((a, b) => a - b)[0] ?? null,
      ),
    beginAttempts: (ids, now) =>
      step(() => {
        for (const row of rows.values()) {
          if (!ids.includes(row.id) || row.state !== "pending") continue;
          row.attempts += 1;
          row.doubtSince ??= now;
        }
      }),
    endAttempt: ({ id, ...result }) =>
      step(() => {
        const row = rows.get(id);
        if (row?.state === "pending") Object.assign(row, result);
      }),
    mailsSince: (since) =>
      step(() => {
        const counted = [...rows.values()].flatMap(({ sentAt, doubtSince }) => sentAt ?? doubtSince ?? []);
        const times = counted.filter((at) => at > since);
        return { count: times.length, firstAt: times.length === 0 ? null : Math.min(...times) };
      }),
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = {
      method: init.method ?? "GET",
      url,
      headers: new Headers(init.headers),
      body: String(init.body ?? ""),
    };
    const answer = await step(() => provider.handle(request));
    if (answer !== null) return new Response(answer.body, answer);
    clock.now += 10_000;
    throw new DOMException("The operation timed out", "TimeoutError");
  });
  const wait = async (ms: number) => {
    clock.now += ms;
  };
  const settings = { apiKey, baseUrl: "https://resend.test", from, to: [], dailyLimit };
  const now = () => clock.now;
  const resend = resendProvider(settings, { now, wait });
  const heard: SendResult[] = [];
  const ended: RelayPorts["ended"] = (_, result) => void heard.push(sendResultOf(result));
  const ports: RelayPorts = { ...resend, store, now, random: () => 0.5, wait, ended };

  return {
    provider,
    rows,
    clock,
    steps: () => steps,
    heard,
    async run(rounds = 500) {
      let pausedUntil: ReadonlyMap<string, number> = new Map();
      for (let round = 0; round < rounds; round += 1) {
        try {
          const { nextAt, ...rest } = await relay(ports, { mail: { dailyLimit }, pausedUntil });
          if (dead) throw new Killed();
          pausedUntil = rest.pausedUntil;
          if (nextAt === null) return;
          clock.now = Math.max(clock.now, nextAt);
        } catch (error) {
          if (!dead) throw error;
          // Another instance goes on from the store, and knows nothing else.
          dead = false;
          pausedUntil = new Map();
          clock.now += kill?.downMs ?? 0;
        }
      }
    },
  };
}

function mail(name: string, changes: Partial<StoredMessage> = {}): StoredMessage {
  const message: StoredMessage = {
    id: `fraud:${name}>mail:ann@example.org`,
    notice: `fraud:${name}`,
    kind: "fraud",
    target: "mail:ann@example.org",
    // The same for all, so that only the reference tells them apart.
    subject: "Fraud: $1,012.40 at Plum & Pear",
    text: "",
    html: "<p>…</p>",
    createdAt: START,
    dueAt: START,
    state: "pending",
    attempts: 0,
    keys: 1,
    doubtSince: null,
    sentAt: null,
    reference: null,
    problem: null,
    fate: null,
    fateDueAt: null,
    ...changes,
  };
  return { ...message, text: `Reference ${referenceOf(message)}` };
}

/** By mail: how often the provider accepted it. */
function timesAccepted({ provider, rows }: World): number[] {
  return [...rows.values()].map(
    (row) => provider.accepted.filter(({ text }) => text.includes(referenceOf(row))).length,
  );
}

function expectAllSentOnce(at: World, what: string): void {
  expect(
    [...at.rows.values()].map(({ state, problem }) => problem ?? state),
    what,
  ).toEqual(["sent", "sent"]);
  expect(timesAccepted(at), what).toEqual([1, 1]);
  for (const row of at.rows.values()) {
    const [accepted] = at.provider.accepted.filter(({ text }) => text.includes(referenceOf(row)));
    expect(row.reference, what).toBe(accepted?.id);
  }
}

describe("each mail is accepted once", () => {
  test.each(Object.keys(FAULTS))(
    "whatever goes wrong, here %s: at each step once, and killed there or not",
    async (name) => {
      const fault = FAULTS[name];
      if (fault === undefined) throw new Error(name);
      for (const place of [0, 1, 2]) {
        const faults = [...Array<Fault>(place).fill({ kind: "none" }), fault];
        const whole = world([mail("a"), mail("b")]);
        whole.provider.faults.push(...faults);
        await whole.run();
        expectAllSentOnce(whole, "without a kill");
        for (let at = 1; at <= whole.steps(); at += 1) {
          for (const after of [false, true]) {
            for (const downMs of [1_000, 25 * HOUR]) {
              const killed = world([mail("a"), mail("b")], { at, after, downMs });
              killed.provider.faults.push(...faults);
              await killed.run();
              expectAllSentOnce(killed, `killed ${after ? "after" : "before"} step ${at}, down for ${downMs} ms`);
            }
          }
        }
      }
    },
  );

  test("after more than a day without any answer, of which some were lost only on their way back", async () => {
    for (const accepted of [0, 1, 7]) {
      const outage = world([mail("a"), mail("b")]);
      // A try every five minutes at most, for more than a day.
      for (let request = 0; request < 1000; request += 1) {
        outage.provider.faults.push({ kind: "silence", accepted: request === accepted });
      }
      await outage.run(2_000);
      expectAllSentOnce(outage, `request ${accepted} was accepted`);
      expect(outage.clock.now - START).toBeGreaterThan(24 * HOUR);
    }
  });

  test("when its sender was changed between two attempts", async () => {
    const message = mail("a");
    const before = world([message, mail("b")]);
    before.provider.faults.push({ kind: "silence", accepted: true });
    await before.run(1);
    const after = world([...before.rows.values()], null, { from: "Other <other@example.org>" });
    // The same provider goes on.
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      const body = String(init.body ?? "");
      const request = { method: init.method ?? "GET", url, headers: new Headers(init.headers), body };
      const answer = before.provider.handle(request);
      return new Response(answer?.body, answer ?? undefined);
    });
    await after.run();
    expect([...after.rows.values()].map(({ state }) => state)).toEqual(["sent", "sent"]);
    expect(timesAccepted({ ...after, provider: before.provider })).toEqual([1, 1]);
  });
});

test("what cannot succeed is given up with its reason, and the others go on", async () => {
  const refused = mail("a", { target: "mail:ann@refused.example" });
  const at = world([refused, mail("b")]);
  await at.run();
  expect([...at.rows.values()].map(({ state }) => state)).toEqual(["failed", "sent"]);
  expect(at.rows.get(refused.id)?.problem).toContain("Resend answered 403: You can only send testing emails");
});

test("what came of each attempt is heard once, and a mail that only waits for room is no attempt", async () => {
  const at = world([mail("a", { target: "mail:ann@refused.example" }), mail("b")]);
  at.provider.faults.push({ kind: "none" }, { kind: "answer", ...errorAnswer(500, "internal_server_error", "Oh.") });
  await at.run();
  expect(at.heard).toEqual(["failed", "retried", "sent"]);

  const full = world([mail("a"), mail("b"), mail("c")], null, { dailyLimit: 1 });
  await full.run();
  expect(full.heard).toEqual(["sent", "sent", "sent"]);
});

test("while no mail of this sender is taken all wait, and once it is mended each leaves once", async () => {
  const at = world([mail("a"), mail("b", { target: "mail:bob@example.org" })]);
  const refusal = errorAnswer(
    403,
    "validation_error",
    "The example.org domain is not verified. Please, add and verify it.",
  );
  at.provider.faults.push(...Array<Fault>(50).fill({ kind: "answer", ...refusal }));
  await at.run(20);
  const rows = [...at.rows.values()];
  expect(rows.map(({ state }) => state)).toEqual(["pending", "pending"]);
  expect(rows[0]?.problem).toContain("Resend answered 403: The example.org domain is not verified.");
  expect(rows.map(({ doubtSince }) => doubtSince)).toEqual([null, null]);
  await at.run();
  expectAllSentOnce(at, "verified at last");
});

test("with a key that may only send, a doubt of a day is left to a person", async () => {
  const doubtful = mail("a", { doubtSince: START - 24 * HOUR, createdAt: START - 24 * HOUR });
  const at = world([doubtful], null, { apiKey: SENDING_ONLY });
  await at.run();
  const row = at.rows.get(doubtful.id);
  expect(row?.state).toBe("failed");
  expect(row?.problem).toMatch(/whether it was sent is not known, and RESEND_API_KEY may not ask/);
  expect(row?.doubtSince).not.toBeNull();
  expect(at.provider.accepted).toEqual([]);
});

test("the provider is asked four times a second at most, and left alone for as long as it says, an hour at most", async () => {
  const many = world(Array.from({ length: 12 }, (_, at) => mail(`m${at}`)));
  await many.run();
  const gaps = many.provider.requests.map(
    ({ at }, index, all) => at - (all[index - 1]?.at ?? Number.NEGATIVE_INFINITY),
  );
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);

  for (const [header, seconds] of [
    ["30", 30],
    ["999999", 3600],
  ] as const) {
    const busy = world([mail("a"), mail("b")]);
    const { status, body } = errorAnswer(429, "rate_limit_exceeded", "Too many requests.");
    busy.provider.faults.push({ kind: "answer", status, body, headers: { "retry-after": header } });
    await busy.run();
    const [first, second] = busy.provider.requests.map(({ at }) => at);
    expect(Math.round(((second ?? 0) - (first ?? 0)) / 1000)).toBe(seconds);
  }
});

test("no more mails leave within a day than the plan allows, and the others leave when there is room again", async () => {
  const at = world(
    Array.from({ length: 7 }, (_, index) => mail(`m${index}`)),
    null,
    { dailyLimit: 3 },
  );
  await at.run();
  const times = at.provider.accepted.map(({ at }) => at);
  expect(times).toHaveLength(7);
  for (const from of times)
    expect(times.filter((time) => time >= from && time < from + 24 * HOUR).length).toBeLessThanOrEqual(3);
  expect(at.clock.now - START).toBeLessThan(50 * HOUR);
});

test("a mail that fails by itself does not hold the others up for long", async () => {
  const at = world([mail("a"), ...Array.from({ length: 5 }, (_, index) => mail(`m${index}`, { dueAt: START + 1 }))]);
  const handle = at.provider.handle;
  const reference = referenceOf(mail("a"));
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const body = String(init.body ?? "");
    const cursed = body.includes(reference) && at.clock.now < START + 3 * HOUR;
    const answer = cursed
      ? errorAnswer(500, "internal_server_error", "An unexpected error occurred.")
      : handle({ method: init.method ?? "GET", url, headers: new Headers(init.headers), body });
    return new Response(answer?.body, answer ?? undefined);
  });
  await at.run();
  expect([...at.rows.values()].every(({ state }) => state === "sent")).toBe(true);
  const others = at.provider.accepted.filter(({ text }) => !text.includes(reference));
  expect(Math.max(...others.map(({ at }) => at))).toBeLessThan(START + 60_000);
  expect(timesAccepted(at)).toEqual(Array(6).fill(1));
});
