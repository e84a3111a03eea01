import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { DAY_MS } from "../duration.ts";
import type { ScoredPayment } from "../store/payments.ts";
import { budgetOf, NOBODY, STORM_MS, tellingsFor } from "./budget.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;
const QUIET = { cards: new Set<string>(), atOnceLastDay: 0, atOnceInStorm: 0 };
const SETTINGS = {
  mail: { dailyLimit: 100, to: ["ann@example.org"] },
  channels: [],
};

const alertsFor = (...given: Parameters<typeof tellingsFor>) => tellingsFor(...given).map(({ alert }) => alert);

let made = 0;
function fraud(changes: Partial<ScoredPayment> = {}): ScoredPayment {
  made += 1;
  return scoredPayment({
    ...{ id: `p${made}`, seq: made, outcome: "decline", cardId: `card-${made}` },
    ...{ paidAt: NOW - 2_000, seenAt: NOW - 1_000, storedAt: NOW },
    ...changes,
  });
}

test("a card's first fraud is told at once, the next ones of the day are held back", () => {
  const [first, second, other] = alertsFor([fraud({ cardId: "a" }), fraud({ cardId: "a" }), fraud()], QUIET, SETTINGS);
  expect(first?.notice).toBe(first?.id);
  expect(second?.notice).toBeNull();
  expect(other?.notice).toBe(other?.id);
  const [later] = alertsFor([fraud({ cardId: "a" })], { ...QUIET, cards: new Set(["a"]) }, SETTINGS);
  expect(later?.notice).toBeNull();
});

test("an alert is by payment: the same one has the same id", () => {
  const payment = fraud({ id: "order-1" });
  expect(alertsFor([payment], QUIET, SETTINGS)).toEqual(alertsFor([{ ...payment }], QUIET, SETTINGS));
  expect(alertsFor([payment], QUIET, SETTINGS)[0]?.id).toBe("fraud:order-1");
});

test("what was paid more than an hour before it was stored is held back, and does not silence its card", () => {
  const late = fraud({ cardId: "a", paidAt: NOW - 62 * MINUTE });
  const [old, fresh] = alertsFor([late, fraud({ cardId: "a" })], QUIET, SETTINGS);
  expect(old).toMatchObject({ late: true, notice: null });
  expect(fresh).toMatchObject({ late: false, notice: fresh?.id });
});

test("what the door saw at once, and then waited in the queue, is held back like anything late", () => {
  const paidAt = NOW - 9 * 60 * MINUTE;
  const [waited, fresh] = alertsFor(
    [fraud({ cardId: "a", paidAt, seenAt: paidAt + 1_000 }), fraud({ cardId: "a" })],
    QUIET,
    SETTINGS,
  );
  expect(waited).toMatchObject({ late: true, notice: null });
  expect(fresh).toMatchObject({ late: false, notice: fresh?.id });
});

test("where nobody is to be told, nothing waits", () => {
  const [alert] = alertsFor([fraud()], QUIET, { ...SETTINGS, mail: { dailyLimit: 100, to: [] } });
  expect(alert?.notice).toBe(NOBODY);
});

test("ten thousand frauds at once on as many cards: as many at once as a storm may have, every other held back", () => {
  const alerts = alertsFor(
    Array.from({ length: 10_000 }, () => fraud()),
    QUIET,
    SETTINGS,
  );
  expect(alerts).toHaveLength(10_000);
  const atOnce = alerts.filter(({ notice }) => notice !== null);
  expect(atOnce).toHaveLength(budgetOf(SETTINGS.mail).atOnceAStorm);
});

test("whatever comes, never more at once than the budget of a day and of a storm has left", () => {
  const cards = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { maxLength: 60 });
  fc.assert(
    fc.property(
      cards,
      fc.nat(60),
      fc.nat(20),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 5 }),
      (...drawn) => {
        const [batch, atOnceLastDay, atOnceInStorm, dailyLimit, recipients] = drawn;
        const mail = { dailyLimit, to: Array(recipients).fill("ann@example.org") };
        const budget = budgetOf(mail);
        const alerts = alertsFor(
          batch.map((cardId) => fraud({ cardId })),
          { cards: new Set(["g"]), atOnceLastDay, atOnceInStorm },
          { ...SETTINGS, mail },
        );
        const atOnce = alerts.filter(({ notice }) => notice !== null);
        const left = Math.min(budget.atOnceADay - atOnceLastDay, budget.atOnceAStorm - atOnceInStorm);
        expect(atOnce.length).toBeLessThanOrEqual(Math.max(0, left));
        expect(new Set(atOnce.map(({ cardId }) => cardId)).size).toBe(atOnce.length);
        expect(alerts).toHaveLength(batch.length);
      },
    ),
  );
});

