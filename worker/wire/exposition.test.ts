import { expect, test } from "vitest";
import { readMetrics } from "../../test/promRules.ts";
import { exposition, type Metric } from "./exposition.ts";

const gauge = (samples: Metric["samples"], help = "Rows"): Metric => ({ name: "rows", help, type: "gauge", samples });

test("a metric has its help, its type, and a line for each sample", () => {
  const samples = [
    { labels: { source: "poll", code: "invalid" }, value: 3 },
    { labels: { source: "push" }, value: 0.5 },
  ];
  expect(exposition([gauge(samples), { ...gauge([{ value: 1 }]), name: "up" }])).toBe(
    '# HELP rows Rows\n# TYPE rows gauge\nrows{source="poll",code="invalid"} 3\nrows{source="push"} 0.5\n' +
      "# HELP up Rows\n# TYPE up gauge\nup 1\n",
  );
});

test.each(['"', "\\", "\n", '\\n"', 'a\\"b\nc', "{}=,#", "é \u{1F4B3}", ""])(
  "a label holds %j, and is read back as it was",
  (text) => {
    const read = readMetrics(exposition([gauge([{ labels: { value: text }, value: 1 }])]));
    expect(read.get("rows")?.series).toEqual([{ name: "rows", labels: new Map([["value", text]]), value: 1 }]);
  },
);

test("help stays on its line", () => {
  expect(exposition([gauge([{ value: 1 }], 'one\ntwo \\ "three"')])).toMatch(/^# HELP rows one\\ntwo \\\\ "three"\n/);
});

test.each([
  [Number.POSITIVE_INFINITY, "+Inf"],
  [Number.NEGATIVE_INFINITY, "-Inf"],
  [Number.NaN, "NaN"],
  [1e21, "1e+21"],
  [1_796_000_000.123, "1796000000.123"],
])("%d is written as Prometheus reads it", (value, written) => {
  expect(exposition([gauge([{ value }])])).toContain(`\nrows ${written}\n`);
});

test("nothing is said of what is not known", () => {
  expect(exposition([gauge([])])).toBe("");
});
