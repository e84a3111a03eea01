// What is known of cards and merchants: sums that every batch moves, on both stores.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import ofD1 from "../../migrations/d1/0016_subjects.sql?raw";
import ofNeon from "../../migrations/neon/0016_subjects.sql?raw";
import { configOf } from "../../worker/config/config.ts";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import type { SubjectSort } from "../../worker/store/subjects.ts";
import { sql } from "./sql.ts";

const store = openStore(env);
const NOON = Date.UTC(2026, 2, 29, 12);
const MINUTE = 60_000;

let epoch = 0;
let lastSeq = 0;

beforeEach(async () => {
  for (const table of ["payments", "cards", "merchants", "alerts"]) await sql(`delete from ${table}`);
  ({ epoch, lastSeq } = await store.takeWriter());
});

function scored(changes: Partial<ScoredPayment> = {}): ScoredPayment {
  lastSeq += 1;
  return {
    id: `p${lastSeq}`,
    seq: lastSeq,
    ...{ paidAt: NOON, seenAt: NOON + 1, storedAt: NOON + 2, cardId: "card", last4: "4567" },
    ...{ merchant: "Plum & Pear", category: "grocery_pos", amountCents: 1_234 },
    ...{ gender: null, ageYears: null, cityPopulation: null, distanceKm: null, label: null },
    ...{ score: 0.25, outcome: "approve", reasons: [], model: "abc", unfamiliar: null, features: [1] },
    ...{ feed: "stream", source: "poll", verdict: null },
    ...changes,
  };
}

const commit = (...payments: ScoredPayment[]) => store.commit(epoch, { payments });
const knownOf = async (kind: "card" | "merchant", value: string) => (await store.subject(kind, value, 100))?.subject;

function sums(changes: object): object {
  const nothing = { reviews: 0, declines: 0, frauds: 0, fraudCents: 0, legitimate: 0 };
  return { firstAt: NOON, lastAt: NOON, payments: 1, amountCents: 1_234, ...nothing, ...changes };
}

async function says(before: ScoredPayment, verdict: "fraud" | "legitimate" | null): Promise<void> {
  lastSeq += 1;
  const said = {
    id: `v${lastSeq}`,
    paymentId: before.id,
    verdict,
    note: null,
    by: "ann",
    via: "api",
    at: NOON,
  } as const;
  await store.commit(epoch, { verdicts: [{ ...said, seq: lastSeq, before }] });
}

describe("sums of a card and of a merchant", () => {
  test("grow with each batch, whatever the order in which payments come", async () => {
    await commit(scored(), scored({ paidAt: NOON + MINUTE, outcome: "decline", amountCents: 100 }));
    await commit(scored({ paidAt: NOON - MINUTE, outcome: "review" }), scored({ cardId: "other", label: "fraud" }));
    expect(await knownOf("card", "card")).toEqual({
      ...{ value: "card", last4: "4567" },
      ...sums({
        firstAt: NOON - MINUTE,
        lastAt: NOON + MINUTE,
        payments: 3,
        amountCents: 2_568,
        reviews: 1,
        declines: 1,
      }),
    });
    expect(await knownOf("merchant", "Plum & Pear")).toEqual({
      ...{ value: "Plum & Pear", last4: null },
      ...sums({
        firstAt: NOON - MINUTE,
        lastAt: NOON + MINUTE,
        payments: 4,
        amountCents: 3_802,
        reviews: 1,
        declines: 1,
      }),
      ...{ frauds: 1, fraudCents: 1_234 },
    });
    expect(await knownOf("card", "nobody")).toBeUndefined();
    expect(await knownOf("merchant", "plum & pear")).toBeUndefined();
  });

  test("a verdict moves a payment from one truth to another, and taking it back gives it to the label", async () => {
    const payment = scored({ label: "legitimate" });
    await commit(payment);
    expect(await knownOf("card", "card")).toMatchObject({ frauds: 0, legitimate: 1 });
    await says(payment, "fraud");
    const fraud = { payments: 1, frauds: 1, fraudCents: 1_234, legitimate: 0 };
    expect(await knownOf("card", "card")).toMatchObject(fraud);
    expect(await knownOf("merchant", "Plum & Pear")).toMatchObject(fraud);
    await says({ ...payment, verdict: "fraud" }, null);
    expect(await knownOf("card", "card")).toMatchObject({ payments: 1, frauds: 0, fraudCents: 0, legitimate: 1 });
  });

  test("a label that comes later counts, and nothing where a person has spoken", async () => {
    const [one, other] = [scored(), scored({ verdict: "legitimate" })];
    await commit(one, other);
    lastSeq += 2;
    const late = (before: ScoredPayment, seq: number) =>
      ({ paymentId: before.id, label: "fraud", at: NOON, seq, before }) as const;
    await store.commit(epoch, { labels: [late(one, lastSeq - 1), late(other, lastSeq)] });
    expect(await knownOf("merchant", "Plum & Pear")).toMatchObject({ payments: 2, frauds: 1, legitimate: 1 });
  });

  test("a card keeps its last four digits when a later sender does not tell them", async () => {
    await commit(scored({ last4: "" }));
    expect(await knownOf("card", "card")).toMatchObject({ last4: "" });
    await commit(scored({ last4: "4567" }), scored({ last4: "" }));
    await commit(scored({ last4: "" }));
    expect(await knownOf("card", "card")).toMatchObject({ last4: "4567", payments: 4 });
  });

  test("they stay when the payments have left", async () => {
    await commit(scored(), scored());
    await sql("delete from payments");
    const found = await store.subject("card", "card", 100);
    expect(found).toMatchObject({ subject: { payments: 2, firstAt: NOON }, newest: [], alerts: [] });
  });

  test("an older store's payments are counted by the migration as they would have been by batches", async () => {
    const payment = scored({ label: "legitimate" });
    await commit(payment, scored({ last4: "", outcome: "review" }), scored({ cardId: "other", label: "fraud" }));
    await commit(scored({ cardId: "third", outcome: "decline", paidAt: NOON - MINUTE, merchant: "O'Hara" }));
    await says(payment, "fraud");
    const all = async () => [
      await sql("select * from cards order by 1"),
      await sql("select * from merchants order by 1"),
    ];
    const byBatches = await all();
    for (const table of ["cards", "merchants"]) await sql(`delete from ${table}`);
    const migration = configOf(env).store.kind === "d1" ? ofD1 : ofNeon;
    const filling = migration
      .split("--> statement-breakpoint")
      .filter((statement) => statement.includes("INSERT INTO"));
    expect(filling).toHaveLength(2);
    for (const statement of filling) await sql(statement);
    expect(await all()).toEqual(byBatches);
  });

  test("a thousand new cards and merchants go in one batch", async () => {
    await commit(...Array.from({ length: 1_200 }, (_, at) => scored({ cardId: `c${at}`, merchant: `m${at}` })));
    expect(await sql("select count(*) as cards, sum(payments) as payments from cards")).toEqual([
      { cards: 1_200, payments: 1_200 },
    ]);
    expect(await sql("select count(*) as merchants from merchants")).toEqual([{ merchants: 1_200 }]);
  });
});

