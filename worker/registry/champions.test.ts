import { expect, test } from "vitest";
import { championUntil } from "./champions.ts";

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
