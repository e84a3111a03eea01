import { expect, test } from "vitest";
import { health as healthSchema } from "../board/wire.ts";
import { type Config, configOf } from "../config.ts";
import { healthOf } from "./health.ts";
import type { Facts } from "./problems.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const MINUTE_MS = 60_000;
const CONFIG = configOf({
  CARD_KEY: "0123456789abcdef0123456789abcdef",
  PAYMENTS_URL: "https://user:secret@feed.test:8443/current-transactions",
  DASHBOARD_TOKEN: "a long enough token",
});

const tick = { at: NOW - 5_000, ok: true, error: null, received: 1, rejected: 0 };
const backlog = { alertsPending: 0, rejects: 0, lastStoredAt: NOW - 5_000, lastSeq: 9 };
const model = { version: "0123456789ab", engine: "onnx" as const, problem: null };
const outbox = { pending: 0, heldBack: 0, failed: 0, oldestPendingAt: null };
const GOOD: Facts = {
  queue: { messages: 3, oldestAt: NOW - 5_000 },
  deadLetters: { letters: 0, payments: 0, oldestAt: null },
  backlog,
  poller: { lastTick: tick, simulated: false },
  model,
  store: "d1",
  storage: { size: null, growth: null, sums: null, trouble: null, hasArchive: false },
  outbox,
  lastHour: { payments: 3600, flagged: 72 },
  usual: { flaggedShare: 0.02, scoreShift: 0.01 },
  incidents: [],
};

function problemsOf(changes: Partial<Facts>, config: Partial<Config> = {}): string[] {
  return healthOf({ ...GOOD, ...changes }, { ...CONFIG, ...config }, NOW).problems;
}

test("when payments flow all is well, as the schema promises, and the feed's password is not told", () => {
  const health = healthOf(GOOD, CONFIG, NOW);
  expect(health).toMatchObject({
    status: "ok",
    problems: [],
    feed: { host: "feed.test:8443" },
    lastTick: { at: "2026-11-20T10:59:55.000Z" },
  });
  expect(healthSchema.strict().parse(health)).toEqual(health);
  expect(JSON.stringify(health)).not.toContain("secret");
});

test("a model that does not run is a problem: every payment goes to review", () => {
  expect(problemsOf({ model: { version: "none", engine: "none", problem: "model file: cut short" } })).toEqual([
    "The model does not run, every payment goes to review: model file: cut short",
  ]);
});

test("scoring without ONNX Runtime is a problem", () => {
  expect(problemsOf({ model: { ...model, engine: "trees", problem: "no WebAssembly here" } })).toEqual([
    "ONNX Runtime is out of use, the built-in tree walker scores: no WebAssembly here",
  ]);
});

test("a feed that has not been polled yet is a problem, unless there is none to poll", () => {
  const poller = { lastTick: null, simulated: false };
  expect(problemsOf({ poller })).toEqual(["The feed has not been polled yet."]);
  expect(problemsOf({ poller }, { paymentsUrl: null })).toEqual([]);
});

test("silence of the poller is a problem after three minutes", () => {
  const silentFor = (ms: number) => ({ poller: { lastTick: { ...tick, at: NOW - ms }, simulated: false } });
  expect(problemsOf(silentFor(3 * MINUTE_MS))).toEqual([]);
  expect(problemsOf(silentFor(4 * MINUTE_MS))).toEqual(["No poll for 4 minutes."]);
});

test("with rare polls, silence is a problem after two of them", () => {
  const silentFor = (ms: number) => ({
    backlog: { ...backlog, lastStoredAt: NOW - ms },
    poller: { lastTick: { ...tick, at: NOW - ms }, simulated: false },
  });
  expect(problemsOf(silentFor(55 * MINUTE_MS), { pollMs: 30 * MINUTE_MS })).toEqual([]);
  expect(problemsOf(silentFor(61 * MINUTE_MS), { pollMs: 30 * MINUTE_MS })).toEqual([
    "No poll for 61 minutes.",
    "No payment for 61 minutes.",
  ]);
});

