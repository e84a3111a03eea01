import { describe, expect, test } from "vitest";
import { findingsOn, readMetrics } from "../../test/promRules.ts";
import { CARE_LEVELS } from "../decision/careLevels.ts";
import { emptyLatencies, observe } from "../pipeline/latency.ts";
import type { HealthWithoutStore } from "../wire/board.ts";
import { exposition } from "../wire/exposition.ts";
import { type MetricFacts, metricsOf, type StoredMetricFacts } from "./metrics.ts";

const NO_WHAT = { amount: 0, category: 0, hour: 0, pace: 0, missing: 0, age: 0 };
const STORED_HEALTH: StoredMetricFacts["health"] = {
  ...{ incidents: [], lastPayment: null, alertsPending: 0, alertsHeldBack: 0, alertsFailed: 0, rejects: 0 },
};
const HEALTH: HealthWithoutStore = {
  ...{ status: "ok", flowing: true, problems: [], lastTick: null },
  simulated: false,
  past: { loading: null, ofToday: 0 },
  feed: { kind: "stream", host: "feed.test", simulated: false, pollSeconds: 12, zone: "UTC" },
  ...{ notUnderstood: [], deadLetters: 0 },
  rows: { polled: { rows: 0, refused: 0 }, pushed: { rows: 0, refused: 0 } },
  model: { version: "abc", engine: "onnx", problem: null },
  unfamiliar: { payments: 0, unfamiliar: 0, what: NO_WHAT },
  thresholds: [],
  care: CARE_LEVELS,
  waiting: { payments: 0, bytes: 0, since: null, problem: null, lasts: false },
  ...{ store: "d1", storeProblem: null, needsStore: false, filling: null, storage: null, open: true },
};
const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const NOTHING_STORED: StoredMetricFacts = {
  health: STORED_HEALTH,
  today: {
    ...{ payments: 0, amount: "0.00", reviews: 0, declines: 0, amountAtRisk: "0.00" },
    ...{ labelledFrauds: 0, labelledFraudsFlagged: 0 },
  },
  quality: { known: 0, caught: 0, falseAlarms: 0, missed: 0, precision: null, recall: null },
  counts: { payments: [], rejects: [] },
};
/** A Vigie that has just begun: nothing has happened yet. */
const NOTHING: MetricFacts = {
  ...{ version: "1.2.3", now: NOW, health: HEALTH, stored: NOTHING_STORED },
  ...{ ticks: {}, attempts: {}, channels: new Set(), queued: null, latencies: emptyLatencies() },
};

/** A Vigie of which everything is known, with words that must be escaped. */
function everything(): MetricFacts {
  const latencies = emptyLatencies();
  for (const ms of [1, 80, 400_000]) observe(latencies, "seen_to_scored", ms);
  return {
    ...NOTHING,
    ...{ queued: 4, latencies },
    ...{ channels: new Set(["slack"]), attempts: { "mail sent": 2, "mail lost": 1, "slack failed": 1 } },
    ticks: { ok: 7, feed_failed: 1 },
    stored: {
      ...NOTHING_STORED,
      quality: { ...NOTHING_STORED.quality, precision: 0.5, recall: 1 },
      counts: {
        payments: [
          { source: "poll", outcome: "approve", model: "abc", payments: 5 },
          { source: "push", outcome: "approve", model: "old", payments: 2 },
          { source: "push", outcome: "decline", model: "abc", payments: 1 },
        ],
        rejects: [{ source: "push", code: "invalid", rows: 3 }],
      },
      health: {
        ...STORED_HEALTH,
        lastPayment: "2026-11-20T10:00:00.500Z",
        incidents: [{ kind: "no_tick", since: "2026-11-20T09:00:00.000Z", detail: "", lasts: true }],
      },
    },
    health: {
      ...HEALTH,
      waiting: { payments: 312, bytes: 9_000, since: "2026-11-20T10:58:00.000Z", problem: "it is away", lasts: true },
      notUnderstood: [
        { field: "category", value: 'a "new"\\\none', payments: 1, lastSeenAt: "2026-11-20T09:00:00.000Z" },
        { field: "gender", value: null, payments: 2, lastSeenAt: "2026-11-20T09:00:00.000Z" },
      ],
      storage: {
        ...{ rows: 8, bytes: 4096, limitBytes: 1e10, daysLeft: 1.5, measuredAt: "2026-11-20T09:00:00.000Z" },
        ...{ keptDays: null, note: null, archive: { days: 1, files: 1, bytes: 99, lastDate: null, problem: null } },
      },
    },
  };
}

