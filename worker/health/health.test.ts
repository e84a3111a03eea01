import { expect, test } from "vitest";
import { type Config, configOf } from "../config/config.ts";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { channelTarget } from "../notice/targets.ts";
import { sumFamiliarity } from "../pipeline/familiarity.ts";
import { health as healthSchema } from "../wire/board.ts";
import { healthOf } from "./health.ts";
import type { Problem, ProblemKind } from "./problem.ts";
import { type HealthFacts, problemsOf as problemsOfFacts } from "./problems.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const CONFIG = configOf({
  CARD_KEY: "0123456789abcdef0123456789abcdef",
  PAYMENTS_URL: "https://user:secret@feed.test:8443/current-transactions",
  DASHBOARD_TOKEN: "a long enough token",
});

const tick = { at: NOW - 5_000, ok: true, error: null, received: 1, rejected: 0 };
const backlog = { alertsPending: 0, rejects: 0, lastStoredAt: NOW - 5_000, lastSeq: 9 };
const model = { version: "0123456789ab", engine: "onnx" as const, problem: null };
const outbox = {
  ...{ pending: 0, heldBack: 0, failed: 0, lost: null },
  ...{ oldestPendingAt: null, oldestProblem: null, waiting: [] },
};
const GOOD: HealthFacts = {
  queue: { messages: 3, oldestAt: NOW - 5_000 },
  deadLetters: { letters: 0, payments: 0, oldestAt: null },
  waiting: { payments: 0, since: null, bytes: 0, lastPaymentAt: null, problem: null, isFull: false },
  ...{ filling: null, needsStore: false, origin: null },
  backlog,
  poller: { lastTick: tick, simulated: false },
  model,
  store: "d1",
  storage: { size: null, growth: null, sums: null, trouble: null, hasArchive: false },
  outbox,
  rows: { poll: { rows: 75, refused: 0, reason: null }, push: { rows: 0, refused: 0, reason: null } },
  unfamiliar: { ...sumFamiliarity([]), payments: 75 },
  drift: [],
  incidents: [],
};

function changed(kind: ProblemKind, text: string): Problem {
  return { kind, text, since: NOW - DAY_MS, holdMs: 0, stops: null };
}

function problemsOf(changes: Partial<HealthFacts>, config: Partial<Config> = {}): string[] {
  return healthOf({ ...GOOD, ...changes }, { ...CONFIG, ...config }, NOW).problems;
}

test("a decider that does not follow the policy is told", () => {
  expect(problemsOf({ policy: 12, followed: [12, 12] })).toEqual([]);
  expect(problemsOf({ policy: null, followed: [11] })).toEqual([]);
  expect(problemsOf({ policy: 12, followed: [12, 11] })).toEqual([
    "Version 12 of the policy holds, but 1 of 2 deciders still decide under version 11: rules, lists and thresholds that were changed since do not count there.",
  ]);
});

test("when payments flow all is well, as the schema promises, and the feed's password is not told", () => {
  const health = healthOf(GOOD, CONFIG, NOW);
  expect(health).toMatchObject({
    status: "ok",
    problems: [],
    feed: { host: "feed.test:8443", zone: "UTC" },
    lastTick: { at: "2026-11-20T10:59:55.000Z" },
  });
  expect(healthSchema.strict().parse(health)).toEqual(health);
  expect(JSON.stringify(health)).not.toContain("secret");
});

