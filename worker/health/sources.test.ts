import { expect, test } from "vitest";
import { sourceProblems } from "./sources.ts";

const NOW = 1_795_000_000_000;
const run = (source: string, events = 3) => {
  return { source, events, since: NOW - 600_000, last: NOW - 60_000, problem: "not signed rightly by Stripe" };
};

test("without refused events there is no problem", () => {
  expect(sourceProblems([], NOW)).toEqual([]);
});

test("refused events are told with their source, their number and the last reason, and stop nothing", () => {
  expect(sourceProblems([run("stripe")], NOW)).toEqual([
    {
      kind: "source",
      text: "Events are refused, and none was taken since: 3 events of stripe in 10 minutes, the last because: not signed rightly by Stripe.",
      since: NOW - 600_000,
      holdMs: 300_000,
      stops: null,
    },
  ]);
});

test("of many sources three are named", () => {
  const [problem] = sourceProblems(
    ["a", "b", "c", "d", "e"].map((name) => run(name, 1)),
    NOW,
  );
  expect(problem?.text).toContain("1 event of a in");
  expect(problem?.text).toMatch(/; and of 2 more sources\.$/);
});
