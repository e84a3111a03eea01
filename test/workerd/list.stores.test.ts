// The list of payments: every filter and sorting gives each payment once, page by page, however little a page may read.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { keyOf, ORDERS, type Order, SORTS, type Sort } from "../../worker/payment/query/sorting.ts";
import { openStore } from "../../worker/store/open.ts";
import type { PageAsked, PaymentFilter, ScoredPayment, StoredPayment } from "../../worker/store/payments.ts";
import { scoredPayment } from "../rows.ts";

const store = openStore(env);
const BEGIN = Date.UTC(2026, 3, 1);
const MINUTE = 60_000;
const CATEGORIES = ["travel", "home", "grocery_pos"];
const OUTCOMES = ["approve", "approve", "approve", "review", "decline"] as const;

/** Many share an amount, a score or a time with others. */
const payments: ScoredPayment[] = Array.from({ length: 120 }, (_, at) =>
  scoredPayment({
    id: `list-${(at * 7919) % 120}`,
    seq: at + 1,
    paidAt: BEGIN + Math.floor(at / 2) * MINUTE,
    cardId: `card-of-list-${at % 7}`,
    merchant: `Merchant ${at % 11}`,
    category: CATEGORIES[at % 3] ?? "",
    amountCents: ((at * 31) % 40) * 100,
    score: at % 9 === 0 ? null : ((at * 17) % 20) / 20,
    outcome: OUTCOMES[at % 5] ?? "approve",
  }),
);

beforeAll(async () => {
  const { epoch } = await store.takeWriter();
  await store.commit(epoch, { payments });
});

async function walk(filter: PaymentFilter, page: PageAsked): Promise<StoredPayment[]> {
  const all: StoredPayment[] = [];
  for (let after: PageAsked["after"] = null; ; ) {
    const { payments, next, searched } = await store.payments(filter, { ...page, after });
    if (searched === null && next !== null) expect(payments).toHaveLength(page.limit);
    all.push(...payments);
    if (next === null) return all;
    after = next;
  }
}

function sorted(sort: Sort, order: Order, chosen: readonly ScoredPayment[]): string[] {
  const compare = (a: ScoredPayment, b: ScoredPayment) =>
    keyOf(sort, b) - keyOf(sort, a) || b.paidAt - a.paidAt || (a.id < b.id ? 1 : -1);
  const ids = chosen.toSorted(compare).map(({ id }) => id);
  return order === "desc" ? ids : ids.reverse();
}

const FILTERS: Record<string, { filter: Partial<PaymentFilter>; keeps: (payment: ScoredPayment) => boolean }> = {
  "no filter": { filter: {}, keeps: () => true },
  "an hour": {
    filter: { from: BEGIN + 30 * MINUTE, to: BEGIN + 90 * MINUTE },
    keeps: ({ paidAt }) => paidAt >= BEGIN + 30 * MINUTE && paidAt < BEGIN + 90 * MINUTE,
  },
  flagged: { filter: { outcomes: ["review", "decline"] }, keeps: ({ outcome }) => outcome !== "approve" },
  declined: { filter: { outcomes: ["decline"] }, keeps: ({ outcome }) => outcome === "decline" },
  "a card": { filter: { cardId: "card-of-list-3" }, keeps: ({ cardId }) => cardId === "card-of-list-3" },
  "a merchant": { filter: { merchant: "Merchant 3" }, keeps: ({ merchant }) => merchant === "Merchant 3" },
  "what a card paid a merchant": {
    filter: { merchant: "Merchant 10", cardId: "card-of-list-3" },
    keeps: ({ merchant, cardId }) => merchant === "Merchant 10" && cardId === "card-of-list-3",
  },
  "a card by its id as text": { filter: { q: "card-of-list-3" }, keeps: ({ cardId }) => cardId === "card-of-list-3" },
  "one payment by its id": { filter: { q: "list-110" }, keeps: ({ id }) => id === "list-110" },
  "part of a name": { filter: { q: "chant 10" }, keeps: ({ merchant }) => merchant === "Merchant 10" },
  "amounts of a range": {
    filter: { fromCents: 1_000, toCents: 2_000 },
    keeps: ({ amountCents }) => amountCents >= 1_000 && amountCents <= 2_000,
  },
  "several at once": {
    filter: { category: "travel", fromCents: 500, outcomes: ["review", "decline"], from: BEGIN + 10 * MINUTE },
    keeps: ({ category, amountCents, outcome, paidAt }) =>
      category === "travel" && amountCents >= 500 && outcome !== "approve" && paidAt >= BEGIN + 10 * MINUTE,
  },
};

describe.each(SORTS.flatMap((sort) => ORDERS.map((order) => [sort, order] as const)))("by %s, %s", (sort, order) => {
  test.each(Object.keys(FILTERS))("%s has each of its payments once, in order", async (name) => {
    const { filter = {}, keeps = () => false } = FILTERS[name] ?? {};
    const wanted = sorted(sort, order, payments.filter(keeps));
    const asked = { outcomes: [], ...filter };
    for (const page of [{ limit: 23 }, { limit: 11, mayRead: 25 }]) {
      const found = await walk(asked, { ...page, sorting: { sort, order } });
      expect(
        found.map(({ id }) => id),
        JSON.stringify(page),
      ).toEqual(wanted);
    }
  });
});

test("a search that had to stop says how many it looked at, and through which payment", async () => {
  const filter: PaymentFilter = { outcomes: [], category: "no such category" };
  const { payments: none, next, searched } = await store.payments(filter, { limit: 10, mayRead: 50 });
  const [newest, last] = [sorted("time", "desc", payments), sorted("time", "desc", payments)[49]];
  expect(newest).toHaveLength(120);
  expect(none).toEqual([]);
  expect(searched).toMatchObject({ payments: 50, through: { id: last } });
  expect(next).toMatchObject({ id: last });
});

test("a list that an index holds is never said to be searched", async () => {
  const { payments: page, searched } = await store.payments(
    { outcomes: ["review", "decline"] },
    { limit: 10, mayRead: 5 },
  );
  expect([page.length, searched]).toEqual([10, null]);
});
