import { expect, test } from "vitest";
import { type KeptMerchants, seeAtMerchant } from "../features/merchantCards.ts";
import { keptMerchants } from "./keptMerchants.ts";

const NOW = Date.UTC(2026, 10, 20, 10, 20);
const paid = (at: number) => ({
  merchant: "Corner Shop",
  cardId: `card-${at}`,
  paidAt: NOW + at * 1_000,
  seenAt: NOW + at * 1_000,
});

function memory() {
  let value: KeptMerchants | undefined;
  const cell = {
    get: () => value,
    put: (kept: KeptMerchants) => {
      value = structuredClone(kept);
    },
    delete: () => {
      value = undefined;
    },
  };
  const stored = [0, 1, 2].map(paid);
  const asked: number[] = [];
  const store = {
    newestPaid: async (limit: number) => {
      asked.push(limit);
      return stored.slice(-limit);
    },
  };
  return { cell, store, stored, asked };
}
const failing = async () => {
  throw new Error("store failed");
};

test("a group that failed is forgotten: when it comes again, each of its payments counts once", async () => {
  const { cell, store, asked } = memory();
  const kept = keptMerchants(cell, store);
  for (let again = 0; again < 3; again += 1) {
    const merchants = await kept.read();
    expect(seeAtMerchant(merchants, paid(3))?.cards).toBe(4);
    expect(seeAtMerchant(merchants, paid(4))?.cards).toBe(5);
    await expect(kept.counting(failing)).rejects.toThrow("store failed");
  }
  expect(asked).toEqual(Array(3).fill(5_000));
});

test("a group that was stored although it failed is read from the store, and counts once", async () => {
  const { cell, store, stored } = memory();
  const kept = keptMerchants(cell, store);
  seeAtMerchant(await kept.read(), paid(3));
  stored.push(paid(3));
  await expect(kept.counting(failing)).rejects.toThrow("store failed");
  expect(seeAtMerchant(await kept.read(), paid(4))?.cards).toBe(5);
});

test("a feed that lags by hours keeps its last minutes over a restart: its own times count, and not ours", async () => {
  const { cell, store, stored } = memory();
  const seenAt = NOW + 3 * 3_600_000;
  stored.splice(0, 3, ...[0, 1, 2].map((at) => ({ ...paid(at), seenAt })));
  expect(seeAtMerchant(await keptMerchants(cell, store).read(), { ...paid(3), seenAt })?.cards).toBe(4);
});

test("a work that succeeds forgets nothing", async () => {
  const { cell, store, asked } = memory();
  const kept = keptMerchants(cell, store);
  await kept.read();
  expect(await kept.counting(async () => "stored")).toBe("stored");
  await kept.read();
  expect(asked).toHaveLength(1);
});

test("the store is asked once, and what is usual is kept once a minute, over a restart", async () => {
  const { cell, store, stored, asked } = memory();
  const kept = keptMerchants(cell, store);
  await kept.read();
  kept.keep(NOW);
  seeAtMerchant(await kept.read(), paid(3));
  kept.keep(NOW + 59_000);
  expect(cell.get()?.map(([, , , most]) => most)).toEqual([3]);
  kept.keep(NOW + 60_000);
  expect(cell.get()?.map(([, , , most]) => most)).toEqual([4]);
  expect(asked).toHaveLength(1);
  stored.length = 0;
  const later = await keptMerchants(cell, store).read();
  expect(seeAtMerchant(later, paid(3 * 3_600))).toEqual({ cards: 1, usualCards: 4 });
});
