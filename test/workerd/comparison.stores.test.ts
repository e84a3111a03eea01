// Two models on the same payments, through the front door, on every store.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { Outcome } from "../../worker/decision/decision.ts";
import { DAY_MS, HOUR_MS } from "../../worker/duration.ts";
import { shippedBundle } from "../../worker/scoring/shippedBundle.ts";
import { openStore } from "../../worker/store/open.ts";
import { FLIP_KINDS, flipKindOf } from "../../worker/store/pairs.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import type { Commit } from "../../worker/store/store.ts";
import type { ComparisonAnswer, FlippedPayments } from "../../worker/wire/comparison.ts";
import { scoredPayment } from "../rows.ts";
import { sql } from "./sql.ts";
import { ledger, request } from "./worker.ts";

const store = openStore(env);
const SHIPPED = shippedBundle.ok ? shippedBundle.bundle.version : "none";
const CHALLENGER = "ba9876543210";
const LATER = "c0ffee012345";
/** Old enough for all that is said of payments to have been said. */
const OLD = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 10 * DAY_MS;

beforeEach(async () => {
  for (const table of ["payments", "pairs", "policies", "models", "verdicts"]) await sql(`delete from ${table}`);
});

/** What the one writer writes. We are it for a moment; then the ledger becomes it again. */
async function written(commit: (lastSeq: number) => Commit): Promise<void> {
  const writer = await store.takeWriter();
  await store.commit(writer.epoch, commit(writer.lastSeq));
  await ledger().status();
  await evictDurableObject(ledger());
}

type Decided = [outcome: Outcome, challenger: Outcome | null, times?: number];

async function judged(decided: Decided[], changes: Partial<ScoredPayment> = {}): Promise<ScoredPayment[]> {
  const payments = decided.flatMap(([outcome, challengerOutcome, times = 1]) =>
    Array.from({ length: times }, () =>
      scoredPayment({
        ...{ outcome, challengerOutcome, model: SHIPPED, challenger: CHALLENGER, situation: "stream" },
        challengerScore: challengerOutcome === null ? null : 0.25,
        ...changes,
      }),
    ),
  );
  await written((lastSeq) => ({
    payments: payments.map((payment, at) => ({
      ...payment,
      seq: lastSeq + at + 1,
      paidAt: (changes.paidAt ?? OLD) + at,
    })),
  }));
  return payments;
}

const setPolicy = (version: number, at: number, champion: string | null, challenger: string | null) =>
  written(() => ({
    policy: {
      version: {
        version,
        at,
        by: "ann",
        via: "board",
        note: null,
        part: "models",
        policy: { models: { champion, challenger } },
      },
      ...{ addedEntries: [], removedEntries: [] },
    },
  }));

const ask = (query = "") => request(`/api/models/comparison${query}`);
async function compared(query = ""): Promise<ComparisonAnswer> {
  const answer = await ask(query);
  expect(answer.status).toBe(200);
  return answer.json<ComparisonAnswer>();
}
async function flips(query = ""): Promise<FlippedPayments> {
  const answer = await request(`/api/models/comparison/flips${query}`);
  expect(answer.status).toBe(200);
  return answer.json<FlippedPayments>();
}

