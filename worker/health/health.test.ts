import { expect, test } from "vitest";
import { health as healthSchema } from "../board/wire.ts";
import { type Config, configOf } from "../config.ts";
import { type Facts, healthOf } from "./health.ts";

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
const GOOD: Facts = { backlog, poller: { lastTick: tick, simulated: false }, model, store: "d1" };

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
