// The two commands as people type them, when something is wrong with what they are given.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { entriesOf, SUMS } from "../worker/scoring/bundle.ts";
import { SHIPPED } from "./bundleFile.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-model-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER =
  "trans_date_trans_time,cc_num,merchant,category,amt,gender,dob,city_pop,lat,long,merch_lat,merch_long,trans_num,is_fraud";
const line = (over: { amt?: string; fraud?: string; card?: string } = {}) =>
  `2019-01-01 00:00:18,${over.card ?? "2703186189652095"},fraud_Shop,misc_net,${over.amt ?? "4.97"},F,1988-03-09,3495,36.0,-81.1,36.0,-82.0,a1,${over.fraud ?? "0"}`;

function fileOf(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.map((text) => `${text}\n`).join(""));
  return file;
}

function run(command: "train" | "evaluate", ...args: string[]) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, `${command}.ts`), ...args],
    // Checked after the options and the data: only a run that gets so far fails on it.
    { encoding: "utf8", env: { ...process.env, MLFLOW_TRACKING_URI: "mlruns" } },
  );
  return { status, stdout, lastLine: stderr.trimEnd().split("\n").at(-1) ?? "" };
}

for (const command of ["train", "evaluate"] as const) {
  test.each([
    ["no --data", [], "--data is missing"],
    ["a file that is not there", ["--data", join(folder, "none.csv")], "no such file"],
    ["a file of another kind", ["--data", fileOf("notes.txt", "hello")], "only .csv and .parquet"],
    ["no content", ["--data", fileOf("empty.csv")], "no rows"],
    ["a header alone", ["--data", fileOf("header.csv", HEADER)], "no rows"],
    [
      "columns of something else",
      ["--data", fileOf("other.csv", "a,b", "1,2")],
      "column trans_date_trans_time, cc_num",
    ],
    [
      "a broken row",
      ["--data", fileOf("broken.csv", HEADER, line(), line({ amt: "x" }))],
      "line 3: amt is not a number",
    ],
    ["a row cut short", ["--data", fileOf("short.csv", HEADER, line(), "2019-01-01")], "after row 1"],
    ["one class only", ["--data", fileOf("one.csv", HEADER, line(), line())], "needs both kinds"],
    [
      "rounded card numbers",
      ["--data", fileOf("excel.csv", HEADER, line({ card: "5.12E+15" }), line({ card: "5.12E+15", fraud: "1" }))],
      "card numbers are rounded or hidden in 2 of 2 rows",
    ],
    [
      "no label",
      ["--data", fileOf("unlabelled.csv", HEADER.replace(",is_fraud", ""), line().replace(/,0$/, ""))],
      "lacks the column is_fraud",
    ],
    [
      "an export of labels",
      [
        "--data",
        fileOf("labels.csv", "id,paidAt,feature_amount,truth,truthFrom", "a1,2026-11-20T10:00:00Z,3,fraud,verdict"),
      ],
      "labels.csv is an export of labels:export, which this command does not read yet",
    ],
    [
      "an export of labels as JSON lines",
      ["--data", fileOf("labels.jsonl", '{"id":"a1","features":{"amount":3},"truth":"fraud","truthFrom":"verdict"}')],
      "labels.jsonl is an export of labels:export, which this command does not read yet",
    ],
    ["text named parquet", ["--data", fileOf("text.parquet", HEADER)], "not a parquet file"],
  ])(`${command} says in one line what is wrong with %s, and fails`, (_, args, message) => {
    const { status, lastLine } = run(command, ...args);
    expect(lastLine).toContain(message);
    expect(lastLine).not.toContain("    at ");
    expect(status).toBe(1);
  });

  test(`${command} --help explains itself`, () => {
    const { status, stdout } = run(command, "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("npm run model:");
  });
}

const both = fileOf("both.csv", HEADER, line(), line({ fraud: "1" }));
const damaged = join(folder, "damaged");
mkdirSync(damaged);
writeFileSync(join(damaged, "bundle.zip"), "no model");

test.each([
  ["a warm-up file that is not there", ["--warmup", join(folder, "none.csv")], "no such file"],
  ["a feed that does not exist", ["--feed", "river"], "--feed must be stream or snapshot"],
  ["a folder without a model", ["--model", folder], "train a model first"],
  ["a damaged model", ["--model", damaged], "bundle.zip: the bundle is no zip file"],
  ["a bundle that is not there", ["--bundle", join(folder, "none.zip")], "none.zip: no such file; train a model first"],
  ["a damaged bundle", ["--bundle", join(damaged, "bundle.zip")], "bundle.zip: the bundle is no zip file"],
  ["a bundle and a folder", ["--bundle", "a.zip", "--model", "b"], "state --bundle or --model, not both"],
  ["a curve where no folder can be", ["--curve", join(both, "curve.svg")], "a file stands where a folder is needed"],
  ["a budget of words", ["--budget", "few"], "--budget must be a number above 0"],
  ["a cost of nothing", ["--cost-missed", "0"], "--cost-missed must be a number above 0"],
  ["a budget and costs", ["--budget", "5", "--cost-alarm", "2"], "state costs or a budget, not both"],
  ["a review budget alone", ["--review-budget", "5"], "--review-budget goes with --budget"],
  ["a share in percent", ["--fraud-share", "58"], "--fraud-share must be a share between 0 and 1"],
  ["a drift that does not exist", ["--drift", "winter"], "--drift must be all or one of frauds-by-day, frauds-spread"],
  ["a drift and a budget", ["--drift", "all", "--budget", "5"], "--drift goes with the shipped thresholds"],
  ["budgets that contradict", ["--budget", "5", "--review-budget", "2"], "cannot be less than --budget"],
])("evaluate says in one line what is wrong with %s, and fails", (_, args, message) => {
  const { status, lastLine } = run("evaluate", "--data", both, ...args);
  expect(lastLine).toContain(message);
  expect(lastLine).not.toContain("    at ");
  expect(status).toBe(1);
});

test.each([
  ["trees in words", ["--trees", "many"], "--trees must be a whole number"],
  ["an empty folder", ["--data", damaged], "no .csv or .parquet file"],
  ["a place for the model that is a file", ["--out", both], "a file stands where a folder is needed"],
  ["trees of a damaged bundle", ["--trees-of", join(damaged, "bundle.zip")], "bundle.zip: the bundle is no zip file"],
  ["kept trees and a number of trees", ["--trees-of", "a.zip", "--trees", "5"], "--trees has no meaning then"],
  ["kept trees and a budget", ["--trees-of", "a.zip", "--budget", "5"], "--budget has no meaning then"],
  [
    "kept trees and a version in MLflow",
    ["--trees-of", "a.zip", "--register", "vigie"],
    "--register has no meaning then",
  ],
  [
    "an alias that MLflow keeps to itself",
    ["--register", "vigie@v7"],
    "--register must be a model's name, such as vigie",
  ],
  ["a server that is no address", [], "MLFLOW_TRACKING_URI must be http:// or https://"],
])("train says in one line what is wrong with %s, and fails", (_, args, message) => {
  const { status, lastLine } = run("train", "--data", both, ...args);
  expect(lastLine).toContain(message);
  expect(status).toBe(1);
});

test.each([
  ["a version in MLflow, and no server", ["--register", "vigie"], "", "--register needs MLFLOW_TRACKING_URI"],
  [
    "a server's password in its address",
    [],
    "http://ann:hunter2@127.0.0.1:9",
    "must hold no name and password: set MLFLOW_",
  ],
])("train says in one line what is wrong with %s, and does not repeat it", (_, args, uri, message) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "train.ts"), "--data", both, ...args],
    { encoding: "utf8", env: { ...process.env, MLFLOW_TRACKING_URI: uri } },
  );
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/hunter2|^ +at /m);
  expect(status).toBe(1);
});

