import { expect, test } from "vitest";
import { faviconHref } from "./favicon.ts";

test("the tab's icon is the logo, and the number of unseen frauds while there are some", () => {
  const number = (unseen: number) => />([\d+]+)<\/text>/.exec(decodeURIComponent(faviconHref(unseen)))?.[1];
  expect(faviconHref(0)).toBe("/logo.svg");
  expect([1, 42, 99, 100, 12_000].map(number)).toEqual(["1", "42", "99", "99+", "99+"]);
});
