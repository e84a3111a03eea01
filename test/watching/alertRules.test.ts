// prometheus/: alert rules that Prometheus reads, and that tell people what to do; and the scrape that they rely on.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readPromQl } from "./promQl.ts";
import { readAlertRules } from "./watchers.ts";

const root = path.resolve(import.meta.dirname, "../..");
const rules = readAlertRules(readFileSync(path.join(root, "prometheus/alerts.yml"), "utf8"));
const configuration = parse(readFileSync(path.join(root, "prometheus/prometheus.yml"), "utf8"));

describe("the alert rules", () => {
  test("are PromQL, each with a name of its own", () => {
    for (const { alert, expr } of rules) expect(readPromQl(expr).selectors.length, alert).toBeGreaterThan(0);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  test("notice when Vigie is not asked, and when it does not answer", () => {
    expect(rules.map(({ expr }) => expr)).toEqual(
      expect.arrayContaining(['absent(up{job="vigie"})', 'up{job="vigie"} == 0']),
    );
  });

  test("look for the job that the scrape configuration has", () => {
    const jobs = rules.flatMap(({ expr }) =>
      readPromQl(expr).selectors.flatMap(({ labels }) => labels.filter(({ name }) => name === "job")),
    );
    expect(new Set(jobs.flatMap(({ values }) => values))).toEqual(new Set([configuration.scrape_configs[0].job_name]));
  });
});

test("the scrape configuration reads the rules, and asks the metrics with the token in a file", () => {
  expect(configuration).toMatchObject({
    rule_files: ["alerts.yml"],
    scrape_configs: [
      { scheme: "https", metrics_path: "/api/metrics", authorization: { credentials_file: expect.any(String) } },
    ],
  });
});

test.each([
  "rate(vigie_up[5m)",
  "vigie_up = 0",
  "sum by (outcome vigie_up",
  "{",
  "vigie_up vigie_up",
  'vigie_up{kind=="a"}',
])("%s is no PromQL", (expression) => {
  expect(() => readPromQl(expression)).toThrow("no PromQL");
});

test("the metrics and labels of an expression are found", () => {
  expect(readPromQl('sum by (a) (rate(b{c=~"d|e",f="g"}[5m])) / on (h) group_left (i) j')).toEqual({
    selectors: [
      {
        metric: "b",
        labels: [
          { name: "c", values: ["d", "e"] },
          { name: "f", values: ["g"] },
        ],
      },
      { metric: "j", labels: [] },
    ],
    groupings: ["a", "h", "i"],
  });
});
