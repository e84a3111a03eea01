// The dashboard and the alert rules name metrics and labels that a real answer of /api/metrics has. A metric that is renamed
// would leave a panel empty and an alert silent, and nobody would notice.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import dashboardText from "../../grafana/vigie.json?raw";
import alertsText from "../../prometheus/alerts.yml?raw";
import { INCIDENT_KINDS } from "../../worker/health/problem.ts";
import { readMetrics } from "../promRules.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { type Query, readPromQl } from "../watching/promQl.ts";
import { filledIn, labelsIn, readAlertRules, readDashboard } from "../watching/watchers.ts";
import { sql } from "./sql.ts";
import { push, request } from "./worker.ts";

/** By the name of a series: the values that each of its labels has. */
type Served = Map<string, Map<string, Set<string>>>;

const served: Served = new Map();
/** What Prometheus itself adds to each series, and measures of each scrape. */
const ADDED = ["job", "instance"];
const OF_THE_SCRAPE = "up";

const dashboard = readDashboard(dashboardText);
const rules = readAlertRules(alertsText);

/** A Vigie of which all is known that metrics tell. */
beforeAll(async () => {
  await push([feedRow(), fraudRow(), { ...feedRow(), amt: 1.005 }, feedRow({ category: "lottery" })]);
  const now = Date.now();
  await sql("insert into quarters values (?, 'travel', 'a model', 'decline', 'fraud', 1, 100)", now - (now % 900_000));
  for (const kind of INCIDENT_KINDS) {
    await sql("insert into incidents (id, kind, started_at, detail) values (?, ?, ?, '')", kind, kind, now);
  }
  const archivist = env.ARCHIVIST.getByName("archivist");
  await archivist.beat();
  await runDurableObjectAlarm(archivist);
  await runInDurableObject(archivist, (_, { storage }) => {
    storage.kv.put("growth", { payments: 1, days: 7 });
    storage.kv.put("sums", { days: 1, files: 1, bytes: 99, lastDate: "2026-11-20" });
  });
  const answer = await request("/api/metrics", {}, { ALERT_WEBHOOK_URL: "slack+http://hooks.test/slack" });
  for (const { series } of readMetrics(await answer.text()).values()) {
    for (const { name, labels } of series) {
      const known = served.get(name) ?? new Map();
      served.set(name, known);
      for (const [label, value] of labels) known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
});

/** What an expression names and no answer has. */
function unserved({ selectors, groupings }: Query): string[] {
  const ofMetrics = selectors.flatMap(({ metric, labels }) => {
    const known = served.get(metric);
    if (metric === OF_THE_SCRAPE) return labels.map(({ name }) => name).filter((name) => !ADDED.includes(name));
    if (known === undefined) return [metric];
    return labels.flatMap(({ name, values }) => {
      if (ADDED.includes(name)) return [];
      return values
        .filter((value) => known.get(name)?.has(value) !== true)
        .map((value) => `${metric}{${name}="${value}"}`);
    });
  });
  return [...ofMetrics, ...labelsUnserved(selectors, groupings)];
}

function labelsUnserved(selectors: Query["selectors"], labels: readonly string[]): string[] {
  const known = selectors.flatMap(({ metric }) => [...(served.get(metric)?.keys() ?? [])]);
  return labels.filter((label) => ![...known, ...ADDED].includes(label));
}

test("every panel asks for what is served, and shows labels that are served", () => {
  const targets = dashboard.panels.flatMap((panel) => panel.targets.map((target) => ({ ...target, panel })));
  expect(targets.length).toBeGreaterThan(20);
  for (const { expr, legendFormat = "", panel } of targets) {
    const query = readPromQl(filledIn(expr));
    const columns = panel.transformations.flatMap(({ options }) => Object.keys(options.renameByName));
    const labels = [...labelsIn(legendFormat), ...columns.filter((column) => column !== "Value")];
    expect([...unserved(query), ...labelsUnserved(query.selectors, labels)], panel.title).toEqual([]);
  }
});

test("the dashboard finds Vigies by a metric that is served", () => {
  const [, metric = "", label = ""] = /label_values\((\w+), (\w+)\)/.exec(dashboardText) ?? [];
  expect(served.has(metric)).toBe(true);
  expect(ADDED).toContain(label);
});

test("every alert rule asks for what is served, and tells labels that are served", () => {
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr, annotations } of rules) {
    const query = readPromQl(expr);
    const labels = Object.values(annotations).flatMap(labelsIn);
    expect([...unserved(query), ...labelsUnserved(query.selectors, labels)], alert).toEqual([]);
  }
});

test.each([
  ["vigie_paid_total", ["vigie_paid_total"]],
  ['vigie_payments_total{result="approve"}', ['vigie_payments_total{result="approve"}']],
  ['vigie_payments_total{outcome=~"approve|refuse"}', ['vigie_payments_total{outcome="refuse"}']],
  ["sum by (kind) (vigie_payments_total)", ["kind"]],
  ['up{outcome="approve"}', ["outcome"]],
  ['sum by (outcome) (rate(vigie_payments_total{source="push"}[5m]))', []],
])("of %s, what is not served is found", (expression, found) => {
  expect(unserved(readPromQl(expression))).toEqual(found);
});
