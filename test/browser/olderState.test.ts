// `npm start` on the STATE_DIR of an older version: it goes on as if nothing had happened.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { decision, decisions } from "../../worker/wire/answers.ts";
import { readState } from "../states/file.ts";
import { ask, askIds, askInFull, askKept, askPayments, type Beside, health, type Kept } from "../states/kept.ts";
import { declinedRows, knownCardRows, newRow, oddRows } from "../states/rows.ts";
import { type Feed, startFeed } from "./feed.ts";
import { npmStart, type Program } from "./program.ts";

const PATIENTLY = { timeout: 240_000, interval: 200 };
const AT_MOST = 300_000;
const STATES = path.resolve(import.meta.dirname, "../states");

let feed: Feed;
let stateDir: string;
let program: Program;

beforeAll(async () => {
  feed = await startFeed({ simulated: true });
  stateDir = await mkdtemp(path.join(tmpdir(), "vigie-older-"));
});

afterEach(async () => {
  await program?.interrupt();
});

afterAll(async () => {
  await feed?.unplug();
  await rm(stateDir, { recursive: true, force: true });
});

const states = (await readdir(STATES)).filter((name) => name.endsWith(".zip"));

test.each(states)(
  "on the state of an older version (%s) npm start loses nothing, decides nothing twice, alerts nobody twice, and knows every card",
  async (name) => {
    const { kept, stored, decided, startedAt } = await readState(path.join(STATES, name), path.join(stateDir, name));
    const url = await start(path.join(stateDir, name));

    // What the older version read of its feed and could not store any more is stored now.
    await expect.poll(async () => (await askIds(url)).length, PATIENTLY).toBe(all(kept, stored).length);
    const now = await askKept(url, kept.report.date);
    expectNothingLost(now, kept);
    expect(Object.keys(now.payments).sort()).toEqual(all(kept, stored).sort());
    for (const [id, { payment }] of Object.entries(stored)) {
      expect(judged(now.payments[id]?.payment)).toEqual(judged(payment));
    }
    expect(now.unfamiliar.payments).toBe(kept.unfamiliar.payments + Object.keys(stored).length);

    // A repetition gets the first decision, whoever sends it, and whatever came of the payment since.
    const { relabelled, unread } = oddRows(startedAt);
    const before = [...knownCardRows(startedAt), ...declinedRows(startedAt), relabelled[1], unread];
    const { decisions: repeated, rejects } = await push(url, before, decisions);
    expect(rejects).toEqual([]);
    expect(repeated.map(({ id, status }) => ({ id, status }))).toEqual(
      before.map(({ trans_num }) => ({ id: trans_num, status: "repeated" })),
    );
    for (const answer of repeated)
      if (!("type" in answer)) expect(judged(answer)).toEqual(judged(kept.payments[answer.id]?.payment));

    // A new payment is judged by all that its card did before.
    const row = newRow(decided.paidAt);
    const answer = await push(url, row, decision);
    expect(answer.status).toBe("stored");
    await expect.poll(() => askIds(url), PATIENTLY).toContain(row.trans_num);
    const { payment, features } = await askInFull(url, row.trans_num);
    // A model has numbers of its own for categories.
    for (const feature of decided.features.filter(({ category }) => category === undefined)) {
      expect(features).toContainEqual(expect.objectContaining(feature));
    }
    expect(payment.seq).toBeGreaterThan(Math.max(...Object.values(now.payments).map((each) => each.payment.seq)));
    // Another model may score it otherwise.
    if (payment.model === decided.payment.model) {
      expect(payment.score).toBeCloseTo(decided.payment.score ?? Number.NaN, 6);
      expect(judged({ ...payment, score: null })).toEqual(judged({ ...decided.payment, score: null }));
    }

    // Nothing of that was told or counted a second time.
    const flagged = Object.values(now.payments).filter(({ payment }) => payment.outcome !== "approve");
    const after = await askPayments(
      url,
      flagged.map(({ payment }) => payment.id),
    );
    for (const each of flagged) expect(after[each.payment.id]).toMatchObject(each);
    expect((await ask(url, "/api/health", health)).unfamiliar.payments).toBe(now.unfamiliar.payments + 1);
    expect(program.printed()).not.toMatch(/could not|failed|error:/i);
  },
  AT_MOST,
);

type Judged = Pick<
  Kept["payments"][string]["payment"],
  "id" | "score" | "outcome" | "reasons" | "unfamiliar" | "model"
>;

/** The decision on a payment, which never changes. */
function judged(payment: Judged | undefined): Judged | undefined {
  if (payment === undefined) return undefined;
  const { id, score, outcome, reasons, unfamiliar, model } = payment;
  return { id, score, outcome, reasons, unfamiliar, model };
}

function all(kept: Kept, stored: Beside["stored"]): string[] {
  return [...Object.keys(kept.payments), ...Object.keys(stored)];
}

/** What was there is there as it was; what came since may be there besides. */
function expectNothingLost(now: Kept, kept: Kept): void {
  expect(now.payments).toMatchObject(kept.payments);
  expect(now.messages).toMatchObject(kept.messages);
  expect(now.rejects).toMatchObject(kept.rejects);
  expect(now.report).toMatchObject(kept.report);
  for (const [counter, value] of Object.entries(kept.counters)) {
    expect.soft(now.counters[counter], counter).toBeGreaterThanOrEqual(value);
  }
  for (const [what, payments] of Object.entries(kept.unfamiliar.what)) {
    expect.soft(now.unfamiliar.what[what], what).toBeGreaterThanOrEqual(payments);
  }
}

async function push<Shape extends z.ZodType>(url: URL, rows: object, shape: Shape): Promise<z.infer<Shape>> {
  const response = await fetch(new URL("/api/payments", url), { method: "POST", body: JSON.stringify(rows) });
  expect(response.status).toBe(200);
  return shape.parse(await response.json());
}

async function start(dir: string): Promise<URL> {
  program = npmStart({ STATE_DIR: dir, PAYMENTS_URL: feed.url, PORT: "0", POLL_SECONDS: "1" });
  const pattern = /^ {2}Board +(http\S+)$/m;
  await expect.poll(program.printed, PATIENTLY).toMatch(pattern);
  return new URL(pattern.exec(program.printed())?.[1] ?? "");
}
