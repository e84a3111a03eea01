import { expect, test } from "vitest";
import { afterFate, isLost } from "./afterAcceptance.ts";

const SENT = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const sent = { dueAt: SENT - 5, sentAt: SENT };

test("a mail is asked for after a minute, then ever more rarely, and for three days at most", () => {
  const looks: number[] = [];
  let at: number | null = SENT;
  while (at !== null) {
    const { state, fateDueAt } = afterFate(sent, "sent", at);
    expect(state).toBe("sent");
    if (fateDueAt !== null) looks.push((fateDueAt - SENT) / MINUTE);
    at = fateDueAt;
  }
  expect(looks).toEqual([1, 5, 30, 120, 480, 1440, 4320]);
});

test.each(["delivered", "opened", "clicked", "complained"])(
  "what is %s has arrived, and is not asked for again",
  (fate) => {
    expect(afterFate(sent, fate, SENT + MINUTE)).toEqual({
      ...{ state: "sent", dueAt: sent.dueAt, problem: null, fate, fateDueAt: null },
    });
  },
);

test.each(["bounced", "suppressed", "failed", "canceled"])(
  "what is %s was sent to nobody, from now on, and says so",
  (fate) => {
    expect(isLost(fate)).toBe(true);
    expect(afterFate(sent, fate, SENT + MINUTE)).toEqual({
      ...{ state: "failed", dueAt: SENT + MINUTE, fate, fateDueAt: null },
      problem: expect.stringMatching(new RegExp(`^Resend accepted it, but .*\\(${fate}\\)$`)),
    });
  },
);

test.each(["queued", "sent", "delivery_delayed", "a word of next year", "constructor"])(
  "what is %s is still under way",
  (fate) => {
    expect(afterFate(sent, fate, SENT + 31 * MINUTE)).toMatchObject({
      state: "sent",
      fate,
      fateDueAt: SENT + 2 * HOUR,
    });
  },
);