test("evaluate --drift prints JSON: the payments as they are, and after the drift", () => {
  const { status, stdout } = run("evaluate", "--data", both, "--drift", "feed-categories", "--json");
  expect(status).toBe(0);
  const { drifts } = JSON.parse(stdout);
  expect(drifts).toMatchObject([
    { drift: "none", rows: 2, frauds: 1, unfamiliar_share: 0 },
    { drift: "feed-categories", rows: 2, frauds: 1, unfamiliar_share: 1, must_be_noticed: true },
  ]);
});

test("trees can be kept while what the data says of itself is made anew, each time the same bytes", () => {
  const made = ["one", "two"].map((name) => {
    const { status, lastLine, stdout } = run(
      "train",
      "--data",
      both,
      "--trees-of",
      SHIPPED,
      "--out",
      join(folder, name),
    );
    expect(lastLine).toContain("done");
    expect(stdout).toContain("the same trees");
    expect(status).toBe(0);
    return readFileSync(join(folder, name, "bundle.zip"));
  });
  expect(made[0]).toEqual(made[1]);
  const { "support.json": support, [SUMS]: _, ...core } = entriesOf(made[0] ?? new Uint8Array());
  expect(JSON.parse(new TextDecoder().decode(support))).toMatchObject({ highestFraudCents: 497 });
  const shipped = entriesOf(readFileSync(SHIPPED));
  for (const name of ["model.onnx", "manifest.json", "tables.json", "golden.json"]) {
    expect(core[name]).toEqual(shipped[name]);
  }
});

test("an unknown option is one clear line too", () => {
  const { status, lastLine } = run("evaluate", "--dta", "x");
  expect(status).toBe(1);
  expect(lastLine).toContain("--dta");
});
