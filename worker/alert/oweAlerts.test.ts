import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { type OweSettings, owedFor } from "./oweAlerts.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const SETTINGS: OweSettings = {
  cardKey: "a key of the tests, thirty-two characters or more",
  publicUrl: "https://vigie.example",
  currency: "USD",
  reportZone: "UTC",
  mail: { apiKey: null, baseUrl: "", from: "", to: ["ann@example.org", "bob@example.org"], dailyLimit: 100 },
  channels: [],
  alertOutcomes: ["decline"],
  origin: "real",
};
const FRESH = { paidAt: NOW - 2_000, seenAt: NOW - 1_000, storedAt: NOW, outcome: "decline" as const };

function asked() {
  const questions: string[][] = [];
  const recentAlerts = async (cards: string[]) => {
    questions.push(cards);
    return { cards: new Set<string>(), atOnceLastDay: 0, atOnceInStorm: 0 };
  };
  return { questions, recentAlerts };
}

test("a fraud owes its alert and a mail to each recipient; a payment that is none owes nothing and asks nothing", async () => {
  const store = asked();
  const fraud = scoredPayment({ ...FRESH, id: "p1", cardId: "a" });
  const { alerts, messages } = await owedFor([scoredPayment(), fraud], SETTINGS, store, NOW);
  expect(alerts).toMatchObject([{ id: "fraud:p1", notice: "fraud:p1" }]);
  expect(messages.map(({ target }) => target)).toEqual(["mail:ann@example.org", "mail:bob@example.org"]);
  expect(store.questions).toEqual([["a"]]);
  expect(await owedFor([scoredPayment()], SETTINGS, store, NOW)).toEqual({ alerts: [], messages: [] });
  expect(store.questions).toHaveLength(1);
});

test("a load of past days asks the store nothing, and mails nothing by itself", async () => {
  const store = asked();
  const past = Array.from({ length: 50 }, () => scoredPayment({ ...FRESH, paidAt: NOW - 86_400_000 }));
  const { alerts, messages } = await owedFor(past, SETTINGS, store, NOW);
  expect(alerts.every(({ late, notice }) => late && notice === null)).toBe(true);
  expect(alerts).toHaveLength(50);
  expect(messages).toEqual([]);
  expect(store.questions).toEqual([]);
});

test("declines alert, and reviews where that is wished", async () => {
  const batch = (["approve", "review", "decline"] as const).map((outcome) =>
    scoredPayment({ ...FRESH, outcome, cardId: outcome }),
  );
  const outcomes = async (settings: OweSettings) =>
    (await owedFor(batch, settings, asked(), NOW)).alerts.map(({ outcome }) => outcome);
  expect(await outcomes(SETTINGS)).toEqual(["decline"]);
  expect(await outcomes({ ...SETTINGS, alertOutcomes: ["review", "decline"] })).toEqual(["review", "decline"]);
});
