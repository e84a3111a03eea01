// The two commands as they are typed, where something is wrong with what they are given.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "vigie-model-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER =
  "trans_date_trans_time,cc_num,merchant,category,amt,gender,dob,city_pop,lat,long,merch_lat,merch_long,trans_num,is_fraud";
const line = (over: { amt?: string; fraud?: string } = {}) =>
  `2019-01-01 00:00:18,2703186189652095,fraud_Shop,misc_net,${over.amt ?? "4.97"},F,1988-03-09,3495,36.0,-81.1,36.0,-82.0,a1,${over.fraud ?? "0"}`;

function fileOf(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.map((text) => `${text}\n`).join(""));
  return file;
}

function run(command: "train" | "evaluate", ...args: string[]) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, `${command}.ts`), ...args],
    {
      encoding: "utf8",
    },
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

test("an unknown option is one clear line too", () => {
  const { status, lastLine } = run("evaluate", "--dta", "x");
  expect(status).toBe(1);
  expect(lastLine).toContain("--dta");
});
