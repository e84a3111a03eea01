// grafana/vigie.json: what Grafana takes, both ways in, and what a person can read there.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readPromQl } from "./promQl.ts";
import { filledIn, readDashboard } from "./watchers.ts";

const root = path.resolve(import.meta.dirname, "../..");
const text = readFileSync(path.join(root, "grafana/vigie.json"), "utf8");
const dashboard = readDashboard(text);
const shown = dashboard.panels.filter(({ type }) => type !== "row");
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own way to name a variable.
const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

/** What the compiler has against a dashboard, by Grafana's own types. */
function typeErrors(json: string): string {
  // The compiler finds the types from there, and no other check reads that folder.
  const cache = path.join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "dashboard-"));
  const file = path.join(folder, "dashboard.ts");
  const types = path.relative(folder, path.join(import.meta.dirname, "grafanaTypes.ts")).replaceAll("\\", "/");
  writeFileSync(file, `import type { Dashboard } from "${types}";\nexport const dashboard: Dashboard = ${json};\n`);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--allowImportingTsExtensions", "--ignoreConfig"];
  const target = ["--target", "esnext", "--module", "esnext", "--moduleResolution", "bundler"];
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  try {
    return execFileSync(process.execPath, [compiler, ...options, ...target, file], { encoding: "utf8" });
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("it is a dashboard by Grafana's own types", () => {
  expect(typeErrors(text)).toBe("");
});

test.each([
  ["an option that no panel has", '"colorMode": "value"', '"colorMode": "valu"'],
  ["a field that no panel has", '"gridPos"', '"gridPosition"'],
  ["a kind of panel that is not used", '"type": "timeseries"', '"type": "graph"'],
  ["a number that is none of an enum's", '"graphTooltip": 1', '"graphTooltip": 7'],
  ["a query without its text", '"expr"', '"query"'],
])("Grafana's types refuse %s", (_, right, wrong) => {
  expect(text).toContain(right);
  expect(typeErrors(text.replace(right, wrong))).toMatch(/error TS/);
});

test("the datasource is a variable, which import and provisioning both resolve", () => {
  const [first] = dashboard.templating.list;
  expect(first).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
  for (const variable of dashboard.templating.list.slice(1)) expect(variable.datasource).toEqual(DATASOURCE);
  for (const { title, datasource, targets } of shown) {
    for (const each of [datasource, ...targets.map((target) => target.datasource)])
      expect(each, title).toEqual(DATASOURCE);
  }
  // Only the import resolves these. A provisioned dashboard would ask a datasource of that very name.
  expect(text).not.toMatch(/__inputs|__requires|DS_PROMETHEUS/);
  expect([...text.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid).filter((uid) => uid !== DATASOURCE.uid)).toEqual(
    ["vigie-overview"],
  );
});

test("each variable that is used is one that the dashboard has", () => {
  const has = dashboard.templating.list.map(({ name }) => name);
  const own = ["__rate_interval"];
  const used = [...text.matchAll(/\$\{?(\w+)\}?/g)].map(([, name]) => name);
  expect(used.filter((name) => name !== undefined && !has.includes(name) && !own.includes(name))).toEqual([]);
  expect(has.filter((name) => !used.includes(name))).toEqual([]);
});

test("panels have ids of their own, stand beside one another, and fill their rows", () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${y + Math.floor(at / w)}:${x + (at % w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  const bottom = Math.max(...dashboard.panels.map(({ gridPos: { y, h } }) => y + h));
  expect(cells.length).toBe(24 * bottom);
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
});

test("each panel says what it shows, and series in time have a unit", () => {
  expect(shown.length).toBeGreaterThan(15);
  for (const { type, title, description, fieldConfig, targets } of shown) {
    expect(description?.length, title).toBeGreaterThan(10);
    expect(targets.length, title).toBeGreaterThan(0);
    if (type === "timeseries") expect(fieldConfig?.defaults.unit, title).toMatch(/^\w+$/);
  }
  expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length);
});

test("each query is PromQL, and asks the chosen Vigie alone", () => {
  for (const { title, targets } of shown) {
    for (const { expr } of targets) {
      for (const { metric, labels } of readPromQl(filledIn(expr)).selectors) {
        expect(labels, `${title}: ${metric}`).toContainEqual({ name: "instance", values: ["$instance"] });
      }
    }
  }
});
