import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("options that npm took for its own are refused, and how to write them is said", () => {
  const words = "npm took --dry-run for its own: write npm run deploy -- --dry-run";
  expect(() => readOptions([], { npm_config_dry_run: "true" })).toThrow(words);
  // npm makes a word of its own of the value, which would be refused without a remedy.
  expect(() => readOptions(["INGEST_SECRET"], { npm_config_secret: "true" })).toThrow("npm run deploy -- --secret");
});

test("an option that nobody knows leads to the list of those that there are", () => {
  expect(() => readOptions(["--dryrun"])).toThrow(/'--dryrun'.*npm run deploy -- --help/);
});

test("a variable that nobody knows leads to the one that was meant, where one is near", () => {
  for (const [typed, meant] of [
    ["POLL_SECOND", "POLL_SECONDS"],
    ["ALERT_FORM", "ALERT_FROM"],
  ]) {
    expect(() => readOptions(["--set", `${typed}=1`])).toThrow(`no variable called ${typed}: did you mean ${meant}?`);
  }
  expect(() => readOptions(["--secret", "SOMETHING_ELSE"])).toThrow(/no variable called SOMETHING_ELSE \(README/);
});

test("the secret of any source can be set, and only as a secret", () => {
  expect(readOptions(["--secret", "SOURCE_SECRET_STRIPE"]).secrets).toEqual(["SOURCE_SECRET_STRIPE"]);
  expect(() => readOptions(["--set", "SOURCE_SECRET_STRIPE=x"])).toThrow("use --secret SOURCE_SECRET_STRIPE");
  expect(() => readOptions(["--secret", "SOURCE_SECRET_stripe"])).toThrow(/no variable called SOURCE_SECRET_stripe/);
});
