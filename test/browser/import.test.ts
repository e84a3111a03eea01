// `npm run payments:import` against a Vigie that runs, as a person runs it: killed in the middle, and run again.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "../../worker/duration.ts";
import { paymentInFull } from "../../worker/wire/answers.ts";
import { messageList } from "../../worker/wire/messages.ts";
import { openPlace, type Place, storedIn } from "./place.ts";

const COMMAND = path.resolve(import.meta.dirname, "../../local/import/importPayments.ts");
const DASHBOARD_TOKEN = "a-token-that-reads-and-pushes";
const AUTHORIZED = { authorization: `Bearer ${DASHBOARD_TOKEN}` };
const COUNT = 2_400;
const CARDS = 300;

let place: Place;
let dir: string;
let file: string;

beforeAll(async () => {
  // Each payment would alert, if it came live.
  place = await openPlace("none", { DASHBOARD_TOKEN, DECLINE_THRESHOLD: "0", REVIEW_THRESHOLD: "0" });
  dir = await mkdtemp(path.join(tmpdir(), "vigie-import-"));
  file = path.join(dir, "payments.csv");
  const start = Date.now() - 5 * DAY_MS;
  const rows = Array.from({ length: COUNT }, (_, at) => {
    const time = new Date(start + at * 2 * MINUTE_MS).toISOString().slice(0, 19).replace("T", " ");
    return `id${at};4906628655840${String(100 + (at % CARDS))};Café ${at % 20};home;${5 + (at % 50)},25;${time}`;
  });
  // The newest first, as a shop's own export has them, and two rows that Excel has spoilt.
  const spoilt = ["x1;4.90663E+15;Bar;home;5,00;2026-01-01 10:00:00", "x2;4906628655840100;Bar;home;5,00;14:00.0"];
  const header = "trans_num;cc_num;merchant;category;amt;current_time";
  await writeFile(file, `\uFEFF${[header, ...rows.toReversed(), ...spoilt].join("\r\n")}\r\n`);
});

afterAll(async () => {
  await place?.remove();
  await rm(dir, { recursive: true, force: true });
});

function run(more: readonly string[] = [], env: Record<string, string> = { DASHBOARD_TOKEN }) {
  const args = [COMMAND, "--url", place.url.href, ...more, file];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
  }
  const ended = new Promise<{ code: number | null; said: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said }));
  });
  return { ended, end: (signal: NodeJS.Signals) => child.kill(signal) };
}

const ids = async () => (await storedIn(place, "", AUTHORIZED)).map(({ id }) => id);

test("a check says what would be, and nothing is sent", async () => {
  const { code, said } = await run(["--check"], {}).ended;
  expect(said).toMatch(/^ {2}Read +2,402 rows$/m);
  expect(said).toMatch(/^ {2}Would go +2,400 payments, paid from \d{4}/m);
  expect(said).toMatch(/1 × cc_num has lost digits .*“4\.90663E\+15”/);
  expect(code).toBe(0);
  expect(await ids()).toEqual([]);
});

test("without the token nothing is taken, and the person is told which one", async () => {
  const { code, said } = await run([], {}).ended;
  expect(said).toMatch(/answered 401: .*set DASHBOARD_TOKEN/);
  expect(code).toBe(1);
});

test("ended and killed in the middle and run again, it stores each payment once, in order, and alerts nobody", async () => {
  const state = path.join(dir, "how-far.json");
  const done = async () => Number(/"done":(\d+)/.exec(await readFile(state, "utf8").catch(() => ""))?.[1] ?? 0);
  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    const before = await done();
    const { ended, end } = run(["--state", state]);
    await expect.poll(done, { timeout: 60_000, interval: 2 }).toBeGreaterThan(before);
    end(signal);
    const { code, said } = await ended;
    expect(code).toBe(signal === "SIGINT" ? 130 : null);
    if (signal === "SIGINT") expect(said).toMatch(/Stopped after [\d,]+ of 2,400 payments\. The same command goes on/);
    expect(await done()).toBeLessThan(COUNT);
  }

  const { code, said } = await run(["--state", state]).ended;
  expect(said).toMatch(/^Going on: [\d,]+ of 2,400 payments were sent before\.$/m);
  const counted = (name: string) =>
    Number(new RegExp(`^ {2}${name} +([\\d,]+)`, "m").exec(said)?.[1]?.replace(",", "") ?? 0);
  expect(["Read", "Repeated", "Refused"].map(counted)).toEqual([2_402, 0, 2]);
  expect(counted("Stored") + counted("Sent again")).toBe(COUNT);
  expect(said).toMatch(/1 × current_time shows only minutes and seconds/);
  expect(code).toBe(0);
  expect(existsSync(state)).toBe(false);

  const stored = await storedIn(place, "", AUTHORIZED);
  expect(new Set(stored.map(({ id }) => id)).size).toBe(COUNT);
  expect(stored).toHaveLength(COUNT);
  const outbox = await fetch(new URL("/api/alerts", place.url), { headers: AUTHORIZED });
  expect(messageList.parse(await outbox.json()).messages).toEqual([]);
});

test("afterwards a card's history is warm: a live payment is judged knowing all of it", async () => {
  const body = {
    ...{ trans_num: "live", cc_num: "4906628655840100", merchant: "Café 0", category: "home" },
    ...{ amt: 50, current_time: Date.now() },
  };
  const answer = await fetch(new URL("/api/payments", place.url), {
    method: "POST",
    headers: { "content-type": "application/json", ...AUTHORIZED },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  const known = await fetch(new URL("/api/payments/live", place.url), { headers: AUTHORIZED });
  const { features } = paymentInFull.parse(await known.json());
  expect(features.find(({ name }) => name === "count_30d")?.value).toBe(COUNT / CARDS);
});

test("the same file once more changes nothing", async () => {
  const { said } = await run().ended;
  expect(said).toMatch(/^ {2}Stored +0$/m);
  expect(said).toMatch(/^ {2}Repeated +2,400, which were there before$/m);
  expect(await ids()).toHaveLength(COUNT + 1);
});