function valuesOf(facts: MetricFacts, name: string): Record<string, number> {
  const series = readMetrics(exposition(metricsOf(facts))).get(name)?.series ?? [];
  return Object.fromEntries(series.map(({ labels, value }) => [[...labels.values()].join(" "), value]));
}

describe("what Prometheus' checker asks", () => {
  test.each([
    ["when nothing has happened yet", NOTHING],
    ["when everything is known", everything()],
    ["while the store is away", { ...everything(), stored: null }],
  ])("is kept %s", (_, facts) => {
    const families = readMetrics(exposition(metricsOf(facts)));
    expect(families.size).toBeGreaterThan(15);
    expect(findingsOn(families.values())).toEqual([]);
  });

  test.each([
    ["# TYPE a gauge\na 1\n", "no help text"],
    ["# HELP a A\n# TYPE a counter\na 1\n", "_total"],
    ["# HELP a_total A\n# TYPE a_total gauge\na_total 1\n", "_total"],
    ["# HELP a_days A\n# TYPE a_days gauge\na_days 1\n", "seconds is the unit"],
    ["# HELP a_ms A\n# TYPE a_ms gauge\na_ms 1\n", "an abbreviated unit"],
    ["# HELP a_gauge A\n# TYPE a_gauge gauge\na_gauge 1\n", "its type"],
    ['# HELP a A\n# TYPE a gauge\na{theSource="b"} 1\n', "camelCase"],
    ["# HELP a_count A\n# TYPE a_count gauge\na_count 1\n", "a suffix"],
    ['# HELP a A\n# TYPE a gauge\na{le="b"} 1\n', "a reserved label"],
    ['# HELP a A\n# TYPE a gauge\na{b="c",d="e"} 1\na{d="e",b="c"} 1\n', "the same series"],
    ['# HELP a A\n# TYPE a histogram\na_bucket{le="1"} 2\na_sum 1\na_count 2\n', "does not add up"],
    [
      '# HELP a A\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
      "does not add up",
    ],
    ["# HELP a_total A\n# TYPE a_total counter\na_total -1\n", "below 0"],
  ])("is missed by %j", (text, finding) => {
    expect(findingsOn(readMetrics(text).values())).toEqual([expect.stringContaining(finding)]);
  });

  test.each([
    "a 1\n",
    "# TYPE a gauge\na 1",
    "# TYPE a gauge\na one\n",
    '# TYPE a gauge\na{b="c} 1\n',
    '# TYPE a gauge\na{b="\\x"} 1\n',
  ])("is missed by the text %j", (text) => {
    expect(() => readMetrics(text)).toThrow();
  });
});

test("payments are counted by outcome and source, and decisions by model", () => {
  expect(valuesOf(everything(), "vigie_payments_total")).toEqual({
    ...{ "approve poll": 5, "review poll": 0, "decline poll": 0 },
    ...{ "approve push": 2, "review push": 0, "decline push": 1 },
  });
  expect(valuesOf(everything(), "vigie_decisions_total")).toEqual({
    ...{ "abc approve": 5, "abc review": 0, "abc decline": 1 },
    ...{ "old approve": 2, "old review": 0, "old decline": 0 },
  });
});

test("rows, polls, mails and posts are counted by what came of them", () => {
  expect(valuesOf(everything(), "vigie_rejects_total")).toMatchObject({ "invalid push": 3, "invalid poll": 0 });
  expect(valuesOf(everything(), "vigie_ticks_total")).toEqual({
    ...{ ok: 7, feed_failed: 1, store_failed: 0, vigie_failed: 0 },
  });
  expect(valuesOf(everything(), "vigie_mails_total")).toEqual({ sent: 2, kept: 0, retried: 0, failed: 0, lost: 1 });
  expect(valuesOf(everything(), "vigie_posts_total")).toEqual({
    "slack sent": 0,
    "slack retried": 0,
    "slack failed": 1,
  });
});

