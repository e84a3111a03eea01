import { expect, test } from "vitest";
import { endingOf, untilOf, untilWords } from "./ending.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");

test("an end is counted from the moment of saving", () => {
  const until = (choice: "never" | "1 h" | "24 h" | "7 d" | "30 d") => untilOf({ ...endingOf(null), choice }, NOW);
  expect(until("never")).toEqual({ ok: true, until: null });
  expect(until("1 h")).toEqual({ ok: true, until: "2026-11-20T13:00:00.000Z" });
  expect(until("24 h")).toEqual({ ok: true, until: "2026-11-21T12:00:00.000Z" });
  expect(until("7 d")).toEqual({ ok: true, until: "2026-11-27T12:00:00.000Z" });
  expect(until("30 d")).toEqual({ ok: true, until: "2026-12-20T12:00:00.000Z" });
});

test("a moment must be there and ahead, and an end that is there already stays as it is", () => {
  const at = (moment: string) => untilOf({ choice: "at", at: moment, kept: null }, NOW);
  expect(at("")).toEqual({ ok: false, problem: "Say until when." });
  expect(at("2026-11-20T11:59:00Z")).toEqual({ ok: false, problem: "The end must be ahead." });
  expect(at("2026-11-20T12:01:00Z")).toEqual({ ok: true, until: "2026-11-20T12:01:00.000Z" });
  const gone = "2026-11-01T00:00:00.000Z";
  expect(untilOf(endingOf(gone), NOW)).toEqual({ ok: true, until: gone });
});

test("an end is told, also one that has passed", () => {
  expect(untilWords(null, NOW, "UTC")).toBe("without end");
  expect(untilWords("2026-11-20T22:00:00Z", NOW, "UTC")).toBe("until 22:00");
  expect(untilWords("2026-11-22T22:00:00Z", NOW, "UTC")).toBe("until 22 Nov 2026, 22:00");
  expect(untilWords("2026-11-20T11:59:00Z", NOW, "UTC")).toBe("ended 20 Nov 2026, 11:59");
});
