import { expect, test } from "vitest";
import type { PageName } from "../../../worker/wire/pages.ts";
import { shortcutsOf, spelled } from "./shortcuts.ts";

test("each page lists its own keys, and those that lead from page to page", () => {
  for (const page of ["Board", "Report", "Models", "Outbox"] satisfies PageName[]) {
    const listed = shortcutsOf(page);
    const keys = listed.map(({ keys }) => keys.join(" or "));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(["g b", "g r", "g m", "g o", "?", "Enter"]));
  }
});

test("two keys are one shortcut when the second follows soon", () => {
  expect(spelled({ key: "r", at: 1200 }, { key: "g", at: 1000 })).toBe("g r");
  expect(spelled({ key: "r", at: 9000 }, { key: "g", at: 1000 })).toBe("r");
  expect(spelled({ key: "r", at: 1200 }, { key: "p", at: 1000 })).toBe("r");
  expect(spelled({ key: "g", at: 1200 }, { key: "g", at: 1000 })).toBe("g");
  expect(spelled({ key: "/", at: 1200 }, null)).toBe("/");
});
