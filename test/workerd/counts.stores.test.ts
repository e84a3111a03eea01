// How many payments were ever decided and how many rows refused, as the store counts them.
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment, SeenReject } from "../../worker/store/payments.ts";
import { Superseded } from "../../worker/store/store.ts";
import { sql } from "./sql.ts";

const store = openStore(env);
const PAID_AT = Date.UTC(2026, 2, 29, 12);

let epoch = 0;
let lastSeq = 0;

beforeEach(async () => {
  for (const table of ["payments", "payment_counts", "reject_counts"]) await sql(`delete from ${table}`);
  ({ epoch, lastSeq } = await store.takeWriter());
});

function decided(changes: Partial<ScoredPayment>): ScoredPayment {
  lastSeq += 1;
  return {
    ...{ id: `p${lastSeq}`, seq: lastSeq, paidAt: PAID_AT, seenAt: PAID_AT, storedAt: PAID_AT },
    ...{ cardId: "card", last4: "4567", merchant: "Plum & Pear", category: "grocery_pos", amountCents: 1234 },
    ...{ gender: null, ageYears: null, cityPopulation: null, distanceKm: null, label: null, verdict: null },
    ...{
      score: 0.25,
      outcome: "approve",
      reasons: [],
      model: "abc",
      unfamiliar: null,
      features: [],
      feed: "stream",
      source: "poll",
    },
    ...changes,
  };
}

function refused(changes: Partial<SeenReject>): SeenReject {
  return {
    ...{ id: "r", code: "invalid", field: "amt", reason: "amt is wrong", snippet: "{}", paymentId: null },
    ...{ source: "push", seenAt: PAID_AT },
    ...changes,
  };
}

test("payments are counted by source, outcome and model, one batch after the other", async () => {
  await store.commit(epoch, { payments: [decided({}), decided({}), decided({ outcome: "decline", source: "push" })] });
  await store.commit(epoch, { payments: [decided({}), decided({ model: "def" })] });
  expect((await store.counts()).payments).toEqual([
    { source: "poll", outcome: "approve", model: "abc", payments: 3 },
    { source: "poll", outcome: "approve", model: "def", payments: 1 },
    { source: "push", outcome: "decline", model: "abc", payments: 1 },
  ]);
});

test("a refused row is counted each time it comes", async () => {
  await store.commit(epoch, { rejects: [refused({}), refused({})] });
  await store.commit(epoch, { rejects: [refused({}), refused({ code: "conflict", source: "poll", id: "c" })] });
  expect((await store.counts()).rejects).toEqual([
    { source: "poll", code: "conflict", rows: 1 },
    { source: "push", code: "invalid", rows: 3 },
  ]);
});

test("what leaves the store, or turns out otherwise, stays counted", async () => {
  const [kept, gone] = [decided({}), decided({ outcome: "decline" })];
  await store.commit(epoch, { payments: [kept, gone], rejects: [refused({})] });
  const before = await store.counts();
  lastSeq += 1;
  await store.commit(epoch, { labels: [{ paymentId: kept.id, label: "fraud", at: 1, seq: lastSeq, before: kept }] });
  for (const table of ["payments", "rejects", "minutes", "quarters"]) await sql(`delete from ${table}`);
  expect(await store.counts()).toEqual(before);
  expect(before.payments).toHaveLength(2);
});

test("a batch that was not written has counted nothing", async () => {
  await store.takeWriter();
  const batch = { payments: [decided({})], rejects: [refused({})] };
  await expect(store.commit(epoch, batch)).rejects.toThrow(Superseded);
  expect(await store.counts()).toEqual({ payments: [], rejects: [] });
});
