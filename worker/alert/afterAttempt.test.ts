import { expect, test } from "vitest";
import { KEPT_HERE } from "../notice/reference.ts";
import type { StoredMessage } from "../store/outbox.ts";
import { type Attempt, afterAttempt, keysToRetry, mustBeLookedUp, sendResultOf, waitMs } from "./afterAttempt.ts";

test("each try waits twice as long as the one before, five minutes at most, with jitter", () => {
  expect([0, 1, 2, 3].map((attempts) => waitMs(attempts, null, 1))).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect(waitMs(1_000, null, 1)).toBe(300_000);
  expect(waitMs(3, null, 0)).toBe(8_000);
});

test("a wait is whole milliseconds, whatever chance and server say", () => {
  expect(waitMs(0, null, 0.123_456_789)).toBe(1_124);
  expect(waitMs(0, 2_000.5, 0)).toBe(2_001);
});

test("what a server asks for is obeyed where it is longer", () => {
  expect(waitMs(0, 90_000, 1)).toBe(90_000);
  expect(waitMs(9, 90_000, 1)).toBe(300_000);
});

const NOW = Date.UTC(2026, 10, 20, 10);
const HOUR = 3_600_000;
const MESSAGE: StoredMessage = {
  ...{ id: "fraud:p1>mail:ann@example.org", notice: "fraud:p1", kind: "fraud", target: "mail:ann@example.org" },
  ...{ subject: "Fraud", text: "", html: null, createdAt: NOW, dueAt: NOW, state: "pending", attempts: 0, keys: 1 },
  ...{ doubtSince: null, sentAt: null, reference: null, problem: null, fate: null, fateDueAt: null },
};

test("an accepted mail is asked for; what is kept here, or was posted, is not", () => {
  const after = (target: string, attempt: Exclude<Attempt, { kind: "spent" }>) =>
    afterAttempt({ ...MESSAGE, target }, attempt, NOW, NOW, 0);
  const mailed = (reference: string) => after(MESSAGE.target, { kind: "accepted", reference });
  expect(mailed("re_1")).toMatchObject({ state: "sent", fate: null, fateDueAt: NOW + 60_000 });
  expect(mailed(KEPT_HERE)).toMatchObject({ state: "sent", fateDueAt: null });
  expect(after("slack:1f3a", { kind: "accepted", reference: "HTTP 200" })).toMatchObject({ fateDueAt: null });
});

test("a mail that is found accepted long ago takes up where its looks would be, and a lost one has failed", () => {
  const found = (fate: string) =>
    afterAttempt(MESSAGE, { kind: "accepted", reference: "re_1", at: NOW - 23 * HOUR, fate }, NOW, NOW, 0);
  expect(found("sent")).toMatchObject({ state: "sent", sentAt: NOW - 23 * HOUR, fateDueAt: NOW + HOUR });
  expect(found("delivered")).toMatchObject({ state: "sent", fate: "delivered", fateDueAt: null });
  expect(found("bounced")).toMatchObject({
    state: "failed",
    sentAt: NOW - 23 * HOUR,
    doubtSince: null,
    reference: "re_1",
  });
});

test("the first doubt stays, however many attempts may have been accepted after it", () => {
  const after = (doubtSince: number | null) =>
    afterAttempt(
      { ...MESSAGE, doubtSince },
      { kind: "unknown", problem: "no answer", retryAfterMs: null },
      NOW,
      NOW,
      0,
    );
  expect(after(null)).toMatchObject({ state: "pending", doubtSince: NOW });
  expect(after(NOW - 5 * HOUR)).toMatchObject({ state: "pending", doubtSince: NOW - 5 * HOUR });
});

test("a mail in doubt is looked up before its key is a day old, when the provider forgets it; a post never", () => {
  const isLookedUp = (target: string, doubtSince: number | null) =>
    mustBeLookedUp({ ...MESSAGE, target, doubtSince }, NOW);
  expect(isLookedUp(MESSAGE.target, NOW - 23 * HOUR + 1)).toBe(false);
  expect(isLookedUp(MESSAGE.target, NOW - 23 * HOUR)).toBe(true);
  expect(isLookedUp(MESSAGE.target, null)).toBe(false);
  expect(isLookedUp("slack:1f3a", NOW - 23 * HOUR)).toBe(false);
});

test("an attempt has come to one of five things", () => {
  const came = (result: Partial<StoredMessage>) => sendResultOf({ ...MESSAGE, ...result });
  expect(came({ state: "sent", reference: "re_1" })).toBe("sent");
  expect(came({ state: "sent", reference: KEPT_HERE })).toBe("kept");
  expect(came({ state: "pending" })).toBe("retried");
  expect(came({ state: "failed" })).toBe("failed");
  expect(came({ state: "failed", fate: "bounced" })).toBe("lost");
});

test("a failed message is tried under another key, unless an earlier attempt may have been accepted", () => {
  expect(keysToRetry({ keys: 1, doubtSince: null }, false)).toBe(2);
  expect(keysToRetry({ keys: 1, doubtSince: NOW }, false)).toBe(1);
  expect(keysToRetry({ keys: 1, doubtSince: NOW }, true)).toBe(2);
});
