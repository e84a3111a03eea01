import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { scoredPayment } from "../test/rows.ts";
import { PLACED_FEATURES } from "../worker/features/places.ts";
import { trainingRow } from "../worker/verdict/trainingRow.ts";
import { labelList } from "../worker/wire/answers.ts";
import { credentialsOf, linesOf, readOptions, refusalWords } from "./labelRows.ts";

const payments = [
  {
    ...scoredPayment({ id: "a", label: "legitimate", verdict: "fraud", features: [84.2, null] }),
    ...{ merchant: `=cmd "x", y\nz`, fraudType: "card_details" as const },
  },
  {
    ...scoredPayment({ id: "b", label: "fraud", score: null, extra: { channel: "app", age: 3 } }),
    ...{ features: PLACED_FEATURES.map(({ name }) => (name === "merchant_frauds_30d" ? 2 : null)), fraudType: null },
  },
  { ...scoredPayment({ id: "c" }), fraudType: null },
];
const { labels } = labelList.parse({ labels: payments.flatMap((each) => trainingRow(each, "USD") ?? []), next: null });

test("a person's word counts more than the feed's, and what nobody knows is left out", () => {
  expect(labels.map(({ id, truth, truthFrom }) => [id, truth, truthFrom])).toEqual([
    ["a", "fraud", "verdict"],
    ["b", "fraud", "label"],
  ]);
});

test("a CSV has one header, a column for each feature that any model reads, columns of one's own as JSON, and no formulas", () => {
  const text = linesOf(labels.slice(0, 1), "csv", true) + linesOf(labels.slice(1), "csv", false);
  const rows: Record<string, string>[] = parse(text, { columns: true });
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ id: "a", merchant: `'=cmd "x", y\nz`, truth: "fraud", feature_amount: "84.2" });
  expect(rows[0]).toMatchObject({ truthFrom: "verdict", fraudType: "card_details" });
  expect(rows[1]).toMatchObject({ id: "b", score: "", fraudType: "" });
  expect(rows.map(({ feature_merchant_frauds_30d, extra }) => [feature_merchant_frauds_30d, extra])).toEqual([
    ["", ""],
    ["2", '{"channel":"app","age":3}'],
  ]);
  for (const { name } of PLACED_FEATURES) expect(rows[0]).toHaveProperty(`feature_${name}`);
});

test("JSON lines are the rows as they are", () => {
  const lines = linesOf(labels, "jsonl", true).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(labels);
  expect(labels[0]).toMatchObject({ features: { amount: 84.2, merchant_frauds_30d: null }, extra: null });
  expect(labels[1]).toMatchObject({ features: { merchant_frauds_30d: 2 }, extra: { channel: "app", age: 3 } });
});

test("the format follows the file's name, and a wrong option is named", () => {
  expect(readOptions(["--out", "labels.csv"])).toMatchObject({ out: "labels.csv", format: "csv" });
  expect(readOptions([])).toEqual({ url: "http://127.0.0.1:8787", out: null, format: "jsonl" });
  expect(readOptions(["--format", "xml"])).toEqual({ problem: "--format is csv or jsonl" });
  expect(readOptions(["--url", "vigie"])).toEqual({ problem: "--url vigie is no address" });
  expect(readOptions(["--frmat", "csv"])).toHaveProperty("problem");
});

test("only what is set goes along as credentials", () => {
  expect(credentialsOf({})).toEqual({});
  expect(credentialsOf({ DASHBOARD_TOKEN: "t\n", CF_ACCESS_CLIENT_ID: "" })).toEqual({ authorization: "Bearer t" });
  expect(credentialsOf({ CF_ACCESS_CLIENT_ID: "i", CF_ACCESS_CLIENT_SECRET: "s" })).toEqual({
    "cf-access-client-id": "i",
    "cf-access-client-secret": "s",
  });
});

test.each([
  [401, '{"error":"a valid token is needed"}', /answered 401: a valid token is needed; set DASHBOARD_TOKEN/],
  [403, '{"error":"Cloudflare Access did not let this through"}', /did not let this through; .* CF_ACCESS_CLIENT_ID/],
  [302, "", /answered 302; .* CF_ACCESS_CLIENT_ID/],
  [404, "<h1>Not found</h1>", /answered 404; is that a Vigie\? Look at --url/],
  [502, "<h1>Bad gateway</h1>", /answered 502; is that a Vigie/],
  [503, '{"error":"closed"}', /answered 503: closed; try again, and look at its \/api\/health/],
])("an answer %i names the address, what it said and what to do", (status, text, words) => {
  const told = refusalWords("https://vigie.test", status, text);
  expect(told).toMatch(/^https:\/\/vigie\.test answered /);
  expect(told).toMatch(words);
});
