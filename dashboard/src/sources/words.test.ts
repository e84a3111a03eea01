import { expect, test } from "vitest";
import type { Reading } from "../../../worker/payment/sources/apply.ts";
import { doorWords, maskedWords, readingWords, secretCommand, secretOf, stateOf, todayWords } from "./words.ts";

const NONE = { payment: 0, label: 0, refund: 0, ignored: 0, refused: 0 };
const about = { eventId: null, eventType: "charge.succeeded", fields: {} };

test("a source says what came today, and how its secret is set", () => {
  expect(todayWords(NONE)).toBe("No events today");
  expect(todayWords({ ...NONE, payment: 1204, label: 1, refused: 2 })).toBe("1,204 payments, 1 label, 2 refused today");
  expect(secretCommand(secretOf("my-shop"))).toBe("npm run deploy -- --secret SOURCE_SECRET_MY_SHOP");
  expect([stateOf({ hasSecret: false, lastAt: null }), stateOf({ hasSecret: true, lastAt: null })]).toEqual([
    "off",
    "ready",
  ]);
});

test.each<[string, Reading]>([
  ["It is a payment (charge.succeeded).", { kind: "payment", ...about, columns: {} }],
  ["It is a label (charge.succeeded) that cannot be read.", { kind: "label", ...about, said: null }],
  [
    "It is a label (charge.succeeded): the payment ch_1 was fraud.",
    { kind: "label", ...about, said: { paymentId: "ch_1", verdict: "fraud", fraudType: null, note: null } },
  ],
  [
    "It is acknowledged, counted, and ignored: plan.created is neither a payment nor a label.",
    { kind: "ignored", ...about, why: "plan.created is neither a payment nor a label" },
  ],
])("%s", (words, reading) => {
  expect(readingWords(reading)).toBe(words);
});

test("it is always said that card numbers are masked, and how many were", () => {
  expect(maskedWords(0)).toContain("Card numbers are masked before anything is shown or sent");
  expect(maskedWords(1)).toContain("1 value was masked");
});

test("the door says of each row whether it takes it, and why not", () => {
  const reading = { kind: "payment" as const, eventId: null, eventType: null, why: null, fields: {}, label: null };
  const good = {
    ok: true,
    field: null,
    error: null,
    notes: [{ field: "category", note: "is not known to the model" }],
  };
  const bad = { ok: false, field: "amt", error: "must not be negative", notes: [] };
  expect(doorWords({ readings: [{ ...reading, admission: good }] })).toEqual([
    { words: "The door takes the row.", isGood: true },
    { words: "category is not known to the model.", isGood: false },
  ]);
  const label = { ...reading, kind: "label" as const, admission: null };
  expect(doorWords({ readings: [label, { ...reading, admission: bad }] })).toEqual([
    { words: "The door refuses row 2, a payment: amt must not be negative.", isGood: false },
  ]);
});
