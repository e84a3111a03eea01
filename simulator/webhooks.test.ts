import { expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "../worker/duration.ts";
import { admit } from "../worker/payment/admit.ts";
import { apply, problemsOf } from "../worker/payment/sources/apply.ts";
import { stripe } from "../worker/payment/sources/stripe.ts";
import { stripeSignature, webhooksOf } from "./webhooks.ts";
import { createWorld } from "./world/world.ts";

const EUROS = { currency: "EUR", dollars: 1.0842 };
const NOW = Date.UTC(2026, 5, 3);
const world = createWorld({
  ...{ seed: 5, cards: 2_000, paymentsPerMinute: 6, fraudShare: 1 / 30 },
  ...{ fraudHours: "even", timezone: "UTC" },
});
const rows = world.day(Math.floor(NOW / DAY_MS) - 1);
const all = rows.flatMap((row) => webhooksOf(row, EUROS).map((webhook) => ({ row, webhook })));

function readingOf(event: unknown) {
  const applied = apply(stripe.mapping, event, { source: "stripe" });
  if (!applied.ok) return expect.unreachable(applied.problem);
  expect(applied.readings.flatMap(problemsOf)).toEqual([]);
  return applied.readings;
}

test("each charge is read by Stripe's own mapping and passes the door, in its own money", () => {
  for (const { row, webhook } of all.filter(({ webhook }) => webhook.event.type === "charge.succeeded")) {
    const [reading] = readingOf(webhook.event);
    if (reading?.kind !== "payment") return expect.unreachable("no payment");
    expect(reading.columns).toMatchObject({ currency: "eur", last4: row.holder.cardNumber.slice(-4) });
    expect(Number(reading.columns.amt)).toBeCloseTo(row.amount / 1.0842, 1);
    const door = { cardKey: "a key of the tests, thirty-two characters", nowMs: NOW };
    expect(admit({ columns: reading.columns }, door)).toMatchObject({ ok: true });
  }
});

test("a card is the same card in all its charges, and no card number is in any event", () => {
  const cards = new Map<string, Set<unknown>>();
  for (const { row, webhook } of all) {
    expect(JSON.stringify(webhook.event)).not.toContain(row.holder.cardNumber);
    expect(JSON.stringify(webhook.event)).not.toMatch(/\d{11}/);
    if (webhook.event.type !== "charge.succeeded") continue;
    const [reading] = readingOf(webhook.event);
    const known = cards.get(row.holder.cardNumber) ?? new Set();
    if (reading !== undefined && "columns" in reading)
      cards.set(row.holder.cardNumber, known.add(reading.columns.card));
  }
  expect([...cards.values()].every(({ size }) => size === 1)).toBe(true);
  expect(new Set([...cards.values()].flatMap((tokens) => [...tokens])).size).toBe(cards.size);
});

test("large frauds are disputed within minutes, which is a verdict; no other payment is", () => {
  const disputed = all.filter(({ webhook }) => webhook.event.type === "charge.dispute.created");
  expect(disputed.length).toBeGreaterThan(20);
  for (const { row, webhook } of disputed) {
    expect(row).toMatchObject({ isFraud: true });
    expect(row.amount).toBeGreaterThanOrEqual(200);
    expect(webhook.dueAt - row.paidAt).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(readingOf(webhook.event)).toMatchObject([{ kind: "label", said: { verdict: "fraud" } }]);
  }
});

test("some legitimate payments are refunded, whole or in part, and never more than was paid", () => {
  const refunds = all.filter(({ webhook }) => webhook.event.type === "refund.created");
  expect(refunds.length / rows.length).toBeGreaterThan(0.02);
  for (const { row, webhook } of refunds) {
    expect(row.isFraud).toBe(false);
    const refund = readingOf(webhook.event).find(({ kind }) => kind === "refund");
    if (refund?.kind !== "refund") return expect.unreachable("no refund");
    expect(refund.columns).toMatchObject({ type: "refund", refund_of: expect.stringMatching(/^ch_/) });
    expect(Number(refund.columns.amt)).toBeLessThanOrEqual(row.amount / 1.0842 + 0.01);
  }
});

test("every event has an id of its own, and the same payment always has the same events", () => {
  expect(new Set(all.map(({ webhook }) => webhook.event.id)).size).toBe(all.length);
  const [row] = rows;
  if (row !== undefined) expect(webhooksOf(row, EUROS)).toEqual(webhooksOf(row, EUROS));
});

test("a body is signed as Stripe signs it", () => {
  expect(stripeSignature("whsec_test", '{"id":"evt_1"}', 1_700_000_000_999)).toBe(
    "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925",
  );
});
