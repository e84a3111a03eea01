import fc from "fast-check";
import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { Arrival } from "../pipeline/arrival.ts";
import { byEventTime, MAX_MESSAGE_BYTES, packMessages, sendsOf, unpackMessage } from "./pack.ts";

const SEEN_AT = Date.UTC(2026, 10, 20, 10, 0, 1);

function arrival(changes: Parameters<typeof payment>[0] = {}): Arrival {
  return { admission: { ok: true, payment: payment(changes) }, source: "push", seenAt: SEEN_AT };
}

const refused: Arrival = {
  admission: {
    ok: false,
    reject: {
      id: "r",
      code: "invalid",
      field: "amt",
      reason: "amt must not be negative",
      snippet: "{}",
      paymentId: "p",
    },
  },
  source: "push",
  seenAt: SEEN_AT,
};

/** Merchants in every script, as long as the door lets them be. */
const arrivals = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(refused) },
    {
      weight: 9,
      arbitrary: fc.record({ merchant: fc.string({ unit: "binary", maxLength: 200 }), paidAt: fc.nat() }).map(arrival),
    },
  ),
  { maxLength: 400 },
);

test("every arrival lies in exactly one message, in order, and no message is larger than the queue takes", () => {
  fc.assert(
    fc.property(arrivals, (given) => {
      const messages = packMessages(given);
      expect(messages.flatMap((message) => unpackMessage(message))).toEqual(given);
      for (const message of messages) {
        expect(new TextEncoder().encode(message).length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      }
    }),
    { numRuns: 60 },
  );
});

test("every message goes out in exactly one call, in order, and no call is larger than the queue takes", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (messages) => {
      const sends = sendsOf(messages);
      expect(sends.flat()).toEqual(messages);
      for (const send of sends) expect(send.length * (MAX_MESSAGE_BYTES + 100)).toBeLessThanOrEqual(256_000);
    }),
  );
});

test("names of three bytes a letter count as such: however many there are, no message outgrows the queue", () => {
  const given = Array.from({ length: 400 }, () => arrival({ merchant: "語".repeat(200) }));
  const messages = packMessages(given);
  expect(messages.flatMap((message) => unpackMessage(message))).toEqual(given);
  const sizes = messages.map((message) => new TextEncoder().encode(message).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
});

test("a thousand usual payments are a handful of messages", () => {
  const messages = packMessages(Array.from({ length: 1_000 }, () => arrival()));
  expect(messages.length).toBeLessThanOrEqual(8);
});

test("the longest that the door lets through fits into a message many times over", () => {
  const longest = arrival({ id: "x".repeat(64), merchant: "💳".repeat(100), category: "c".repeat(40) });
  expect(packMessages(Array.from({ length: 20 }, () => longest))).toHaveLength(1);
});

test("whatever a message holds, it is read whole as arrivals or not at all", () => {
  const [message = ""] = packMessages([arrival(), refused]);
  const cut = fc.nat(message.length - 1).map((length) => message.slice(0, length));
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.json(), cut), (body) => {
      expect(unpackMessage(body)).toBeNull();
    }),
  );
  for (const wrong of [
    { version: 2, arrivals: [arrival()] },
    { version: 1, arrivals: [arrival(), null] },
    { version: 1, arrivals: [{ ...arrival(), seenAt: null }] },
    { version: 1, arrivals: [{ ...arrival(), admission: { ok: true, payment: { id: "p" } } }] },
  ]) {
    expect(unpackMessage(JSON.stringify(wrong))).toBeNull();
  }
});

test("payments are taken by when they were paid, and those of one moment as they came", () => {
  const [late, early, same] = [arrival({ paidAt: 2 }), arrival({ paidAt: 1 }), arrival({ paidAt: 1 })];
  expect([late, early, same].sort(byEventTime)).toEqual([early, same, late]);
});
