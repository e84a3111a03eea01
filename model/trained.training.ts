// Whole small trainings as people start them: what is written, where, and what is not.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { csvOf, type MadeUpRow, madeUpRows } from "./madeUpFile.ts";
import { seededRandom } from "./random.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-trained-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, change: (row: MadeUpRow, i: number) => Partial<MadeUpRow>): string {
  const file = join(folder, name);
  writeFileSync(file, csvOf(madeUpRows().map((row, i) => ({ ...row, ...change(row, i) }))));
  return file;
}

function run(command: "train" | "evaluate", ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, `${command}.ts`), ...args],
    { encoding: "utf8", env: { ...process.env, MLFLOW_TRACKING_URI: "" } },
  );
  return { status, stdout, said: stderr };
}

const hashOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
const trained = join(import.meta.dirname, "trained");
const shipped = join(import.meta.dirname, "artifacts", "bundle.zip");

test("without --out a model lands beside the shipped one, which stays as it was, with a card of its own", () => {
  // A model that somebody trained here must not be lost to a test.
  expect(existsSync(join(trained, "bundle.zip"))).toBe(false);
  const before = hashOf(shipped);
  try {
    const { status, stdout } = run(
      "train",
      "--data",
      fileOf("good.csv", () => ({})),
      "--trees",
      "10",
    );
    expect(status).toBe(0);
    expect(stdout).toContain(join(trained, "bundle.zip"));
    expect(hashOf(shipped)).toBe(before);
    const card = readFileSync(join(trained, "card.md"), "utf8");
    expect(card).toContain(`# Model ${/Model (\w{12})/.exec(stdout)?.[1]}`);
    expect(card).toContain("| payments | 2,400 of 60 cards, 2019-01-01 to 2019-01-");
    expect(card).toContain("| stream | 80 on 20 cards |");
    expect(card).toMatch(/- 240 of 2,400 \(10\.0 %\) payments are frauds\./);
  } finally {
    rmSync(trained, { recursive: true, force: true });
  }
});

test("a model that is worse than the amount alone is not written, in words with both figures", () => {
  // A tenth of the payments are frauds by the amount, which the labels of the other cards contradict.
  const random = seededRandom(5);
  const file = fileOf("contradicting.csv", ({ cc_num: card, amt }, i) => {
    const isHeldOut = (i % 60) % 3 === 0;
    const isHigh = Number(amt) > 500;
    return { cc_num: card, is_fraud: (isHeldOut ? isHigh : !isHigh && random() < 0.2) ? "1" : "0" };
  });
  const out = join(folder, "worse");
  const { status, said } = run("train", "--data", file, "--trees", "10", "--out", out);
  expect(said.trimEnd().split("\n").at(-1)).toMatch(
    /the model is worse than the amount alone \(stream: PR-AUC 0\.\d{4}, by the amount 1\.0000;.*It was not written/,
  );
  expect(said).not.toMatch(/^ +at /m);
  expect(status).toBe(1);
  expect(readdirSync(out)).toEqual([]);
});

test("where no card pays twice, known cards get no calibration of their own, and the model works all the same", () => {
  const file = fileOf("once.csv", (_, i) => ({ cc_num: String(4_000_000_000_000_000 + 7 * i) }));
  const out = join(folder, "once");
  const { status, said, stdout } = run("train", "--data", file, "--trees", "10", "--out", out);
  expect(status).toBe(0);
  expect(said).toContain("only 0 frauds on 0 cards come after an earlier payment of their card");
  expect(stdout).not.toMatch(/^ +stream/m);
  expect(readFileSync(join(out, "card.md"), "utf8")).toContain("No figures for `stream`");
  const evaluated = run(
    "evaluate",
    "--data",
    fileOf("twice.csv", () => ({})),
    "--model",
    out,
    "--json",
  );
  expect(evaluated.status).toBe(0);
  expect(JSON.parse(evaluated.stdout).by_situation.stream.rows).toBe(2340);
});
