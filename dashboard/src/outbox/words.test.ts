import { expect, test } from "vitest";
import type { MessageView } from "../../../worker/wire/messages.ts";
import { doneWords, fateNote, isSettled, laidOut, recipientWords, stateWords, sumWords } from "./words.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const message: MessageView = {
  id: "fraud:p1>mail:ann@example.org",
  notice: "fraud:p1",
  kind: "fraud",
  channel: "mail",
  to: "ann@example.org",
  subject: "Fraud: $1,012.40 at Plum & Pear",
  state: "pending",
  attempts: 0,
  createdAt: new Date(NOW).toISOString(),
  nextAttemptAt: new Date(NOW).toISOString(),
  sentAt: null,
  kept: false,
  maybeSent: false,
  problem: null,
  fate: null,
};

test("how far a message has come is said in two or three words", () => {
  const inTwoMinutes = new Date(NOW + 120_000).toISOString();
  expect(stateWords(message, NOW)).toBe("Waiting");
  expect(stateWords({ ...message, attempts: 2 }, NOW)).toBe("Trying now");
  expect(stateWords({ ...message, attempts: 2, nextAttemptAt: inTwoMinutes }, NOW)).toBe("Next try in 2\u00a0min");
  expect(stateWords({ ...message, state: "sent" }, NOW)).toBe("Sent");
  expect(stateWords({ ...message, state: "sent", kept: true }, NOW)).toBe("Kept here");
  expect(stateWords({ ...message, state: "failed" }, NOW)).toBe("Failed");
});

test("the filter and the state of a message have one word", () => {
  const kept: MessageView = { ...message, state: "sent", kept: true };
  const sent: MessageView = { ...message, state: "sent" };
  expect(doneWords({ delivery: "outbox", messages: [] })).toBe(stateWords(kept, NOW));
  expect(doneWords({ delivery: "outbox", messages: [kept, message] })).toBe(stateWords(kept, NOW));
  expect(doneWords({ delivery: "resend", messages: [sent] })).toBe(stateWords(sent, NOW));
  // Mails are kept, and posts to a chat are sent; or mails were kept before there was a provider.
  expect(doneWords({ delivery: "outbox", messages: [kept, { ...sent, channel: "slack" }] })).toBe("Kept or sent");
  expect(doneWords({ delivery: "resend", messages: [kept, sent] })).toBe("Kept or sent");
});

test("the whole outbox is one sentence", () => {
  expect(sumWords({ pending: 0, failed: 0, heldBack: 0 })).toBe("Nothing waiting.");
  expect(sumWords({ pending: 1, failed: 2, heldBack: 3 })).toBe(
    "1 message waiting, 3 frauds held back for the next summary, 2 messages failed.",
  );
});

test("channels are named without their secret addresses", () => {
  expect(recipientWords(message)).toBe("ann@example.org");
  expect(recipientWords({ to: null, channel: "slack" })).toBe("Slack");
});

test("what programs are sent is laid out, and what is no JSON stays as it is", () => {
  expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(laidOut("{")).toBe("{");
});

test("what became of a sent mail is said, and what nobody knows is not claimed", () => {
  const sent = { ...message, state: "sent" } as const;
  const words = (fate: string | null) => stateWords({ ...sent, fate }, NOW);
  expect([null, "queued", "sent", "not_allowed", "constructor"].map(words)).toEqual(Array(5).fill("Sent"));
  expect(["delivered", "opened", "complained", "delivery_delayed"].map(words)).toEqual([
    "Delivered",
    "Delivered",
    "Marked as spam",
    "Delayed",
  ]);
  expect(fateNote({ ...sent, fate: "not_allowed" })).toMatch(/not known: RESEND_API_KEY may only send/);
  expect(fateNote({ ...sent, fate: "delivered" })).toBeNull();
  expect(fateNote({ ...message, state: "failed", fate: "bounced" })).toBeNull();
});

test("a mail is looked at again until nothing more can become of it", () => {
  const settled = (changes: Partial<MessageView>) => isSettled({ ...message, state: "sent", ...changes });
  expect(settled({ kept: true })).toBe(true);
  expect(settled({ channel: "slack" })).toBe(true);
  expect(settled({ fate: "delivered" })).toBe(true);
  expect(settled({})).toBe(false);
  expect(settled({ state: "failed", fate: "bounced" })).toBe(false);
});
