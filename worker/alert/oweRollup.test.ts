import { expect, test } from "vitest";
import type { HeldBack, OwedMessage } from "../store/outbox.ts";
import { oweRollup } from "./oweRollup.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;
const SETTINGS = {
  publicUrl: null,
  reportZone: "UTC",
  mail: { apiKey: null, baseUrl: "", from: "", to: ["ann@example.org"], dailyLimit: 100 },
  channels: [],
};
const HELD: HeldBack = {
  ...{ upToSeq: 9, alerts: 3, amountCents: 12_345, cards: 1, lateAlerts: 0 },
  ...{ firstHeldAt: NOW, newestHeldAt: NOW, firstPaidAt: NOW, lastPaidAt: NOW },
  topCards: [{ cardId: "a", last4: "4567", alerts: 3, amountCents: 12_345 }],
  largest: [],
};

function storeWith(held: HeldBack | null) {
  const owed: OwedMessage[] = [];
  return {
    owed,
    heldSince: async () =>
      held === null
        ? null
        : { firstHeldAt: held.firstHeldAt, newestHeldAt: held.newestHeldAt, lastRollupAt: null, rollups: 0 },
    heldBack: async () => held,
    rollUp: async (_held: HeldBack, messages: OwedMessage[]) => {
      owed.push(...messages);
    },
  };
}

test("what is held back waits for its time, and the relay is told when that is", async () => {
  const store = storeWith(HELD);
  expect(await oweRollup(store, SETTINGS, NOW + MINUTE)).toBe(NOW + 2 * MINUTE);
  expect(store.owed).toEqual([]);
});

test("then it is owed, and can be sent at once", async () => {
  const store = storeWith(HELD);
  expect(await oweRollup(store, SETTINGS, NOW + 2 * MINUTE)).toBe(NOW + 2 * MINUTE);
  expect(store.owed).toMatchObject([
    { id: "rollup:9>mail:ann@example.org", subject: "3 more frauds held back: $123.45" },
  ]);
});

test("while nobody is there to be told, it stays held back, and nobody comes again for it", async () => {
  const store = storeWith(HELD);
  const nobody = { ...SETTINGS, mail: { ...SETTINGS.mail, to: [] } };
  expect(await oweRollup(store, nobody, NOW + 2 * MINUTE)).toBeNull();
  expect(store.owed).toEqual([]);
});

test("where nothing is held back there is nothing to come again for", async () => {
  expect(await oweRollup(storeWith(null), SETTINGS, NOW)).toBeNull();
});
