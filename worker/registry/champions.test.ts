import { expect, test } from "vitest";
import { deploysIn, earlierChampions, shippedAt, championUntil as until } from "./champions.ts";

const championUntil = (versions: Parameters<typeof until>[0], shipped: string, version: string, deploys = NO_DEPLOYS) =>
  until(versions, shipped, version, deploys);
const NO_DEPLOYS: Parameters<typeof until>[3] = [];
const set = (at: number, champion: string | null) => ({ at, policy: { models: { champion, challenger: null } } });

test("before anybody has set anything, the shipped model decides", () => {
  expect(championUntil([], "shipped", "shipped")).toBe("now");
  expect(championUntil([], "shipped", "other")).toBeNull();
});

test("a model was champion until the change that came after its own", () => {
  const versions = [set(30, "b"), set(20, "a"), set(10, null)];
  expect(championUntil(versions, "shipped", "b")).toBe("now");
  expect(championUntil(versions, "shipped", "a")).toBe(30);
  expect(championUntil(versions, "shipped", "shipped")).toBe(20);
  expect(championUntil(versions, "shipped", "c")).toBeNull();
});

test("a change of the challenger alone ends no champion", () => {
  expect(championUntil([set(30, "b"), set(20, "b"), set(10, "a")], "shipped", "a")).toBe(20);
  expect(championUntil([set(30, "a"), set(20, "b"), set(10, "a")], "shipped", "b")).toBe(30);
});

/** "first" was shipped at 5, "second" at 25. */
const DEPLOYS = deploysIn([
  { version: "first", addedAt: 5, via: "deploy" },
  { version: "second", addedAt: 25, via: "deploy" },
  { version: "a", addedAt: 15, via: "api" },
]);

test("a model that a deploy replaced decided until then, so that one can go back to it", () => {
  expect(championUntil([], "second", "first", DEPLOYS)).toBe(25);
  expect(championUntil([], "second", "second", DEPLOYS)).toBe("now");
  expect(championUntil([set(30, "a")], "second", "first", DEPLOYS)).toBe(25);
  expect(championUntil([set(20, "a")], "second", "first", DEPLOYS)).toBe(20);
});

test("a model that was shipped while another one decided has never decided", () => {
  expect(championUntil([set(20, "a")], "second", "second", DEPLOYS)).toBeNull();
  expect(championUntil([set(30, "a")], "second", "second", DEPLOYS)).toBe(30);
});

test("what was shipped at a time is told by the deploys", () => {
  expect([1, 5, 24, 25, 99].map((at) => shippedAt(at, DEPLOYS, "second"))).toEqual([
    "first",
    "first",
    "first",
    "second",
    "second",
  ]);
  expect(shippedAt(1, [], "shipped")).toBe("shipped");
});

test("one goes back to those that decided before, the latest first", () => {
  const earlier = (versions: Parameters<typeof until>[0]) => earlierChampions(versions, "shipped", NO_DEPLOYS);
  expect(earlier([])).toEqual([]);
  expect(earlier([set(20, "b"), set(10, "a")])).toEqual([
    { version: "a", until: 20 },
    { version: "shipped", until: 10 },
  ]);
  expect(earlier([set(30, "b"), set(20, "a"), set(10, "a")])).toMatchObject([{ version: "a" }, { version: "shipped" }]);
});

test("a model that was gone back from is none of those, until it is chosen again", () => {
  const earlier = (...champions: string[]) =>
    earlierChampions(champions.map((champion, at) => set(10 * (at + 1), champion)).toReversed(), "shipped", NO_DEPLOYS);
  expect(earlier("bad", "shipped")).toEqual([]);
  expect(earlier("a", "bad", "a")).toMatchObject([{ version: "shipped" }]);
  expect(earlier("a", "b", "shipped")).toEqual([]);
  expect(earlier("bad", "shipped", "bad")).toEqual([{ version: "shipped", until: 30 }]);
});

test("one goes back to the model that a deploy replaced", () => {
  expect(earlierChampions([], "second", DEPLOYS)).toEqual([{ version: "first", until: 25 }]);
  expect(earlierChampions([set(30, "a")], "second", DEPLOYS)).toEqual([
    { version: "second", until: 30 },
    { version: "first", until: 25 },
  ]);
});
