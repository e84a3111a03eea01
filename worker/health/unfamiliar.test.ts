import { expect, test } from "vitest";
import type { Unfamiliar } from "../decision/decision.ts";
import { sumFamiliarity } from "../pipeline/familiarity.ts";
import { unfamiliarProblems } from "./unfamiliar.ts";

const lasting = { id: "u", kind: "unfamiliar", startedAt: 0, endedAt: null, detail: "" };
const problems = (payments: number, unfamiliar: number, what: Unfamiliar["what"] = "category", lasts = false) =>
  unfamiliarProblems({
    unfamiliar: { ...sumFamiliarity([]), payments, unfamiliar, [what]: unfamiliar },
    incidents: lasts ? [lasting] : [],
  });

test("payments of another world are a problem as soon as two hundred have come, in words that name what is unknown", () => {
  expect(problems(199, 199)).toEqual([]);
  expect(problems(200, 200)).toEqual([
    {
      kind: "unfamiliar",
      text: "The model does not know 100 % of the newest 200 payments, mostly by categories that it has not seen: its low scores say little of them.",
      since: null,
      holdMs: 0,
      stops: null,
    },
  ]);
  expect(problems(1000, 60, "amount")[0]?.text).toContain("6.0 % of the newest 1,000 payments, mostly by amounts");
});

test("one in a thousand is usual, a twentieth is not; an incident lasts down to half of that", () => {
  expect(problems(1000, 1)).toEqual([]);
  expect(problems(1000, 49)).toEqual([]);
  expect(problems(1000, 50)).toHaveLength(1);
  expect(problems(1000, 25, "category", true)).toHaveLength(1);
  expect(problems(1000, 24, "category", true)).toEqual([]);
});