test("without a challenger, with a model that nobody knows, or with one model twice, the answer says what to do", async () => {
  await judged([["approve", "decline"]]);
  for (const [query, status, words] of [
    ["", 404, /^challenger must be named, since there is none now/],
    ["?challenger=000000000000", 404, /^challenger 000000000000 is no model of this Vigie/],
    [`?challenger=${CHALLENGER}&champion=000000000000`, 404, /^champion 000000000000 is no model/],
    [`?challenger=${SHIPPED}`, 400, /^challenger must be another model/],
    ["?challenger=champion", 400, /^challenger must be a model's version/],
    [`?challenger=${CHALLENGER}&from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z`, 400, /^from must not be after to/],
    [`?challenger=${CHALLENGER}&from=yesterday`, 400, /^from must be an ISO 8601 time/],
  ] as const) {
    for (const path of ["", "/flips"]) {
      const answer = await request(`/api/models/comparison${path}${query}`);
      expect(answer.status, `${path}${query}`).toBe(status);
      expect((await answer.json<{ error: string }>()).error).toMatch(words);
    }
  }
  expect((await ask(`?challenger=${CHALLENGER}&matureDays=91`)).status).toBe(400);
  expect((await request(`/api/models/comparison/flips?challenger=${CHALLENGER}&kind=all`)).status).toBe(400);
});

test("the two in use are compared, with money, and a verdict moves the counts", async () => {
  await setPolicy(1, OLD, null, CHALLENGER);
  const [first] = await judged([
    ["approve", "decline", 3],
    ["decline", "approve"],
    ["decline", "decline", 2],
    ["approve", "approve", 20],
    ["approve", null],
  ]);
  const before = await compared();
  expect(before.comparison).toMatchObject({
    ...{ champion: SHIPPED, challenger: CHALLENGER, payments: 26, failed: 1 },
    matured: { payments: 26, frauds: 0 },
    sides: { champion: { declines: 3 }, challenger: { declines: 5, precision: { part: 0, of: 5 } } },
  });
  expect(before.gate).toMatchObject({ passes: false });

  const said = {
    method: "POST",
    body: JSON.stringify({ verdict: "fraud" }),
    headers: { "content-type": "application/json" },
  };
  expect((await request(`/api/payments/${first?.id}/verdict`, said)).status).toBe(200);
  const { comparison } = await compared();
  expect(comparison.matured.frauds).toBe(1);
  expect(comparison.sides.challenger).toMatchObject({
    precision: { part: 1, of: 5 },
    recall: { part: 1, of: 1 },
    declined: { fraud: { payments: 1, amount: "84.20" } },
  });
  expect(comparison.sides.champion).toMatchObject({ recall: { part: 0, of: 1 }, missed: { amount: "84.20" } });
  expect(comparison.flips[0]).toMatchObject({ kind: "newly_declined", payments: 3, amount: "252.60" });
  expect(comparison.byCategory.map(({ category }) => category)).toEqual(["grocery_pos"]);
  expect(comparison.bySituation.map(({ situation }) => situation)).toEqual(["stream"]);
});

test("a time that is asked for is all that is compared, and a younger payment matures when it is told to", async () => {
  const young = Date.now() - 2 * DAY_MS;
  await judged([["approve", "decline", 2]]);
  await judged([["approve", "decline", 3]], { paidAt: young });
  const query = `?challenger=${CHALLENGER}`;
  expect((await compared(query)).comparison).toMatchObject({
    ...{ payments: 5, matured: { payments: 2 }, young: { payments: 3, known: 0, count: false } },
  });
  const since = encodeURIComponent(new Date(young - HOUR_MS).toISOString());
  expect((await compared(`${query}&from=${since}`)).comparison).toMatchObject({
    payments: 3,
    matured: { payments: 0 },
  });
  expect((await compared(`${query}&matureDays=1`)).comparison).toMatchObject({ matured: { payments: 5 } });
});

test("the payments of each kind of flip are listed page by page, as many as are counted", async () => {
  const ways: Decided[] = (["approve", "review", "decline"] as const).flatMap((outcome) =>
    (["approve", "review", "decline", null] as const).map((other): Decided => [outcome, other, 2]),
  );
  const payments = await judged(ways);
  const others = await judged([["approve", "decline"]], { challenger: "cccccccccccc" });
  const { comparison } = await compared(`?challenger=${CHALLENGER}`);
  for (const kind of FLIP_KINDS) {
    const wanted = payments.filter(
      ({ outcome, challengerOutcome: other }) => other != null && flipKindOf(outcome, other) === kind,
    );
    const found: string[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const page = await flips(`?challenger=${CHALLENGER}&kind=${kind}&limit=3${next && `&cursor=${next}`}`);
      found.push(...page.payments.map(({ id }) => id));
      next = page.next;
    }
    expect(found, kind).toEqual(wanted.map(({ id }) => id).reverse());
    expect(comparison.flips.find((each) => each.kind === kind)?.payments).toBe(wanted.length);
  }
  const all = await flips(`?challenger=${CHALLENGER}`);
  expect(all.payments).toHaveLength(12);
  expect(all.payments.map(({ id }) => id)).not.toContain(others[0]?.id);
  expect(all.payments[0]).toMatchObject({
    outcome: "decline",
    challenger: { model: CHALLENGER, score: 0.25, outcome: "review" },
  });
});

test("one may go back to the champion of before at once; a model that never scored, or was gone back from, is compared", async () => {
  for (const version of [CHALLENGER, LATER]) {
    await written(() => ({
      model: {
        ...{ version, bytes: 1, pieces: 1, addedAt: OLD, by: "ann", via: "api", note: null },
        proof: { golden: 20, rows: 1000, figures: null },
      },
    }));
  }
  const failed = async () => {
    const { comparison, gate } = await compared(`?challenger=${CHALLENGER}`);
    expect(comparison.scored).toBeNull();
    return gate.checks.flatMap(({ code, passes }) => (passes ? [] : code));
  };
  expect(await failed()).toEqual(["scored_live"]);

  await setPolicy(1, OLD, CHALLENGER, null);
  await setPolicy(2, OLD + DAY_MS, LATER, null);
  const back = await compared(`?challenger=${CHALLENGER}`);
  expect(back.gate).toMatchObject({ passes: true });
  expect(back.gate.checks.map(({ code }) => code)).toEqual(["golden_vectors", "features", "was_champion"]);

  await setPolicy(3, OLD + 2 * DAY_MS, null, null);
  expect(await failed()).toEqual(["scored_live"]);
});