test("a failed poll is told in its own words, long silence or not", () => {
  const failed = { ...tick, ok: false, error: "asked us to slow down (429)" };
  expect(problemsOf({ poller: { lastTick: failed, simulated: false } })).toEqual([
    "The feed asked us to slow down (429).",
  ]);
  const longAgo = { ...failed, at: NOW - 5 * MINUTE_MS };
  expect(problemsOf({ poller: { lastTick: longAgo, simulated: false } })).toEqual([
    "No poll for 5 minutes.",
    "The feed asked us to slow down (429).",
  ]);
});

test("no payment yet, or none for a quarter of an hour, is a problem", () => {
  expect(problemsOf({ backlog: { ...backlog, lastStoredAt: null } })).toEqual(["No payment has come in yet."]);
  const quiet = { backlog: { ...backlog, lastStoredAt: NOW - 16 * MINUTE_MS } };
  expect(problemsOf(quiet)).toEqual(["No payment for 16 minutes."]);
});

test("several problems are all named, and any one means degraded", () => {
  const facts = { ...GOOD, backlog: { ...backlog, lastStoredAt: null }, poller: { lastTick: null, simulated: false } };
  expect(healthOf(facts, CONFIG, NOW)).toMatchObject({ status: "degraded", problems: { length: 2 } });
});

test("a page without a token is open on a developer's machine only", () => {
  expect(healthOf(GOOD, { ...CONFIG, local: true, dashboardToken: null }, NOW).open).toBe(true);
  expect(healthOf(GOOD, { ...CONFIG, local: true }, NOW).open).toBe(false);
  expect(healthOf(GOOD, { ...CONFIG, dashboardToken: null }, NOW).open).toBe(false);
});

test("how long silence may be is settable", () => {
  const quiet = { backlog: { ...backlog, lastStoredAt: NOW - 16 * MINUTE_MS } };
  expect(problemsOf(quiet, { silenceMs: 60 * MINUTE_MS })).toEqual([]);
});

test("messages that wait too long, and messages that were given up, are a problem", () => {
  const waiting = (ms: number) => ({ outbox: { ...outbox, pending: 3, oldestPendingAt: NOW - ms } });
  expect(problemsOf(waiting(10 * MINUTE_MS))).toEqual([]);
  expect(problemsOf(waiting(11 * MINUTE_MS))).toEqual(["3 messages wait to be sent, the oldest for 11 minutes."]);
  expect(problemsOf({ outbox: { ...outbox, failed: 1 } })).toEqual(["1 message was given up; the outbox says why."]);
});

test("far more flagged payments than usual, or scores spread otherwise, are a problem", () => {
  expect(problemsOf({ lastHour: { payments: 3600, flagged: 400 } })[0]).toMatch(
    /^11 % of the last hour's payments were flagged, usually 2\.0 %/,
  );
  expect(problemsOf({ usual: { flaggedShare: 0.02, scoreShift: 0.6 } })[0]).toMatch(/^The scores are spread otherwise/);
});

test("an incident says since when, what is so now, and whether it is just gone", () => {
  const incident = (kind: string) => ({
    id: kind,
    kind,
    startedAt: NOW - 20 * MINUTE_MS,
    endedAt: null,
    detail: "then",
  });
  const quiet = { ...backlog, lastStoredAt: NOW - 20 * MINUTE_MS };
  const facts = { ...GOOD, backlog: quiet, incidents: [incident("no_payment"), incident("feed")] };
  expect(healthOf(facts, CONFIG, NOW).incidents).toEqual([
    { kind: "no_payment", since: "2026-11-20T10:40:00.000Z", detail: "No payment for 20 minutes.", lasts: true },
    { kind: "feed", since: "2026-11-20T10:40:00.000Z", detail: "then", lasts: false },
  ]);
});

test("a queue whose oldest message has waited for more than 15 minutes is a problem, whoever still takes for it", () => {
  const waiting = (messages: number, ms: number) => ({ queue: { messages, oldestAt: NOW - ms } });
  expect(problemsOf(waiting(9, 15 * MINUTE_MS))).toEqual([]);
  expect(problemsOf(waiting(9, 16 * MINUTE_MS)).join()).toMatch(
    /^9 queued messages wait to be processed, the oldest for 16 minutes: /,
  );
  expect(problemsOf(waiting(1, 16 * MINUTE_MS)).join()).toMatch(/^1 queued message waits /);
});

