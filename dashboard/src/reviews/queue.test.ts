import { expect, test } from "vitest";
import type { Review } from "../../../worker/wire/reviews.ts";
import { samplePayment } from "../board/sample.ts";
import {
  chosenBy,
  claimWords,
  countWords,
  markedWords,
  neighbour,
  overtakenWords,
  questionWords,
  stillChosen,
  takenWords,
} from "./queue.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const claim = (mine: boolean, by = "board", forMs = 540_000) => ({
  by,
  mine,
  until: new Date(NOW + forMs).toISOString(),
});

function review(id: string, claim: Review["claim"] = null): Review {
  return { payment: { ...samplePayment(), id }, atRisk: "10.00", ageSeconds: 60, claim };
}

test("the next one is the one below that nobody else has, and the first where none is open", () => {
  const reviews = [review("a"), review("b", claim(false)), review("c", claim(true)), review("d")];
  expect(neighbour(reviews, "a", 1)).toBe("c");
  expect(neighbour(reviews, "c", -1)).toBe("a");
  expect(neighbour(reviews, "d", 1)).toBeNull();
  expect(neighbour(reviews, "a", -1)).toBeNull();
  expect(neighbour(reviews, null, 1)).toBe("a");
  expect(neighbour(reviews, "gone", 1)).toBe("a");
  expect(neighbour([], null, 1)).toBeNull();
});

test("with the shift key all between are chosen, or none of them any more", () => {
  const ids = ["a", "b", "c", "d"];
  const one = chosenBy(new Set(), ids, "b", { isOn: true, from: null });
  expect([...one]).toEqual(["b"]);
  const range = chosenBy(one, ids, "d", { isOn: true, from: "b" });
  expect([...range]).toEqual(["b", "c", "d"]);
  expect([...chosenBy(range, ids, "c", { isOn: false, from: "d" })]).toEqual(["b"]);
  expect([...chosenBy(one, ids, "d", { isOn: true, from: "gone" })]).toEqual(["b", "d"]);
  expect([...stillChosen(range, ["a", "d"])]).toEqual(["d"]);
});

test("counts and questions are said in words", () => {
  expect(countWords({ open: 0, more: false, mine: 0, claimedByOthers: 0 })).toBe("Nothing waits for a person.");
  expect(countWords({ open: 12, more: false, mine: 1, claimedByOthers: 2 })).toBe(
    "12 to review, 1 yours, 2 with others.",
  );
  expect(countWords({ open: 1000, more: true, mine: 0, claimedByOthers: 0 })).toBe("1,000+ to review.");
  expect(questionWords("legitimate", 7)).toBe("Mark 7 payments as legitimate?");
  expect(questionWords("fraud", 1)).toBe("Mark 1 payment as fraud?");
  expect(markedWords("fraud", "card_details", 1)).toBe("Marked as fraud (card details stolen).");
  expect(markedWords("legitimate", "card_details", 3)).toBe("3 payments marked as legitimate.");
});

test("a claim says whose it is and for how long, and nothing when it has run out", () => {
  expect(claimWords(claim(true), NOW)).toBe("Yours for 9 min");
  expect(claimWords(claim(true, "board", 41_500), NOW)).toBe("Yours for 42 s");
  expect(claimWords(claim(false), NOW)).toBe("Someone at another browser, for 9 min");
  expect(claimWords(claim(false, "ada@example.org"), NOW)).toBe("ada@example.org, for 9 min");
  expect(claimWords(claim(true, "board", 0), NOW)).toBe("");
  expect(takenWords(claim(false), NOW)).toBe("Someone at another browser is at this payment, for 9 minutes at most.");
});

test("who has overtaken a person is named", () => {
  expect(overtakenWords({ verdict: "fraud" }, { by: "ada@example.org", via: "mail" })).toBe(
    "Meanwhile it was marked as fraud by ada@example.org, from the mail.",
  );
  expect(overtakenWords({ verdict: "legitimate" }, undefined)).toBe("Meanwhile it was marked as legitimate.");
});
