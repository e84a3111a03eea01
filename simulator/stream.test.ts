import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_ROWS_PER_ANSWER } from "./source.ts";
import { createStream } from "./stream.ts";
import { createTimeline } from "./timeline.ts";
import { createWorld } from "./world/world.ts";

const world = createWorld({
  seed: 3,
  cards: 400,
  paymentsPerMinute: 30,
  fraudShare: 0.01,
  fraudHours: "natural",
  timezone: "UTC",
});
const timeline = createTimeline(world);
const midnight = Date.parse("2026-03-03T00:00:00Z");

const today = world.zone.dayOf(midnight);
const payments = [today - 1, today].flatMap((day) => world.day(day).map(({ id, paidAt }) => ({ id, paidAt })));

function idsPaid(fromMs: number, untilMs: number): string[] {
  return payments.filter((row) => row.paidAt > fromMs && row.paidAt <= untilMs).map((row) => row.id);
}

/** One call whose answer arrives. */
function call(stream: ReturnType<typeof createStream>, now: number, caller = "reader") {
  const answer = stream.answer(caller, now);
  answer.delivered();
  return answer.rows;
}

test("the first answer holds the last five minutes, oldest first", () => {
  const rows = call(createStream(timeline), midnight + 3_600_000);
  expect(rows.map((row) => row.id)).toEqual(idsPaid(midnight + 3_300_000, midnight + 3_600_000));
});

test("when nothing was paid since, and the last half minute was quiet, the answer is empty", () => {
  const quiet = createTimeline({ ...world, day: () => [] });
  expect(call(createStream(quiet), midnight)).toEqual([]);
});

test("a reader that comes back from any pause, and that dies now and then with an answer in its hands, misses nothing", () => {
  const visits = fc.array(fc.record({ pauseS: fc.integer({ min: 1, max: 900 }), dies: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(visits, (calls) => {
      const stream = createStream(timeline);
      const start = midnight - 1_800_000;
      const stored = new Set(call(stream, start).map((row) => row.id));
      let now = start;
      let diedBefore = false;
      for (const { pauseS, dies } of calls) {
        now += pauseS * 1000;
        const rows = call(stream, now);
        expect(rows.length).toBeLessThanOrEqual(MOST_ROWS_PER_ANSWER);
        // The reader dies after the answer has left us, before it stored it; but never twice in a row.
        diedBefore = dies && !diedBefore;
        if (!diedBefore) for (const row of rows) stored.add(row.id);
      }
      for (let i = 0; i < 3; i++) for (const row of call(stream, now)) stored.add(row.id);
      expect(idsPaid(start - 300_000, now).filter((id) => !stored.has(id))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("after a long absence the answers go on from the oldest, a thousand rows at most, until all are served", () => {
  const stream = createStream(timeline);
  const start = midnight + 3_600_000;
  const seen = new Set(call(stream, start).map((row) => row.id));
  const back = start + 5 * 3_600_000;
  const due = idsPaid(start, back);
  expect(due.length).toBeGreaterThan(5000);
  let calls = 0;
  for (; calls < 40 && !due.every((id) => seen.has(id)); calls++) {
    const rows = call(stream, back);
    expect(rows.length).toBeLessThanOrEqual(MOST_ROWS_PER_ANSWER);
    for (const row of rows) seen.add(row.id);
  }
  expect(calls).toBe(Math.ceil(due.length / 500));
});

test("an answer that didn't arrive comes again", () => {
  const stream = createStream(timeline);
  const now = midnight + 7_200_000;
  call(stream, now);
  const lost = stream.answer("reader", now + 12_000).rows;
  expect(stream.answer("reader", now + 12_000).rows).toEqual(lost);
});

test("two readers don't take each other's payments", () => {
  const stream = createStream(timeline);
  const now = midnight + 7_200_000;
  expect(call(stream, now, "worker")).toEqual(call(stream, now, "curl"));
});
