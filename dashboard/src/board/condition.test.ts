import { expect, test } from "vitest";
import { type Circumstances, conditionOf } from "./condition.ts";
import { sampleStatus } from "./sample.ts";

const NOW = 1_000_000;
const WELL: Circumstances = {
  line: "live",
  lostAt: null,
  online: true,
  health: sampleStatus().health,
  statusAt: NOW,
  now: NOW,
};

test("all is well while the line is live and the pipeline has no problem", () => {
  expect(conditionOf(WELL)).toEqual({ tone: "good", word: "Live", problems: [] });
});

test("problems of the pipeline are told in its own words", () => {
  const { health } = sampleStatus(["The feed has not answered for 2 minutes."]);
  const { word, problems } = conditionOf({ ...WELL, health });
  expect(word).toBe("Degraded");
  expect(problems).toEqual(["The feed has not answered for 2 minutes."]);
});

test("a short loss of the line changes one word; a long one is explained", () => {
  const lost = { ...WELL, line: "waiting", lostAt: NOW - 1000 } as const;
  expect(conditionOf(lost)).toEqual({ tone: "warn", word: "Reconnecting", problems: [] });
  expect(conditionOf({ ...lost, lostAt: NOW - 20_000 }).problems[0]).toContain("reconnects by itself");
});

test("figures without news for more than a minute are called old", () => {
  const { word, problems } = conditionOf({ ...WELL, statusAt: NOW - 75_000 });
  expect(word).toBe("Stale");
  expect(problems).toEqual(["What you see is 75\u00a0s old."]);
});

test("a device without network is told so", () => {
  expect(conditionOf({ ...WELL, line: "waiting", online: false }).word).toBe("Offline");
});
