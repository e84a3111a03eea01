import { expect, test } from "vitest";
import { createFileSnapshot, createWorldSnapshot } from "./snapshot.ts";
import { createRandom } from "./world/random.ts";
import { createWorld } from "./world/world.ts";

const now = Date.parse("2026-03-03T10:00:00Z");
const world = createWorld({
  seed: 3,
  cards: 200,
  paymentsPerMinute: 0.4,
  fraudShare: 0.05,
  fraudHours: "natural",
  timezone: "UTC",
});

test("each call draws rows of the past and stamps them now", () => {
  const source = createWorldSnapshot(world, now, 3, createRandom(1));
  const first = source.answer("a", now).rows;
  const second = source.answer("a", now + 12_000).rows;
  expect(first.map((row) => row.paidAt)).toEqual([now, now, now]);
  expect(second.map((row) => row.paidAt)).toEqual([now + 12_000, now + 12_000, now + 12_000]);
  expect(first.map((row) => row.id)).not.toEqual(second.map((row) => row.id));
});

test("frauds are drawn as often as they happen", () => {
  const rows = createWorldSnapshot(world, now, 2500, createRandom(2)).answer("a", now).rows;
  const share = rows.filter((row) => row.isFraud).length / rows.length;
  expect(share).toBeGreaterThan(0.03);
  expect(share).toBeLessThan(0.07);
});

test("the same row can be drawn again under the same id, at another time", () => {
  const [row] = world.day(world.zone.dayOf(now) - 1);
  if (row === undefined) throw new Error("an empty day");
  const source = createFileSnapshot([row], 1, createRandom(1));
  const [first] = source.answer("a", now).rows;
  const [second] = source.answer("a", now + 1).rows;
  expect(first?.id).toBe(second?.id);
  expect([first?.paidAt, second?.paidAt]).toEqual([now, now + 1]);
});

test("the same seed draws the same rows", () => {
  const draw = () => createWorldSnapshot(world, now, 5, createRandom(9)).answer("a", now).rows;
  expect(draw()).toEqual(draw());
});
