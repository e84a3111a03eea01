// Whole small trainings as people start them: what is written, where, and what is not.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DAY_MS } from "../worker/duration.ts";
import { csvOf, type MadeUpRow, madeUpRows } from "./madeUpFile.ts";
import { ownFileOf, ownRow } from "./ownFileOf.ts";
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

/** 80 cards pay once a day, for 90 days; some are robbed on two days, of amounts that they do not spend otherwise. */
function ownPayments(name: string, robbedOneIn: number, category = ""): string {
  const random = seededRandom(3);
  const rows = Array.from({ length: 90 * 80 }, (_, i) => {
    const [day, card] = [Math.floor(i / 80), i % 80];
    const isFraud = (card * 7 + day) % robbedOneIn < 2;
    const paidAt = Date.UTC(2026, 0, 1) + day * DAY_MS + Math.floor(random() * DAY_MS);
    const amountCents = Math.round(100 * (isFraud ? 200 + random() * 400 : 5 + random() ** 3 * 300));
    return ownRow({ paidAt, card: `c${card}`, category, amountCents, label: isFraud ? "fraud" : "legitimate" });
  });
  const file = join(folder, name);
  writeFileSync(
    file,
    ownFileOf(
      rows.sort((a, b) => a.paidAt - b.paidAt),
      { zone: "Europe/Paris" },
    ),
  );
  return file;
}

test("one's own payments become a bundle with a card that says what was held for true, twice with the same bytes", () => {
  const file = ownPayments("many.parquet", 40);
  const [out, again] = [join(folder, "own"), join(folder, "own-again")];
  const { status, stdout, said } = run("train", "--data", file, "--trees", "20", "--out", out);
  expect(said).toContain("said to be legitimate, 0 taken for legitimate after 60 days of silence, 0 left out");
  expect(status).toBe(0);
  expect(stdout).toMatch(/this model +PR-AUC 0\.\d{3}/);
  expect(stdout).toMatch(/the champion \(\w{12}\) +PR-AUC/);
  expect(stdout).toMatch(/amount and time alone +PR-AUC/);
  const card = readFileSync(join(out, "card.md"), "utf8");
  expect(card).toContain("7,200 of 80 cards, 2026-01-01 to 2026-0");
  expect(card).toContain("in EUR");
  expect(card).toContain("- no payment has category, gender, age, city_population; the model does without.");
  run("train", "--data", file, "--trees", "20", "--out", again);
  expect(hashOf(join(again, "bundle.zip"))).toBe(hashOf(join(out, "bundle.zip")));
  const evaluated = run("evaluate", "--data", file, "--model", out, "--json");
  expect(evaluated.status).toBe(0);
  expect(JSON.parse(evaluated.stdout).rows).toBe(7200);
});

test("of few frauds a small model and the champion with another calibration are tried, and the better one is taken", () => {
  const out = join(folder, "few");
  const { status, stdout } = run("train", "--data", ownPayments("few.parquet", 97, "misc_net"), "--out", out);
  expect(status).toBe(0);
  expect(stdout).toMatch(/a small model of these payments +PR-AUC/);
  expect(stdout).toMatch(/the champion \(\w{12}\), recalibrated +PR-AUC/);
  expect(readFileSync(join(out, "card.md"), "utf8")).toMatch(
    /- frauds are few, so what proved better on later payments was taken/,
  );
});

test("options for one's own payments are refused with other files", () => {
  const { said, status } = run(
    "train",
    "--data",
    fileOf("kaggle.csv", () => ({})),
    "--mature-days",
    "30",
  );
  expect(said).toContain("--mature-days goes with a file of your own payments");
  expect(status).toBe(1);
});