test("what the model does not know of the newest payments is told, by what it is", () => {
  const unfamiliar = { payments: 1_000, unfamiliar: 61, what: { ...NO_WHAT, amount: 40, category: 25 } };
  const facts = { ...NOTHING, health: { ...HEALTH, unfamiliar } };
  expect(valuesOf(facts, "vigie_newest_payments")).toEqual({ "": 1_000 });
  expect(valuesOf(facts, "vigie_newest_unfamiliar")).toEqual({ "": 61 });
  expect(valuesOf(facts, "vigie_newest_unfamiliar_what")).toEqual({ ...NO_WHAT, amount: 40, category: 25 });
});

test("each count is there from the start, so that the first event is seen as a growth", () => {
  for (const name of ["payments", "decisions", "rejects", "ticks", "mails"]) {
    const values = Object.values(valuesOf(NOTHING, `vigie_${name}_total`));
    expect(new Set(values), name).toEqual(new Set([0]));
  }
});

test("alerts that are held back are told apart from those that cannot be sent", () => {
  const health = { ...STORED_HEALTH, alertsPending: 7, alertsHeldBack: 5 };
  const facts = { ...NOTHING, stored: { ...NOTHING_STORED, health } };
  expect(valuesOf(facts, "vigie_alerts_pending")).toEqual({ "": 7 });
  expect(valuesOf(facts, "vigie_alerts_held_back")).toEqual({ "": 5 });
});

test("times are in seconds", () => {
  expect(valuesOf(everything(), "vigie_last_payment_timestamp_seconds")).toEqual({ "": 1_795_168_800.5 });
  expect(valuesOf(everything(), "vigie_store_left_seconds")).toEqual({ "": 129_600 });
});

test("what is decided and not recorded is told with its age, and as 0 when all is recorded", () => {
  const { health } = everything();
  for (const facts of [everything(), { ...everything(), stored: null, health: { ...health, storeProblem: "Away." } }]) {
    expect(valuesOf(facts, "vigie_decided_waiting")).toEqual({ "": 312 });
    expect(valuesOf(facts, "vigie_decided_waiting_bytes")).toEqual({ "": 9_000 });
    expect(valuesOf(facts, "vigie_decided_waiting_seconds")).toEqual({ "": 120 });
  }
  expect(valuesOf(NOTHING, "vigie_decided_waiting")).toEqual({ "": 0 });
  expect(valuesOf(NOTHING, "vigie_decided_waiting_seconds")).toEqual({ "": 0 });
});

test("while the store is away the rest is told, and nothing of what only the store knows", () => {
  const away = { ...everything(), stored: null, health: { ...HEALTH, storeProblem: "Away.", needsStore: true } };
  expect(valuesOf(away, "vigie_store_up")).toEqual({ "": 0 });
  expect(valuesOf(away, "vigie_memory_filled")).toEqual({ "": 0 });
  expect(valuesOf(away, "vigie_up")).toEqual({ "": 1 });
  expect(valuesOf(away, "vigie_ticks_total")).toMatchObject({ ok: 7 });
  expect(valuesOf(away, "vigie_payments_total")).toEqual({});
  expect(valuesOf(everything(), "vigie_store_up")).toEqual({ "": 1 });
  expect(valuesOf(everything(), "vigie_memory_filled")).toEqual({ "": 1 });
});

test("version, store, model and engine are labels of metrics that are 1", () => {
  expect(valuesOf(NOTHING, "vigie_build_info")).toEqual({ "1.2.3 d1": 1 });
  expect(valuesOf(NOTHING, "vigie_model_info")).toEqual({ "abc onnx": 1 });
});

test("nothing is claimed of what is not known", () => {
  const names = [...readMetrics(exposition(metricsOf(NOTHING))).keys()];
  const unknown = [
    "vigie_last_payment_timestamp_seconds",
    "vigie_precision_today",
    "vigie_queued",
    "vigie_store_bytes",
  ];
  expect(names.filter((name) => unknown.includes(name))).toEqual([]);
  const known = [...readMetrics(exposition(metricsOf(everything()))).keys()];
  expect(unknown.filter((name) => !known.includes(name))).toEqual([]);
});