test("a queue that does not say how long its messages wait, or that is not there, is none", () => {
  expect(problemsOf({ queue: null })).toEqual([]);
  expect(problemsOf({ queue: { messages: 9, oldestAt: null } })).toEqual([]);
});

test("queued messages that could not be processed are a problem until a person has seen to them", () => {
  const dead = (letters: number, payments: number) => ({ deadLetters: { letters, payments, oldestAt: NOW - 1 } });
  expect(problemsOf(dead(0, 0))).toEqual([]);
  expect(problemsOf(dead(1, 1))).toEqual(["1 payment (1 queued message) could not be processed."]);
  expect(problemsOf(dead(2, 280)).join()).toMatch(/^280 payments \(2 queued messages\) could not be processed/);
});

const DAY_MS = 86_400_000;
const GB = 1e9;
const SIZE = {
  rows: 1e6,
  bytes: GB,
  measuredAt: NOW - MINUTE_MS,
  countedAt: NOW - MINUTE_MS,
  peak: { rows: 1e6, bytes: GB },
};
const SUMS = { days: 12, files: 30, bytes: 3_200_000, lastDate: "2026-11-19" };
const storage = { size: SIZE, growth: { payments: 700_000, days: 7 }, sums: SUMS, trouble: null, hasArchive: true };

test("the room that is left is told, with what the archive has", () => {
  const room = (config: Partial<Config>) => healthOf({ ...GOOD, storage }, { ...CONFIG, ...config }, NOW).storage;
  expect(room({})).toEqual({
    rows: 1e6,
    bytes: GB,
    limitBytes: 10 * GB,
    daysLeft: 90,
    measuredAt: "2026-11-20T10:59:00.000Z",
    keptDays: null,
    note: null,
    archive: { ...SUMS, problem: null },
  });
  expect(room({ retentionDays: 60 })).toMatchObject({ keptDays: 60, daysLeft: null, note: null });
  expect(healthSchema.shape.storage.parse(room({}))).toEqual(room({}));
});

test("RETENTION_DAYS without a bucket deletes nothing, and says so without an alarm", () => {
  const facts = { ...GOOD, storage: { ...storage, hasArchive: false } };
  const health = healthOf(facts, { ...CONFIG, retentionDays: 60 }, NOW);
  expect(health).toMatchObject({ status: "ok", storage: { keptDays: null, daysLeft: 90, archive: null } });
  expect(health.storage?.note).toMatch(/^RETENTION_DAYS has no effect: no bucket is bound/);
});

test("RETENTION_DAYS on a snapshot feed deletes nothing, and says so", () => {
  const health = healthOf({ ...GOOD, storage }, { ...CONFIG, retentionDays: 60, feed: "snapshot" }, NOW);
  expect(health).toMatchObject({ status: "ok", storage: { keptDays: null, daysLeft: 90 } });
  expect(health.storage?.note).toMatch(/^RETENTION_DAYS has no effect: a snapshot feed/);
});

test("a store that will be full in less than a fortnight is a problem", () => {
  const limitedTo = (storeLimitBytes: number) => problemsOf({ storage }, { storeLimitBytes });
  expect(limitedTo(2.5 * GB)).toEqual([]);
  expect(limitedTo(2.35 * GB)).toEqual(["The store will be full in 13 days, at the last week's rate."]);
  expect(limitedTo(GB / 2)).toEqual(["The store is full, or will be within a day."]);
});

test("an archive that has failed for hours is a problem", () => {
  const failing = (ms: number) => ({
    storage: { ...storage, trouble: { since: NOW - ms, problem: "it is no longer there" } },
  });
  expect(problemsOf(failing(DAY_MS / 8))).toEqual([]);
  expect(problemsOf(failing(DAY_MS / 6))).toEqual([
    "The archive has not worked as it should for 4 hours: it is no longer there.",
  ]);
});