describe("channels", () => {
  const hook = { kind: "webhook", url: "https://hooks.example/vigie" } as const;
  const chat = { kind: "slack", url: "https://hooks.slack.com/services/x" } as const;
  const settings = { ...SETTINGS, channels: [hook, chat] };
  const NO_MAIL_LEFT = { ...QUIET, atOnceLastDay: 50 };
  const toldOf = (...given: Parameters<typeof tellingsFor>) =>
    tellingsFor(...given).map(({ atOnce: { mail, channels }, alert }) => ({
      told: [...mail.to, ...channels.map(({ kind }) => kind)],
      isHeld: alert.notice === null,
    }));

  test("have no part in the budget of mails: once that is used up they go on being told of each card's first fraud", () => {
    const batch = Array.from({ length: 300 }, () => fraud());
    const told = toldOf(batch, NO_MAIL_LEFT, settings);
    expect(told).toEqual(Array(300).fill({ told: ["webhook", "slack"], isHeld: true }));
  });

  test("that programs read are told of every fraud, chats only of a card's first", () => {
    const batch = [fraud({ cardId: "a" }), fraud({ cardId: "a" })];
    expect(toldOf(batch, QUIET, settings)).toEqual([
      { told: ["ann@example.org", "webhook", "slack"], isHeld: false },
      { told: ["webhook"], isHeld: true },
    ]);
  });

  test("are told of old news in the roll-up, like everyone", () => {
    expect(toldOf([fraud({ paidAt: NOW - 62 * MINUTE })], QUIET, settings)).toEqual([{ told: [], isHeld: true }]);
  });

  test("hold nothing back where nobody is mailed and all were told", () => {
    const noMail = { mail: { dailyLimit: 100, to: [] }, channels: [hook] };
    const batch = [fraud({ cardId: "a" }), fraud({ cardId: "a" })];
    expect(toldOf(batch, NO_MAIL_LEFT, noMail)).toEqual(Array(2).fill({ told: ["webhook"], isHeld: false }));
  });
});

test("the parts of the budget leave room for the digest and for what goes wrong", () => {
  expect(budgetOf({ dailyLimit: 100, to: ["a@b.cc"] })).toEqual({ atOnceADay: 50, atOnceAStorm: 10, rollupsADay: 30 });
  expect(budgetOf({ dailyLimit: 100, to: ["a@b.cc", "d@e.ff"] })).toEqual({
    atOnceADay: 25,
    atOnceAStorm: 5,
    rollupsADay: 15,
  });
  expect(STORM_MS).toBeLessThan(DAY_MS);
});

describe("a snoozed card or merchant", () => {
  const snoozes = { cards: new Set(["a"]), merchants: new Set(["Plum"]) };
  const [hook, slack] = [
    { kind: "webhook", url: "http://hooks.test/vigie" },
    { kind: "slack", url: "http://hooks.test/slack" },
  ] as const;
  const everywhere = { ...SETTINGS, channels: [hook, slack] };

  test("alerts no person, and programs as ever", () => {
    const payments = [fraud({ cardId: "a" }), fraud({ merchant: "Plum" }), fraud()];
    const [card, merchant, other] = tellingsFor(payments, QUIET, everywhere, snoozes);
    for (const quiet of [card, merchant]) {
      expect(quiet).toMatchObject({ alert: { notice: "snoozed" }, atOnce: { mail: { to: [] }, channels: [hook] } });
    }
    expect(other).toMatchObject({ alert: { notice: other?.alert.id }, atOnce: { channels: [hook, slack] } });
  });

  test("uses up nothing of the day's mails, and its first fraud afterwards is told at once", () => {
    const tight = { ...QUIET, atOnceLastDay: 49 };
    const payments = [fraud({ cardId: "a" }), fraud({ cardId: "b", merchant: "Plum" }), fraud({ cardId: "b" })];
    const [, , after] = alertsFor(payments, tight, SETTINGS, snoozes);
    expect(after?.notice).toBe(after?.id);
  });

  test("is left out of summaries, too: late payments are told to nobody", () => {
    const [late] = tellingsFor([fraud({ cardId: "a", paidAt: NOW - 62 * MINUTE })], QUIET, everywhere, snoozes);
    expect(late).toMatchObject({ alert: { late: true, notice: "snoozed" }, atOnce: { channels: [] } });
  });

  test("where only programs are told, nobody is left out", () => {
    const programs = { mail: { dailyLimit: 100, to: [] }, channels: [hook] };
    const [told] = alertsFor([fraud({ cardId: "a" })], QUIET, programs, snoozes);
    expect(told?.notice).toBe(told?.id);
  });
});
