import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import type { Outcome } from "../decision/decision.ts";
import { DAY_MS } from "../duration.ts";
import type { Cursor } from "../store/payments.ts";
import type { SeenAsked, SeenPayment } from "../store/seen.ts";
import { type Preview, preview } from "./preview.ts";

const NOW = Date.UTC(2026, 10, 21);

function seen(changes: Partial<SeenPayment>): SeenPayment {
  const payment = { ...scoredPayment(), situation: "first" as const, challengerScore: null, facts: null };
  return { ...payment, features: null, ...changes };
}

/** A store with these payments, the newest first, that takes so long for a page. */
async function previewed(
  payments: readonly SeenPayment[],
  when: string,
  { then = "decline" as Outcome, days = 30, pageMs = 10 } = {},
): Promise<{ found: Preview; asked: SeenAsked[] }> {
  let nowMs = NOW;
  const asked: SeenAsked[] = [];
  const isBehind = (one: Cursor, after: Cursor | null) =>
    after === null || one.paidAt < after.paidAt || (one.paidAt === after.paidAt && one.id < after.id);
  const store = {
    kind: "d1" as const,
    policy: async () => null,
    entriesIn: async () => [],
    seen: async (page: SeenAsked) => {
      asked.push(page);
      nowMs += pageMs;
      const all = payments.filter((one) => one.paidAt >= page.from && isBehind(one, page.after));
      return all.toSorted((a, b) => b.paidAt - a.paidAt || (a.id < b.id ? 1 : -1)).slice(0, page.limit);
    },
  };
  const answer = await preview({ when, then, days }, { store, reportZone: "UTC", currency: "USD", now: () => nowMs });
  if (!answer.ok) throw new Error(answer.problem);
  return { found: answer.preview, asked };
}

test("what meets the condition is counted by what it was, what was decided and what would be", async () => {
  const { found } = await previewed(
    [
      seen({ amountCents: 300_000, label: "fraud", outcome: "approve" }),
      seen({ amountCents: 250_000, verdict: "fraud", outcome: "decline" }),
      seen({ amountCents: 220_000, verdict: "legitimate", label: "fraud", outcome: "review" }),
      seen({ amountCents: 210_000, label: null, outcome: "approve" }),
      seen({ amountCents: 100, label: "fraud", outcome: "approve" }),
    ],
    "amount > 2000",
  );
  expect(found.met.toSorted((a, b) => b.amountCents - a.amountCents)).toEqual([
    { truth: "fraud", was: "approve", is: "decline", payments: 1, amountCents: 300_000 },
    { truth: "fraud", was: "decline", is: "decline", payments: 1, amountCents: 250_000 },
    { truth: "legitimate", was: "review", is: "decline", payments: 1, amountCents: 220_000 },
    { truth: "unknown", was: "approve", is: "decline", payments: 1, amountCents: 210_000 },
  ]);
  expect(found).toMatchObject({ looked: { fraud: 3, legitimate: 1, unknown: 1 }, isWhole: true, missing: 0 });
});

test("lists come before rules, and of two rules the severer holds", async () => {
  const by = (code: string, outcome: Outcome) => seen({ outcome, reasons: [{ code, share: 1, text: "" }] });
  const payments = [by("allow_list", "approve"), by("rule", "decline"), by("rule", "approve"), by("amount", "decline")];
  const { found } = await previewed(payments, "amount > 0", { then: "review" });
  const flips = found.met.map(({ was, is, payments }) => `${payments} ${was} → ${is}`);
  expect(flips.sort()).toEqual([
    "1 approve → approve",
    "1 approve → review",
    "1 decline → decline",
    "1 decline → review",
  ]);
});

test("missing values are counted, and those that were not kept yet are told apart", async () => {
  const kept = [0, 1, 2, 0, null, 9, 1, null];
  const payments = [seen({ facts: kept }), seen({ facts: null }), seen({ facts: null, feed: "snapshot" })];
  const usual = await previewed(payments, "card_usual_amount > 5");
  expect(usual.found).toMatchObject({ met: [], missing: 3, notKept: 1 });
  const hourly = await previewed(payments, "card_payments_1h == 1");
  expect(hourly.found).toMatchObject({ missing: 2, notKept: 1, met: [{ payments: 1 }] });
  const gender = await previewed([seen({ gender: null })], 'gender == "F"');
  expect(gender.found).toMatchObject({ missing: 1, notKept: 0 });
});

test("only the days that are asked for are looked at, in pages, and features only where they are asked for", async () => {
  const payments = Array.from({ length: 1_203 }, (_, at) =>
    seen({ id: `p${String(at).padStart(5, "0")}`, paidAt: NOW - at * 60_000, features: [at] }),
  );
  const old = seen({ paidAt: NOW - 2 * DAY_MS });
  const { found, asked } = await previewed([...payments, old], "amount > 0", { days: 1 });
  expect(found.looked.unknown).toBe(1_203);
  expect(found).toMatchObject({ isWhole: true, from: NOW - DAY_MS, to: NOW, through: payments.at(-1)?.paidAt });
  expect(found.newest.map(({ id }) => id)).toEqual(payments.slice(0, 20).map(({ id }) => id));
  expect(asked.map(({ features, after }) => [features, after === null])).toEqual([
    [false, true],
    [false, false],
    [false, false],
  ]);
  const byFeature = await previewed(payments, "features.amount < 10", { days: 1 });
  expect(byFeature.asked[0]?.features).toBe(true);
  expect(byFeature.found.met).toMatchObject([{ payments: 10 }]);
});

test("a store that is slow is not waited for without end, and the answer says how far it came", async () => {
  const payments = Array.from({ length: 2_000 }, (_, at) => seen({ id: `p${at}`, paidAt: NOW - at }));
  const { found, asked } = await previewed(payments, "amount > 0", { pageMs: 3_000 });
  expect(asked).toHaveLength(2);
  expect(found).toMatchObject({ isWhole: false, looked: { unknown: 1_000 }, through: NOW - 999 });
});

test("the dearest are shown whatever their age, and of equal ones the newer", async () => {
  const payments = Array.from({ length: 4_500 }, (_, at) =>
    seen({ id: `p${at}`, paidAt: NOW - at, amountCents: at % 450 }),
  );
  const { found } = await previewed(payments, "amount >= 0", { pageMs: 0 });
  expect(found.dearest).toHaveLength(20);
  expect(found.dearest.slice(0, 11).map(({ id }) => id)).toEqual([
    ...Array.from({ length: 10 }, (_, at) => `p${449 + at * 450}`),
    "p448",
  ]);
});

test("a condition that cannot be read is answered with its place, and no payment is read", async () => {
  const reads = { policy: async () => null, entriesIn: async () => [], seen: () => Promise.reject(new Error("read")) };
  const ports = { store: { kind: "d1" as const, ...reads }, reportZone: "UTC", currency: "USD", now: () => NOW };
  expect(await preview({ when: "amout > 5", then: "review", days: 1 }, ports)).toEqual({
    ...{ ok: false, problem: "there is no fact called amout; perhaps amount", from: 0, to: 5 },
  });
});
