import { expect, test } from "vitest";
import { configOf } from "../config/config.ts";
import { MINUTE_MS, SECOND_MS } from "../duration.ts";
import { sumFamiliarity } from "../pipeline/familiarity.ts";
import { MOST_WAITING, NOT_FILLED } from "../pipeline/memory.ts";
import { healthWithoutStore as healthSchema } from "../wire/board.ts";
import { healthOf, healthWithoutStore } from "./health.ts";
import { decidersTogether, type Waiting, waitingProblems } from "./notRecorded.ts";
import type { DeciderStatus } from "./objectStates.ts";
import type { FactsWithoutStore } from "./problems.ts";

/** 12:08 in Paris. */
const NOW = Date.UTC(2026, 10, 20, 11, 8, 0);
const CONFIG = configOf({
  CARD_KEY: "0123456789abcdef0123456789abcdef",
  PAYMENTS_URL: "https://feed.test/current-transactions",
  REPORT_TIMEZONE: "Europe/Paris",
  DASHBOARD_TOKEN: "a long enough token",
});
const NOTHING: Waiting = {
  ...{ payments: 0, since: null, bytes: 0, lastPaymentAt: null, problem: null, isFull: false },
};
const AWAY = "the store (PostgreSQL) cannot be reached";
const AWAY_SENTENCE = "The store (PostgreSQL) cannot be reached.";

function waitingFor(ms: number, changes: Partial<Waiting> = {}): Waiting {
  return { ...NOTHING, payments: 312, bytes: 9_000, since: NOW - ms, lastPaymentAt: NOW, ...changes };
}

function problemOf(waiting: Waiting, storeProblem: string | null = null) {
  const [problem] = waitingProblems(waiting, { store: "neon", zone: CONFIG.reportZone, storeProblem }, NOW);
  return problem;
}

const textOf = (waiting: Waiting, storeProblem?: string) => problemOf(waiting, storeProblem)?.text;

test("what waits is said with its number, the store, the local time, and what follows", () => {
  expect(textOf(waitingFor(5 * MINUTE_MS), AWAY_SENTENCE)).toBe(
    "312 decided payments wait for PostgreSQL, since 12:03. They are decided; lists, alerts and reports follow once it answers.",
  );
  expect(textOf(waitingFor(5 * MINUTE_MS, { payments: 1 }), AWAY_SENTENCE)).toBe(
    "1 decided payment waits for PostgreSQL, since 12:03. It is decided; lists, alerts and reports follow once it answers.",
  );
  expect(textOf(waitingFor(5 * MINUTE_MS, { payments: 45_312 }), AWAY_SENTENCE)).toMatch(
    /^45,312 decided payments wait/,
  );
});

test("a time of another day is said with its day", () => {
  expect(textOf(waitingFor(13 * 60 * MINUTE_MS), AWAY_SENTENCE)).toContain(
    "since 19 Nov 2026, 23:08 (Europe/Paris). They",
  );
});

test("where the store can be read, and not written, the reason is said too", () => {
  expect(textOf(waitingFor(MINUTE_MS, { problem: AWAY }))).toContain(`since 12:07: ${AWAY}. They are decided;`);
  // Where it cannot be read, the reason stands beside.
  expect(textOf(waitingFor(MINUTE_MS, { problem: AWAY }), AWAY_SENTENCE)).not.toContain(AWAY);
});

test("what waits for the moment that recording takes is no problem, unless the store is away", () => {
  expect(textOf(NOTHING)).toBeUndefined();
  expect(textOf(NOTHING, AWAY_SENTENCE)).toBeUndefined();
  expect(textOf(waitingFor(3 * SECOND_MS))).toBeUndefined();
  expect(textOf(waitingFor(3 * SECOND_MS, { problem: AWAY }))).toBeUndefined();
  expect(textOf(waitingFor(3 * SECOND_MS + 1))).toMatch(/They are being recorded now\.$/);
  expect(textOf(waitingFor(0), AWAY_SENTENCE)).toContain("since 12:08");
});

test("a full journal stops payments, at once, and says so", () => {
  expect(problemOf(waitingFor(0, { isFull: true }))).toMatchObject({
    text: expect.stringContaining("so payments are refused until it answers"),
    stops: "payments",
  });
});

test("refused rows that wait are not called payments", () => {
  expect(textOf(waitingFor(MINUTE_MS, { payments: 0 }), AWAY_SENTENCE)).toBe(
    "Refused rows wait for PostgreSQL, since 12:07. They are recorded once it answers.",
  );
});

test("a backlog that is being recorded is an incident only if it goes on for a quarter of an hour, and stops nothing", () => {
  expect(problemOf(waitingFor(10 * MINUTE_MS))).toMatchObject({ holdMs: 15 * MINUTE_MS, stops: null });
  expect(problemOf(waitingFor(10 * MINUTE_MS, { problem: AWAY }))).toMatchObject({
    holdMs: MINUTE_MS,
    stops: "alerts",
  });
});

