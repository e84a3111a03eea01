import { expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import type { ListEntry } from "../policy/lists.ts";
import type { HeldBack, HeldFilter, OwedMessage } from "../store/outbox.ts";
import { oweRollup } from "./oweRollup.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;
const SETTINGS = {
  publicUrl: null,
  currency: "USD",
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

function storeWith(held: HeldBack | null, untold: HeldBack | null = held, snoozes: ListEntry[] = []) {
  const owed: OwedMessage[] = [];
  const leftOut: string[][] = [];
  return {
    owed,
    leftOut,
    entries: async () => snoozes,
    snoozeHeld: async (...named: string[][]) => void leftOut.push(...named),
    heldSince: async () =>
      held === null
        ? null
        : { firstHeldAt: held.firstHeldAt, newestHeldAt: held.newestHeldAt, lastRollupAt: null, rollups: 0 },
    heldBack: async (filter?: HeldFilter) => (filter === undefined ? held : untold),
    origin: async () => "real" as const,
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

const HOOK = { kind: "webhook", url: "https://hooks.example/vigie" } as const;

test("a channel is told only of what it was not told by itself, in the same roll-up as everyone", async () => {
  const store = storeWith(HELD, { ...HELD, upToSeq: 7, alerts: 1, amountCents: 4_500 });
  await oweRollup(store, { ...SETTINGS, channels: [HOOK] }, NOW + 2 * MINUTE);
  expect(store.owed.map(({ notice, subject }) => ({ notice, subject }))).toEqual([
    { notice: "rollup:9", subject: "3 more frauds held back: $123.45" },
    { notice: "rollup:9", subject: "1 more fraud held back: $45.00" },
  ]);
});

test("a channel that was told of everything gets no roll-up; where nobody is left to be told, there is none", async () => {
  const store = storeWith(HELD, null);
  await oweRollup(store, { ...SETTINGS, channels: [HOOK] }, NOW + 2 * MINUTE);
  expect(store.owed.map(({ target }) => target)).toEqual(["mail:ann@example.org"]);
  const onlyHook = { ...SETTINGS, mail: { ...SETTINGS.mail, to: [] }, channels: [HOOK] };
  expect(await oweRollup(storeWith(HELD, null), onlyHook, NOW + 2 * MINUTE)).toBeNull();
});

test("what was held back before its card or merchant was snoozed is left out, as long as that lasts", async () => {
  const snooze = (kind: "card" | "merchant", value: string, until: number): ListEntry => ({
    ...{ id: value, list: "snooze", kind, value, note: null, by: "ann", via: "board", at: NOW, until },
  });
  const snoozes = [
    snooze("card", "a", NOW + DAY_MS),
    snooze("card", "b", NOW),
    snooze("merchant", "Plum", NOW + DAY_MS),
  ];
  const store = storeWith(HELD, HELD, snoozes);
  expect(await oweRollup(store, SETTINGS, NOW + MINUTE)).toBe(NOW + 2 * MINUTE);
  expect(store.leftOut).toEqual([]);
  await oweRollup(store, SETTINGS, NOW + 2 * MINUTE);
  expect(store.leftOut).toEqual([["a"], ["Plum"]]);
});