describe("one of them", () => {
  test("comes with its newest payments and the alerts on them", async () => {
    const payments = Array.from({ length: 5 }, (_, at) => scored({ paidAt: NOON + at * MINUTE, outcome: "decline" }));
    const alertOf = ({ id, seq, paidAt }: ScoredPayment) => ({
      ...{ id: `alert-${id}`, paymentId: id, cardId: "card", seq, paidAt, amountCents: 1_234 },
      ...{ outcome: "decline" as const, createdAt: paidAt + 1, late: false, notice: null },
    });
    await store.commit(epoch, {
      payments: [...payments, scored({ cardId: "other", merchant: "Else" })],
      alerts: payments.map(alertOf),
    });
    for (const [kind, value] of [
      ["card", "card"],
      ["merchant", "Plum & Pear"],
    ] as const) {
      const found = await store.subject(kind, value, 3);
      expect(found?.newest.map(({ id }) => id)).toEqual(
        payments
          .slice(2)
          .map(({ id }) => id)
          .reverse(),
      );
      expect(found?.alerts.map(({ paymentId }) => paymentId)).toEqual(
        payments
          .slice(2)
          .map(({ id }) => id)
          .reverse(),
      );
      expect(found?.subject.payments).toBe(5);
    }
  });
});

describe("lists of them", () => {
  const listed = async (sort: SubjectSort, changes: { q?: string; limit?: number } = {}) => {
    const values: string[] = [];
    let after = null;
    do {
      const page = await store.subjects("merchant", { sort, limit: changes.limit ?? 2, after, q: changes.q ?? null });
      values.push(...page.subjects.map(({ value }) => value));
      after = page.next;
    } while (after !== null);
    return values;
  };

  beforeEach(async () => {
    await commit(
      scored({ merchant: "A", paidAt: NOON + 3, amountCents: 100 }),
      scored({ merchant: "B", paidAt: NOON + 1, outcome: "decline" }),
      scored({ merchant: "B", paidAt: NOON + 2, label: "fraud" }),
      scored({ merchant: "Épicerie Zoé", paidAt: NOON + 2, amountCents: 50, outcome: "decline" }),
      scored({ merchant: "Épicerie Zoé", paidAt: NOON - 2, amountCents: 50, outcome: "decline" }),
      scored({ merchant: "Épicerie Zoé", paidAt: NOON - 3, amountCents: 50, outcome: "review" }),
    );
  });

  test("page by page, each once, by whatever they are sorted", async () => {
    expect(await listed("last", { limit: 1 })).toEqual(["A", "Épicerie Zoé", "B"]);
    expect(await listed("payments", { limit: 1 })).toEqual(["Épicerie Zoé", "B", "A"]);
    expect(await listed("amount")).toEqual(["B", "Épicerie Zoé", "A"]);
    expect(await listed("declines", { limit: 1 })).toEqual(["Épicerie Zoé", "B"]);
    expect(await listed("frauds")).toEqual(["B"]);
  });

  test("by part of a name, without its case and accents", async () => {
    expect(await listed("last", { q: "EPICERIE z" })).toEqual(["Épicerie Zoé"]);
    expect(await listed("payments", { q: "b" })).toEqual(["B"]);
    expect(await listed("last", { q: "%" })).toEqual([]);
  });

  test("cards by their id or last four digits", async () => {
    await commit(scored({ cardId: "abcdef012345", last4: "9911" }));
    const found = async (q: string) =>
      (await store.subjects("card", { sort: "last", limit: 10, after: null, q })).subjects.map(({ value }) => value);
    expect(await found("9911")).toEqual(["abcdef012345"]);
    expect(await found("abcdef012345")).toEqual(["abcdef012345"]);
    expect(await found("abcdef")).toEqual(["abcdef012345"]);
    expect(await found("nobody")).toEqual([]);
  });
});