test("the lines that hold are told with their origin, once for situations that share them", () => {
  const own = { review: 0.05, decline: 1 / 6 };
  const thresholds = { stream: own, first: own, snapshot: { review: 0.1, decline: 0.2 } };
  const told = (facts: Partial<HealthFacts>, config: Partial<Config> = {}) => {
    const health = healthOf({ ...GOOD, ...facts }, { ...CONFIG, ...config }, NOW);
    expect(healthSchema.strict().parse(health)).toEqual(health);
    return health.thresholds;
  };
  const bothModels = { reviewSetBy: "model", declineSetBy: "model" };
  expect(told({ thresholds })).toEqual([{ situations: ["stream", "first"], ...own, ...bothModels }]);
  expect(told({ thresholds }, { declineThreshold: 0.5 })).toMatchObject([
    { review: 0.05, decline: 0.5, reviewSetBy: "model", declineSetBy: "DECLINE_THRESHOLD" },
  ]);
  expect(told({ thresholds }, { feed: "snapshot" })).toMatchObject([{ situations: ["snapshot"], review: 0.1 }]);
  expect(told({ thresholds: { ...thresholds, first: { review: 0.1, decline: 0.3 } } })).toHaveLength(2);
  expect(told({ thresholds: null })).toEqual([]);
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

test("a challenger that fails is a problem that stops nothing, and one that judges is none", () => {
  const challenger = { version: "ba5e11e00000", problem: "out of memory" };
  expect(problemsOf({ challenger })).toEqual([
    "The challenger ba5e11e00000 fails, the champion decides as before: out of memory",
  ]);
  expect(healthOf({ ...GOOD, challenger }, CONFIG, NOW).flowing).toBe(true);
  expect(problemsOf({ challenger: { ...challenger, problem: null } })).toEqual([]);
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

test("a tick that was cut off before it had stored everything, as by an upgrade, says nothing", () => {
  const lastTick = { ...tick, ok: false, error: "was read, but not all of its payments could be stored yet" };
  expect(problemsOf({ poller: { lastTick, simulated: false, isCutOff: true } })).toEqual([]);
  expect(problemsOf({ poller: { lastTick, simulated: false, isCutOff: false } })).toHaveLength(1);
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
  const refused = {
    ...outbox,
    pending: 3,
    oldestPendingAt: NOW - 11 * MINUTE_MS,
    oldestProblem: "Resend answered 403",
  };
  expect(problemsOf({ outbox: refused })).toEqual([
    "3 messages wait to be sent, the oldest for 11 minutes (Resend answered 403).",
  ]);
  expect(problemsOf({ outbox: { ...outbox, failed: 1 } })).toEqual(["1 message was given up; the outbox says why."]);
});

test("a place of alerts that fails does not stop payments, whatever it is and however long", () => {
  const longAgo = NOW - 60 * MINUTE_MS;
  const everywhere = [
    { place: "mail", since: longAgo },
    { place: "slack:1f3a", since: longAgo },
  ];
  for (const changes of [
    { failed: 1 },
    { failed: 900 },
    { pending: 3, oldestPendingAt: longAgo, waiting: everywhere.slice(1) },
    { pending: 3, oldestPendingAt: longAgo, waiting: everywhere },
  ]) {
    const health = healthOf({ ...GOOD, outbox: { ...outbox, ...changes } }, CONFIG, NOW);
    expect(health).toMatchObject({ flowing: true, status: "degraded", problems: { length: 1 } });
  }
});

test("rows that are refused are a problem; payments do not flow once most of them are", () => {
  const refused = (share: number) => ({
    rows: { poll: { rows: 100, refused: share, reason: "amt is missing" }, push: GOOD.rows.push },
  });
  expect(healthOf({ ...GOOD, ...refused(10) }, CONFIG, NOW)).toMatchObject({ status: "ok", flowing: true });
  expect(healthOf({ ...GOOD, ...refused(30) }, CONFIG, NOW)).toMatchObject({ status: "degraded", flowing: true });
  const most = healthOf({ ...GOOD, ...refused(90) }, CONFIG, NOW);
  expect(most).toMatchObject({ flowing: false, rows: { polled: { rows: 100, refused: 90 } } });
  expect(most.problems.join()).toContain("90 of 100");
});

test("while payments come in and are judged they flow, whatever else is wrong", () => {
  const flowing = (changes: Partial<HealthFacts>) => healthOf({ ...GOOD, ...changes }, CONFIG, NOW);
  const others: Partial<HealthFacts>[] = [
    { drift: [changed("flagged", "11 % of the last hour's payments were flagged.")] },
    { drift: [changed("scores", "The scores are spread otherwise.")] },
    { model: { ...model, engine: "trees", problem: "no WebAssembly here" } },
    { storage: { ...storage, trouble: { since: NOW - DAY_MS, problem: "it is no longer there" } } },
  ];
  for (const changes of others) expect(flowing(changes)).toMatchObject({ flowing: true, status: "degraded" });
  const stopped: Partial<HealthFacts>[] = [
    { model: { version: "none", engine: "none", problem: "cut short" } },
    { backlog: { ...backlog, lastStoredAt: NOW - 16 * MINUTE_MS } },
    { poller: { lastTick: { ...tick, at: NOW - 4 * MINUTE_MS }, simulated: false } },
    { poller: { lastTick: { ...tick, ok: false, error: "failed (500)" }, simulated: false } },
    { queue: { messages: 9, oldestAt: NOW - 16 * MINUTE_MS } },
    { deadLetters: { letters: 1, payments: 1, oldestAt: NOW } },
  ];
  for (const changes of stopped) expect(flowing(changes)).toMatchObject({ flowing: false, status: "degraded" });
});

test("alerts are stopped once every place that they go to has been stuck, and not before", () => {
  const config = configOf({
    ...{ CARD_KEY: "0123456789abcdef0123456789abcdef", RESEND_API_KEY: "re_x", ALERT_FROM: "vigie@example.org" },
    ...{ ALERT_TO: "ann@example.org", ALERT_WEBHOOK_URL: "https://hooks.slack.com/services/T/B/x" },
    DASHBOARD_TOKEN: "a long enough token",
  });
  const chat = config.channels.map(channelTarget).join();
  const stops = (...waiting: [place: string, ms: number][]) => {
    const stuck = waiting.map(([place, ms]) => ({ place, since: NOW - ms }));
    const facts = { ...GOOD, outbox: { ...outbox, pending: 2, oldestPendingAt: NOW - DAY_MS, waiting: stuck } };
    return problemsOfFacts(facts, config, NOW).find(({ kind }) => kind === "outbox")?.stops;
  };
  expect(stops(["mail", DAY_MS], [chat, 11 * MINUTE_MS])).toBe("alerts");
  expect(stops(["mail", DAY_MS], [chat, 10 * MINUTE_MS])).toBeNull();
  expect(stops(["mail", DAY_MS])).toBeNull();
  expect(stops([chat, DAY_MS])).toBeNull();
});

test("alerts are stopped as well where every place refuses one message after the other", () => {
  const config = configOf({
    ...{ CARD_KEY: "0123456789abcdef0123456789abcdef", RESEND_API_KEY: "re_x", ALERT_FROM: "vigie@example.org" },
    ...{ ALERT_TO: "ann@example.org", ALERT_WEBHOOK_URL: "https://hooks.slack.com/services/T/B/x" },
    DASHBOARD_TOKEN: "a long enough token",
  });
  const chat = config.channels.map(channelTarget).join();
  const lost = { mails: 3, ofIncidents: 0, recipients: 1, to: "ann@example.org" };
  const stops = (changes: Partial<HealthFacts["outbox"]>) =>
    problemsOfFacts({ ...GOOD, outbox: { ...outbox, failed: 6, ...changes } }, config, NOW).map(({ stops }) => stops);
  expect(stops({})).toEqual([null]);
  expect(stops({ unheard: [chat] })).toEqual([null]);
  expect(stops({ unheard: ["mail", chat] })).toEqual(["alerts"]);
  expect(stops({ unheard: ["mail", chat], lost })).toEqual(["alerts", "alerts"]);
  expect(stops({ unheard: [chat], pending: 1, waiting: [{ place: "mail", since: NOW - DAY_MS }] })).toEqual(["alerts"]);
});

test("a feed that is left alone as it asked is not silent, and one such pause is no failing feed", () => {
  const at = NOW - 4 * MINUTE_MS;
  const lastTick = { ...tick, at, ok: false, error: "asked us to slow down (429)" };
  const kinds = (leftAloneUntil?: number) =>
    problemsOfFacts({ ...GOOD, poller: { lastTick, simulated: false, leftAloneUntil } }, CONFIG, NOW);
  expect(kinds(at + 5 * MINUTE_MS)).toMatchObject([{ kind: "feed", holdMs: 8 * MINUTE_MS }]);
  expect(kinds()).toMatchObject([{ kind: "no_tick" }, { kind: "feed", holdMs: 3 * MINUTE_MS }]);
  // Once the pause is over, silence counts from there.
  expect(kinds(NOW - 3 * MINUTE_MS)).toMatchObject([{ kind: "feed" }]);
  expect(kinds(NOW - 3 * MINUTE_MS - 1)).toMatchObject([{ kind: "no_tick" }, { kind: "feed" }]);
});

test("mails that were accepted and did not arrive are told apart from what was given up, and do not stop the flow", () => {
  const lostTo = (to: string | null, recipients: number, mails = 2, ofIncidents = 0, failed = mails) => ({
    outbox: { ...outbox, failed, lost: { mails, ofIncidents, recipients, to } },
  });
  const did = "did not arrive though the mail provider had accepted them; the outbox says why.";
  expect(problemsOf(lostTo("bob@example.org", 1))).toEqual([`2 mails to bob@example.org ${did}`]);
  expect(problemsOf(lostTo("bob@example.org", 3, 5, 1))).toEqual([`4 mails to bob@example.org and 2 others ${did}`]);
  expect(problemsOf(lostTo("bob@example.org", 1, 2, 0, 3))).toEqual([
    "1 message was given up; the outbox says why.",
    `2 mails to bob@example.org ${did}`,
  ]);
  // That the notice of it is lost as well is no new incident: else each would be followed by another.
  expect(problemsOf(lostTo(null, 0, 2, 2))).toEqual([]);
  expect(healthOf({ ...GOOD, ...lostTo("bob@example.org", 1) }, CONFIG, NOW)).toMatchObject({
    ...{ flowing: true, status: "degraded", alertsFailed: 2 },
  });
});

test("what the watchman found at its last look is a problem, and the same of the moment is not told twice", () => {
  const flagged = changed("flagged", "11 % of the last hour's payments were flagged.");
  const unfamiliar = changed("unfamiliar", "The model does not know 1.2 % of the payments.");
  expect(problemsOf({ drift: [flagged, unfamiliar] })).toEqual([flagged.text, unfamiliar.text]);
  const many = { ...GOOD.unfamiliar, payments: 1000, unfamiliar: 400 };
  const told = problemsOf({ drift: [flagged, unfamiliar], unfamiliar: many });
  expect(told).toHaveLength(2);
  expect(told).not.toContain(unfamiliar.text);
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

test("what was not understood is told, and is no problem: payments flow", () => {
  const notUnderstood = [{ field: "category", value: "lottery", payments: 3, lastSeenAt: NOW - 5_000 }];
  const health = healthOf({ ...GOOD, notUnderstood }, CONFIG, NOW);
  expect(health).toMatchObject({
    status: "ok",
    notUnderstood: [{ field: "category", value: "lottery", payments: 3, lastSeenAt: "2026-11-20T10:59:55.000Z" }],
  });
  expect(healthSchema.strict().parse(health)).toEqual(health);
});

test("lines that fit the shipped model, and not the one that decides, are told: nothing would be reviewed", () => {
  const own = { review: 0.2, decline: 0.6 };
  const thresholds = { stream: own, first: own, snapshot: own };
  expect(problemsOf({ thresholds }, { reviewThreshold: 0.5 })).toEqual([]);
  expect(problemsOf({ thresholds }, { reviewThreshold: 0.7 })).toEqual([
    "REVIEW_THRESHOLD is 0.7, above the 0.6 from which the model itself declines while DECLINE_THRESHOLD is not set: nothing " +
      "would ever be reviewed. Set DECLINE_THRESHOLD too, above 0.7.",
  ]);
  expect(problemsOf({ thresholds }, { declineThreshold: 0.1 })[0]).toMatch(
    /^DECLINE_THRESHOLD is 0\.1, below the 0\.2/,
  );
  expect(problemsOf({ thresholds: null }, { reviewThreshold: 0.7 })).toEqual([]);
});