const model = { version: "0123456789ab", engine: "onnx", problem: null } as const;
const filled = { ...NOT_FILLED, cards: 7, payments: 90, cardsDone: true, paymentsDone: true };
const nothingWaits = { payments: 0, since: null, bytes: 0, lastPaymentAt: null, problem: null };

function decider(changes: Partial<DeciderStatus> = {}): DeciderStatus {
  return { model, waiting: nothingWaits, filling: filled, needsStore: false, origin: "real", ...changes };
}

test("several deciders are summed up: the oldest since, any reason, one that is full, one that needs the store", () => {
  const one = decider({ waiting: { payments: 2, since: 50, bytes: 10, lastPaymentAt: 90, problem: null } });
  const full = { payments: MOST_WAITING.payments, since: 40, bytes: 5, lastPaymentAt: 60, problem: AWAY };
  const other = decider({ waiting: full, filling: { ...NOT_FILLED, cards: 3 }, needsStore: true, origin: null });
  expect(decidersTogether([decider(), one, other])).toEqual({
    waiting: { payments: 1_000_002, since: 40, bytes: 15, lastPaymentAt: 90, problem: AWAY, isFull: true },
    filling: { cards: 17, payments: 180 },
    needsStore: true,
    origin: "real",
  });
  expect(decidersTogether([decider(), decider()])).toEqual({
    ...{ waiting: NOTHING, filling: null, needsStore: false, origin: "real" },
  });
});

const FACTS: FactsWithoutStore = {
  queue: null,
  deadLetters: { letters: 0, payments: 0, oldestAt: null },
  ...{ waiting: waitingFor(5 * MINUTE_MS, { problem: AWAY }), filling: null, needsStore: false, origin: "real" },
  poller: { lastTick: { at: NOW - 5_000, ok: true, error: null, received: 1, rejected: 0 }, simulated: false },
  ...{ model, store: "neon" },
  storage: { size: null, growth: null, sums: null, trouble: null, hasArchive: false },
  rows: { poll: { rows: 75, refused: 0, reason: null }, push: { rows: 0, refused: 0, reason: null } },
  unfamiliar: { ...sumFamiliarity([]), payments: 75 },
  drift: [],
};

const healthFor = (changes: Partial<FactsWithoutStore> = {}) =>
  healthWithoutStore({ ...FACTS, ...changes }, AWAY_SENTENCE, CONFIG, NOW);

test("while the store is away payments flow, and health says what waits, as the schema promises", () => {
  const health = healthFor();
  expect(health).toMatchObject({
    ...{ status: "degraded", flowing: true, storeProblem: AWAY_SENTENCE, simulated: false, needsStore: false },
    problems: [AWAY_SENTENCE, expect.stringMatching(/^312 decided payments wait for PostgreSQL, since 12:03\. They/)],
    waiting: { payments: 312, bytes: 9_000, since: "2026-11-20T11:03:00.000Z", problem: AWAY, lasts: true },
  });
  expect(healthSchema.strict().parse(health)).toEqual(health);
  expect(health).not.toHaveProperty("alertsPending");
});

test("while the store is away payments do not flow where they cannot be decided", () => {
  expect(healthFor({ needsStore: true })).toMatchObject({
    flowing: false,
    problems: [
      AWAY_SENTENCE,
      expect.stringMatching(/^Until it answers, hardly anything can be decided/),
      expect.anything(),
    ],
  });
  expect(healthFor({ waiting: waitingFor(MINUTE_MS, { isFull: true }) })).toMatchObject({ flowing: false });
  expect(healthFor({ model: { ...model, engine: "none", problem: "cut short" } })).toMatchObject({ flowing: false });
  const silent = { ...FACTS.poller, lastTick: null };
  expect(healthFor({ poller: silent })).toMatchObject({ flowing: false });
});

const STORED = {
  backlog: { alertsPending: 0, rejects: 0, lastStoredAt: NOW - 20 * MINUTE_MS, lastSeq: 9 },
  outbox: {
    ...{ pending: 0, heldBack: 0, failed: 0, lost: null },
    ...{ oldestPendingAt: null, oldestProblem: null, waiting: [] },
  },
  incidents: [],
};

test("payments that came and are not recorded yet are no silence", () => {
  const waiting = waitingFor(20 * MINUTE_MS, { lastPaymentAt: NOW - MINUTE_MS });
  const back = healthOf({ ...FACTS, ...STORED, waiting }, CONFIG, NOW);
  expect(back).toMatchObject({ flowing: true, storeProblem: null });
  expect(back.problems).toEqual([expect.stringMatching(/^312 decided payments wait .+ being recorded now\.$/)]);
  expect(healthOf({ ...FACTS, ...STORED, waiting: NOTHING }, CONFIG, NOW).problems).toEqual([
    "No payment for 20 minutes.",
  ]);
});
