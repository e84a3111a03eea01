import { expect, test } from "vitest";
import { createReplay, movedToNow } from "./replay.ts";
import type { FeedRow } from "./row.ts";
import { createWorld } from "./world/world.ts";
import { createZone } from "./world/zone.ts";

const world = createWorld({
  seed: 2,
  cards: 100,
  paymentsPerMinute: 0.2,
  fraudShare: 0,
  fraudHours: "natural",
  timezone: "UTC",
});
const day = world.day(20_500);

function call(replay: ReturnType<typeof createReplay>, now: number, caller = "a"): FeedRow[] {
  const answer = replay.answer(caller, now);
  answer.delivered();
  return answer.rows;
}

test("replayed payments keep their weekday and hour, and the last lies in the week before now", () => {
  const [one, other] = day;
  if (one === undefined || other === undefined) throw new Error("an empty day");
  const rows = [
    { ...one, paidAt: Date.parse("2020-06-14T08:00:00Z") },
    { ...other, paidAt: Date.parse("2020-06-21T12:14:25Z") },
  ];
  const now = Date.parse("2026-11-20T10:00:00Z");
  const times = movedToNow(rows, createZone("Europe/Paris"), now).map((row) => new Date(row.paidAt).toISOString());
  // 08:00 and 12:14 on a Sunday by the clock of Paris.
  expect(times).toEqual(["2026-11-08T07:00:00.000Z", "2026-11-15T11:14:25.000Z"]);
});

test("a replay serves the file once, in order, and says when it is through", () => {
  const lines: string[] = [];
  const replay = createReplay(day, "max", (line) => lines.push(line));
  const undelivered = replay.answer("a", 0).rows;
  expect(undelivered).toEqual(day);
  expect(call(replay, 0)).toEqual(day);
  expect(call(replay, 0)).toEqual([]);
  expect(call(replay, 0)).toEqual([]);
  expect(lines).toEqual([`replay: all ${day.length} rows have been served; answers are empty from here on`]);
});

test("a long file comes a thousand rows at a time, each reader from its beginning", () => {
  const rows = Array.from({ length: 12 }, () => day).flat();
  const replay = createReplay(rows, "max", () => {});
  expect(rows.length).toBeGreaterThan(2000);
  expect([...call(replay, 0), ...call(replay, 0)]).toEqual(rows.slice(0, 2000));
  expect(call(replay, 0, "b")).toEqual(rows.slice(0, 1000));
});

test("of callers under ever new names only the last thousand are remembered, and who keeps coming is never forgotten", () => {
  const replay = createReplay(day, "max", () => {});
  call(replay, 0, "once");
  for (let i = 0; i < 1000; i++) {
    call(replay, 0, `stranger ${i}`);
    expect(call(replay, 0, "regular")).toHaveLength(i === 0 ? day.length : 0);
  }
  expect(call(replay, 0, "once")).toEqual(day);
});

test("at ten rows a minute ten new rows come a minute, after those that were new in the answer before", () => {
  const replay = createReplay(day, 10, () => {});
  expect(call(replay, 0)).toEqual(day.slice(0, 1));
  expect(call(replay, 60_000)).toEqual(day.slice(0, 11));
  expect(call(replay, 72_000)).toEqual(day.slice(1, 13));
});
